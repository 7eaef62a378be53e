import { type History, REOPEN_SECONDS, type Terms } from "../server/sla/clocks.ts";
import { type OpenHours, type SlaMetric, WEEKDAYS, type Window } from "../wire/sla-words.ts";
import type { Priority, Status } from "../wire/ticket-shapes.ts";
import { fromWall, zoneOffset } from "../wire/time-zones.ts";

// Counts the clocks of a ticket minute by minute. Local time comes from Intl.

export const MINUTE = 60;
export const DAY = 86_400;
export const LOOK_AHEAD = 20 * 1440;

export const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const dates = new Map<number, string>();
export function dateOf(wallSeconds: number): string {
  const day = Math.floor(wallSeconds / DAY);
  const date = dates.get(day) ?? new Date(day * DAY * 1000).toISOString().slice(0, 10);
  dates.set(day, date);
  return date;
}

/** Says whether a minute is open and, for a special day, its name. Uses local time only. */
function wallHours(hours: OpenHours) {
  const { time_zone: zone } = hours;
  const at = (date: string, time: string) =>
    fromWall(Date.parse(`${date}T00:00:00Z`) + minutesOf(time) * 60_000, zone) / 1000;
  // offsets change only at a quarter of an hour
  const offsets = new Map<number, number>();
  const wall = (second: number) => {
    const quarter = Math.floor(second / 900);
    const offset = offsets.get(quarter) ?? zoneOffset(second * 1000, zone) / 1000;
    offsets.set(quarter, offset);
    return second + offset;
  };
  const existing = new Map<string, boolean>();
  const exists = (date: string) => {
    if (!existing.has(date)) existing.set(date, occurs(date));
    return existing.get(date)!;
  };
  const occurs = (date: string) =>
    ["00:00", "11:00", "23:00"].some(
      (time) => dateOf(wall(at(date, time))) === date && clock(Math.floor((wall(at(date, time)) % DAY) / 60)) === time,
    );
  const follow = (date: string): string => {
    const next = dateOf(Date.parse(`${date}T00:00:00Z`) / 1000 + DAY);
    return exists(next) ? next : follow(next);
  };
  const specials = new Map(hours.days.map((day) => [day.date, day]));
  const spans = new Map<string, [number, number][]>();
  const spansOf = (date: string) => {
    if (!spans.has(date)) {
      const weekday = WEEKDAYS[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7]!;
      const windows = exists(date) ? (specials.get(date)?.windows ?? hours.windows[weekday]) : [];
      const end = ([from, to]: Window) => {
        if (to === "24:00") return at(follow(date), "00:00");
        return at(to <= from ? follow(date) : date, to);
      };
      spans.set(
        date,
        windows.map((window) => [at(date, window[0]), end(window)]),
      );
    }
    return spans.get(date)!;
  };
  const before = (second: number, n: number) => dateOf(wall(second) - n * DAY);
  const reasons = new Map<number, string>();
  return (second: number): string => {
    if (!reasons.has(second)) reasons.set(second, reasonAt(second));
    return reasons.get(second)!;
  };
  function reasonAt(second: number): string {
    const date = dateOf(wall(second));
    const special = specials.get(date);
    const starts = special ? [date] : [date, before(second, 1), before(second, 2)];
    if (starts.some((day) => spansOf(day).some(([from, to]) => from <= second && second < to))) return "open_hours";
    return special ? `holiday:${special.name}` : "closed";
  }
}

interface Count {
  metric: SlaMetric;
  begunBy: string;
  startedAt: number;
  stoppedAt: number | null;
  isMoot: boolean;
  reasons: Record<string, number>;
  counted: number[];
  judge: { terms: Terms | null; priority: Priority; pause: boolean };
}

const late = new Map<number, string>();
type Slot = "response" | "resolution";

/** The counts of a ticket, and the one that runs in each slot. */
function openCounts(present: () => Pick<Count["judge"], "terms" | "priority">) {
  const counts: Count[] = [];
  const open = new Map<Slot, Count>();
  return {
    counts,
    open,
    start(slot: Slot, metric: SlaMetric, begunBy: string, startedAt: number): Count {
      const count: Count = {
        ...{ metric, begunBy, startedAt, stoppedAt: null, isMoot: false },
        ...{ reasons: {}, counted: [], judge: { ...present(), pause: false } },
      };
      counts.push(count);
      open.set(slot, count);
      return count;
    },
    stop(slot: Slot, at: number, isMoot = false): void {
      const count = open.get(slot);
      if (count) Object.assign(count, { stoppedAt: at, isMoot });
      open.delete(slot);
    },
    // time that passed in the meantime counts for the clock; if it ends again in this minute, the terms until now apply
    goOn(slot: Slot, count: Count, at: number): void {
      for (let minute = count.stoppedAt!; minute < at; minute += MINUTE) addLate(count, minute);
      Object.assign(count, { stoppedAt: null, isMoot: false, judge: { ...present(), pause: true } });
      open.set(slot, count);
    },
  };
}

function pauseOf({ pauses_on }: Terms, status: Status, isInTrash: boolean): string | null {
  if (isInTrash) return "paused:trash";
  return status === "resolved" || status === "closed" || pauses_on.includes(status) ? `paused:${status}` : null;
}

/** The result that `clocksOf` must return, second by second and reason by reason. */
export function countByMinutes({ createdAt, ...history }: History, now: number): Record<string, unknown>[] {
  const wallOf = new Map<OpenHours, ReturnType<typeof wallHours>>();
  const reasonOf = (hours: OpenHours | null, at: number) => {
    if (!hours) return "open_hours";
    if (!wallOf.has(hours)) wallOf.set(hours, wallHours(hours));
    return wallOf.get(hours)!(at);
  };
  late.clear();
  let [status, priority, isInTrash]: [Status, Priority, boolean] = ["new", "medium", false];
  let terms: Terms | null = null;
  let hadTerms = false;
  const { counts, open, start, stop, goOn } = openCounts(() => ({ terms, priority }));
  const isHere = (at: number) => (point: { at: number }) => point.at === at;
  start("response", "first_response", "ticket", createdAt);
  let resolution = start("resolution", "resolution", "ticket", createdAt);
  let stoppedCount: Count | null = null;
  const changeStatus = (next: Status, at: number): void => {
    status = next;
    if (status === "resolved" || status === "closed") {
      if (open.get("response")?.metric === "next_response") {
        stoppedCount = open.get("response")!;
        stop("response", at, true);
      }
      stop("resolution", at);
      return;
    }
    if (stoppedCount && at - stoppedCount.stoppedAt! <= REOPEN_SECONDS) {
      goOn("response", stoppedCount, at);
      stoppedCount = null;
    }
    if (resolution.stoppedAt === null || open.has("resolution")) return;
    if (at - resolution.stoppedAt > REOPEN_SECONDS) resolution = start("resolution", "resolution", String(at), at);
    else goOn("resolution", resolution, at);
  };
  for (let at = createdAt; at <= now; at += MINUTE) {
    for (const each of history.messages.filter(isHere(at))) {
      stoppedCount = null;
      if (each.by === "agent") stop("response", at);
      else if (!open.has("response")) start("response", "next_response", each.id, at);
    }
    for (const each of history.statuses.filter(isHere(at))) changeStatus(each.value, at);
    for (const each of history.priorities.filter(isHere(at))) priority = each.value;
    for (const each of history.trash.filter(isHere(at))) isInTrash = each.value;
    for (const each of history.terms.filter(isHere(at))) {
      terms = each.value;
      hadTerms ||= terms !== null;
    }
    const pause = terms ? pauseOf(terms, status, isInTrash) : hadTerms ? "no_policy" : "before_start";
    // a clock that stopped at the moment it started has the terms of that moment
    const present = counts.filter(
      ({ startedAt, stoppedAt }) => stoppedAt === null || (stoppedAt === at && startedAt === at),
    );
    for (const count of present) count.judge = { terms, priority, pause: pause !== null };
    if (at === now) break;
    const reason = pause ?? reasonOf(terms!.hours, at);
    late.set(at, reason);
    for (const count of open.values()) add(count, at, reason);
  }
  return counts.flatMap((count) => summary(count, now, reasonOf));
}

const addLate = (count: Count, at: number) => add(count, at, late.get(at)!);

function add({ reasons, counted }: Count, at: number, reason: string): void {
  reasons[reason] = (reasons[reason] ?? 0) + MINUTE;
  if (reason === "open_hours") counted.push(at);
}

function summary(
  count: Count,
  now: number,
  reasonOf: (hours: OpenHours | null, at: number) => string,
): Record<string, unknown>[] {
  const { metric, begunBy, stoppedAt, isMoot, reasons, counted, judge } = count;
  const { terms, priority, pause } = judge;
  if (!terms && Object.keys(reasons).every((reason) => reason === "before_start")) return [];
  const target = terms?.targets[priority][metric] ?? null;
  const passedAt = target === null ? null : (counted[target / MINUTE - 1] ?? null);
  let dueAt = passedAt === null ? null : passedAt + MINUTE;
  const end = stoppedAt ?? now;
  const isBreached = dueAt !== null && end > dueAt;
  const open = pause ? "paused" : "running";
  const state = isBreached ? "breached" : target === null || isMoot ? "dropped" : stoppedAt !== null ? "met" : open;
  const mayReach = target !== null && dueAt === null && terms && state !== "paused";
  for (
    let at = end, secondsLeft = (target ?? 0) - counted.length * MINUTE;
    mayReach && at < end + LOOK_AHEAD * MINUTE;
    at += MINUTE
  ) {
    if (reasonOf(terms.hours, at) === "open_hours") secondsLeft -= MINUTE;
    if (secondsLeft > 0) continue;
    dueAt = at + MINUTE;
    break;
  }
  return [{ metric, begunBy, stoppedAt, state, target, counted: counted.length * MINUTE, dueAt, reasons }];
}
