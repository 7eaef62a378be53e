import "../lib/later-texts.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { momentIn, shortMomentOf } from "../lib/short-time.ts";
import type { Translate } from "../lib/texts.ts";
import { clockOf, formatter, wallTimeOf } from "../lib/time.ts";
import { momentInZone } from "./zone.ts";

type Clock = AnswerOf<"GET", "/tickets/{id}/sla/">["clocks"][number];

const UNITS = [
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** Seconds in hours, minutes and seconds, without rounding: 4h 38m. */
export function secondsText(seconds: number): string {
  let rest = Math.abs(seconds);
  const parts = UNITS.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    const format = formatter(Intl.NumberFormat, { style: "unit", unit, unitDisplay: "narrow" });
    return count > 0 ? [format.format(count)] : [];
  });
  return parts.length > 0
    ? parts.join(" ")
    : formatter(Intl.NumberFormat, { style: "unit", unit: "minute", unitDisplay: "narrow" }).format(0);
}

/** The same at a glance, without seconds: "4h 38m", "<1m". */
export function spanText(seconds: number): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  return seconds !== 0 && minutes === 0 ? `<${secondsText(60)}` : secondsText(minutes * 60);
}

/** The state of a clock; while the desk is closed, when the clock starts or continues. */
export function clockWords(
  t: Translate,
  clock: Pick<Clock, "state" | "is_paused" | "is_answer_unsent" | "counted_seconds" | "ahead" | "time_zone">,
): string {
  const { state, is_paused, is_answer_unsent, counted_seconds, ahead, time_zone } = clock;
  if (is_answer_unsent && state === "met") return t("sla.states.unsent");
  if (is_paused && state !== "breached") return t("sla.states.paused");
  const isClosed = ahead.length > 0 && ahead[0]!.because !== "open_hours";
  const opening = isClosed && ahead.find(({ because }) => because === "open_hours");
  if (!opening) return t(`sla.states.${state}`);
  return t(counted_seconds === 0 ? "sla.states.starts" : "sla.states.continues", {
    at: momentInZone(opening.from, time_zone),
  });
}

/** From one time to another in short, in a calendar's zone: "Fri 9:00 – 17:00", "Fri 17:00 – Mon 9:00". */
export function shortRangeOf(from: string, to: string, zone?: string): string {
  const [now, day] = [new Date(), (at: string) => wallTimeOf(at, zone).slice(0, 10)];
  const end = day(from) === day(to) ? clockOf(to, zone) : momentIn(to, now, zone);
  return `${shortMomentOf(from, now, zone)} – ${end}`;
}
