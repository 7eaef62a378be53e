import "../lib/later-texts.ts";
import { WEEKDAYS, type Weekday, type Window } from "../../wire/sla-words.ts";
import type { Translate } from "../lib/texts.ts";
import { weekdayNamed } from "./day-names.ts";
import { dayText, parseDay } from "./day-text.ts";
import { openDays, withHours } from "./open-days.ts";
import type { Week } from "./week.ts";

/** The open hours of a week in one line: Mon–Fri 09:00–17:00, Sat 09:00–12:00. */
export function weekText(t: Translate, week: Week): string {
  const spans: { first: Weekday; last: Weekday; hours: string }[] = [];
  for (const day of openDays(week)) {
    const [span, hours] = [spans.at(-1), dayText(week[day])];
    if (span?.hours === hours && WEEKDAYS.indexOf(span.last) === WEEKDAYS.indexOf(day) - 1) span.last = day;
    else spans.push({ first: day, last: day, hours });
  }
  const word = (day: Weekday) => t(`sla.week.days.${day}`);
  return spans
    .map(({ first, last, hours }) => `${word(first)}${first === last ? "" : `–${word(last)}`} ${hours}`)
    .join(", ");
}

/**
 * Reads a typed week: "Mon-Fri 9-18, Sat 10-14". Days that it does not name are closed. Hours alone are those of the days
 * that are open already. Null if the text is not understood, or if no day is open.
 */
export function parseWeek(text: string, before: Week): Week | null {
  const week: Record<string, Window[]> = {};
  // days whose hours follow in a later piece, as in "Sat, Sun 10-14"
  let waiting: Weekday[] = [];
  let days: Weekday[] = [];
  const pieces = text
    .split(/[,;]/)
    .map((each) => each.trim())
    .filter(Boolean);
  for (const piece of pieces) {
    const { named, rest } = splitDays(piece);
    if (!named) return null;
    if (named.length > 0 && rest === "") waiting = [...waiting, ...named];
    else {
      const hours = parseDay(rest);
      if (!hours) return null;
      if (named.length > 0) [days, waiting] = [[...waiting, ...named], []];
      for (const day of days) week[day] = [...(week[day] ?? []), ...hours];
      if (days.length === 0) week.open = [...(week.open ?? []), ...hours];
    }
  }
  if (waiting.length > 0 || pieces.length === 0) return null;
  if (week.open) return days.length > 0 ? null : withHours(before, week.open);
  return Object.fromEntries(WEEKDAYS.map((day) => [day, (week[day] ?? []).toSorted()])) as Week;
}

/** The days at the beginning of a piece, and what follows them; `named` is null if a word names no day. */
function splitDays(piece: string): { named: Weekday[] | null; rest: string } {
  const [words, rest] = [piece.replace(/\s*\d.*$/, ""), /\d.*$/.exec(piece)?.[0] ?? ""];
  if (words === "") return { named: [], rest };
  const ends = words.split(/\s*[-–—]\s*/).map((each) => weekdayNamed(each.trim()));
  const [first, last = first] = ends;
  if (!first || !last || ends.length > 2) return { named: null, rest };
  const [from, to] = [WEEKDAYS.indexOf(first), WEEKDAYS.indexOf(last)];
  // Sat–Mon goes over the end of the week
  const length = ((to - from + 7) % 7) + 1;
  return { named: Array.from({ length }, (_, at) => WEEKDAYS[(from + at) % 7]!), rest };
}
