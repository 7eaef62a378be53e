import { deepStrictEqual } from "node:assert";
import { type Clock, clocksOf, type History, type Terms } from "../server/sla/clocks.ts";
import { type OpenHours, SLA_METRICS, WEEKDAYS, type Window } from "../wire/sla-words.ts";
import { PRIORITIES, STATUSES, type Status } from "../wire/ticket-shapes.ts";
import { chances, type RandomSource } from "./random.ts";
import { clock, countByMinutes, DAY, dateOf, LOOK_AHEAD, MINUTE } from "./sla-minutes.ts";

// Random tickets under random policies, counted minute by minute with Intl instead of Temporal. Every clock must agree
// to the second.

/** Days around a change of the clocks, or a day that a zone skipped. */
const ZONES: readonly [zone: string, days: readonly string[]][] = [
  ["Asia/Bangkok", ["2026-04-10"]],
  ["Europe/Berlin", ["2026-03-27", "2026-10-23"]],
  ["America/New_York", ["2026-03-06", "2026-10-30"]],
  ["Australia/Lord_Howe", ["2026-04-03", "2026-10-02"]],
  ["Pacific/Apia", ["2011-12-28", "2011-12-29"]],
  ["Africa/Casablanca", ["2026-02-13", "2026-03-20"]],
];

function someWindows({ below, maybe }: RandomSource): Window[] {
  if (maybe(4)) return [];
  if (maybe(6)) return [[clock(1200 + below(200)), clock(below(400))]];
  if (maybe(8)) return [["00:00", "24:00"]];
  const cuts = Array.from({ length: 2 * (1 + below(2)) }, () => below(maybe(3) ? 240 : 1440)).sort((a, b) => a - b);
  const windows: Window[] = [];
  for (let n = 0; n < cuts.length; n += 2)
    if (cuts[n]! < cuts[n + 1]!) windows.push([clock(cuts[n]!), maybe(9) ? "24:00" : clock(cuts[n + 1]!)]);
  return windows.length > 1 && windows[0]![1] === "24:00" ? [windows[0]!] : windows;
}

function someHours(by: RandomSource, zone: string, firstDay: number): OpenHours {
  const windows = Object.fromEntries(WEEKDAYS.map((day) => [day, someWindows(by)])) as Record<
    (typeof WEEKDAYS)[number],
    Window[]
  >;
  const special = new Set(Array.from({ length: by.below(4) }, () => dateOf(firstDay + by.below(14) * DAY)));
  const days = [...special].map((date, n) => ({ date, name: `Day ${n}`, windows: by.maybe(3) ? someWindows(by) : [] }));
  return { time_zone: zone, windows, days };
}

function someTerms(by: RandomSource, zone: string, firstDay: number): Terms {
  const target = () => (by.maybe(5) ? null : MINUTE * (1 + by.below(by.maybe(3) ? 3000 : 600)));
  const targets = Object.fromEntries(
    PRIORITIES.map((each) => [each, Object.fromEntries(SLA_METRICS.map((metric) => [metric, target()]))]),
  ) as Terms["targets"];
  const pauses_on = by.maybe(3) ? [] : by.maybe(3) ? (["pending", "new"] as const) : (["pending"] as const);
  return { hours: by.maybe(8) ? null : someHours(by, zone, firstDay), pauses_on, targets, reminders: [] };
}

/** A random ticket and the time at which its clocks are read. */
function someHistory(seed: number): { history: History; now: number } {
  const by = chances(seed);
  const [zone, days] = by.one(ZONES);
  const firstDay = Date.parse(`${by.one(days)}T00:00:00Z`) / 1000;
  const createdAt = firstDay + MINUTE * by.below(3 * 1440);
  const length = MINUTE * (by.maybe(9) ? 0 : by.below(by.maybe(6) ? 30 * 1440 : 6 * 1440));
  const moment = () => createdAt + MINUTE * by.below(length / MINUTE + 1);
  const points = <T>(n: number, some: () => T) =>
    Array.from({ length: by.below(n) }, () => ({ at: moment(), value: some() })).sort((a, b) => a.at - b.at);
  const firstTerms = by.maybe(4) ? [] : [{ at: createdAt, value: someTerms(by, zone, firstDay) }];
  const history: History = {
    createdAt,
    statuses: [{ at: createdAt, value: "new" as Status }, ...points(6, () => by.one(STATUSES))],
    priorities: [{ at: createdAt, value: by.one(PRIORITIES) }, ...points(3, () => by.one(PRIORITIES))],
    trash: by.maybe(8) ? points(3, () => by.maybe(2)) : [],
    terms: [...firstTerms, ...points(3, () => (by.maybe(5) ? null : someTerms(by, zone, firstDay)))],
    messages: points(6, () => by.one(["customer", "agent"] as const)).map(({ at, value }, n) => ({
      id: `m${n}`,
      at,
      by: value,
    })),
  };
  return { history, now: createdAt + length };
}

function comparable({ segments, targetSeconds, countedSeconds, ...clock }: Clock): Record<string, unknown> {
  const reasons: Record<string, number> = {};
  for (const { from, to, because } of segments) reasons[because] = (reasons[because] ?? 0) + to - from;
  const { metric, begunBy, stoppedAt, state, until } = clock;
  const isFar = clock.dueAt !== null && clock.dueAt > until + LOOK_AHEAD * MINUTE;
  return {
    metric,
    begunBy,
    stoppedAt,
    state,
    target: targetSeconds,
    counted: countedSeconds,
    dueAt: isFar ? null : clock.dueAt,
    reasons,
  };
}

const inOrder = (a: Record<string, unknown>, b: Record<string, unknown>) =>
  `${a.metric}${a.begunBy}`.localeCompare(`${b.metric}${b.begunBy}`);

/**
 * Checks random histories, starting with this seed. Throws at the first clock that differs from the count by minutes.
 * Returns the number of clocks.
 */
export function checkHistories(count: number, seed: number): number {
  let clockCount = 0;
  for (let n = seed; n < seed + count; n += 1) {
    const { history, now } = someHistory(n);
    const clocks = clocksOf(history, now);
    for (const { startedAt, until, segments } of clocks) {
      const sum = segments.reduce((all, { from, to }) => all + to - from, 0);
      deepStrictEqual(sum, until - startedAt, `history ${n}: a second is not accounted for`);
    }
    deepStrictEqual(clocks.map(comparable).sort(inOrder), countByMinutes(history, now).sort(inOrder), `history ${n}`);
    clockCount += clocks.length;
  }
  return clockCount;
}
