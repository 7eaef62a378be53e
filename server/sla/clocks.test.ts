import { describe, expect, test } from "vitest";
import { checkHistories } from "../../test/sla-histories.ts";
import type { OpenHours, Window } from "../../wire/sla-words.ts";
import type { Status } from "../../wire/ticket-shapes.ts";
import { clocksOf, countsTo, type History, type Terms } from "./clocks.ts";
import { afterOpenSeconds, openSpans, segmentsBetween } from "./hours.ts";

const RUNS = Number(process.env.RUNS ?? 60);
const SEED = Number(process.env.SEED ?? 20_261_126);
const HOUR = 3600;
const at = (text: string) => Date.parse(text) / 1000;
const timeText = (second: number | null) => second && new Date(second * 1000).toISOString().slice(0, 16);

function hours(time_zone: string, week: Partial<OpenHours["windows"]>, days: OpenHours["days"] = []): OpenHours {
  return { time_zone, windows: { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [], ...week }, days };
}
const every = (...windows: Window[]) =>
  Object.fromEntries(["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [day, windows]));

describe("open hours", () => {
  const office = every(["09:00", "12:00"], ["13:00", "18:00"]);
  test.each([
    ["lunch is closed", hours("Asia/Bangkok", office), "2026-11-26T04:00Z", 3, "2026-11-26T08:00"],
    ["a night is closed", hours("Asia/Bangkok", office), "2026-11-26T10:30Z", 1, "2026-11-27T02:30"],
    [
      "a target reached at closing time is due then",
      hours("Asia/Bangkok", office),
      "2026-11-26T10:00Z",
      1,
      "2026-11-26T11:00",
    ],
    [
      "a weekend is closed",
      hours("Europe/Berlin", { mon: [["09:00", "17:00"]], fri: [["09:00", "17:00"]] }),
      "2026-11-27T15:00Z",
      2,
      "2026-11-30T09:00",
    ],
    [
      "a night shift goes on after midnight",
      hours("Europe/Berlin", { mon: [["22:00", "06:00"]] }),
      "2026-11-23T23:00Z",
      2,
      "2026-11-24T01:00",
    ],
    [
      "24:00 is the end of a day",
      hours("Europe/Berlin", every(["20:00", "24:00"])),
      "2026-11-23T22:00Z",
      2,
      "2026-11-24T20:00",
    ],
    [
      "an hour that the clocks skip does not count",
      hours("Europe/Berlin", every(["01:00", "04:00"])),
      "2026-03-29T00:00Z",
      2,
      "2026-03-29T02:00",
    ],
    [
      "an hour that the clocks show twice counts twice",
      hours("America/New_York", every(["01:00", "02:00"])),
      "2026-11-01T05:00Z",
      2,
      "2026-11-01T07:00",
    ],
    [
      "half an hour is skipped on Lord Howe",
      hours("Australia/Lord_Howe", every(["00:00", "24:00"])),
      "2026-10-03T13:30Z",
      24,
      "2026-10-04T13:30",
    ],
    [
      "a day that the zone skipped has no hours",
      hours("Pacific/Apia", every(["09:00", "17:00"])),
      "2011-12-30T02:00Z",
      2,
      "2011-12-30T20:00",
    ],
    [
      "clocks of Ramadan go back",
      hours("Africa/Casablanca", every(["09:00", "17:00"])),
      "2026-02-14T15:30Z",
      1,
      "2026-02-15T09:30",
    ],
  ])("%s", (_what, open, from, count, due) => {
    expect(timeText(afterOpenSeconds(open, at(from), count * HOUR))).toBe(due);
  });

  test("a holiday is closed all day, including the night shift that began the day before", () => {
    const open = hours("Asia/Bangkok", every(["22:00", "06:00"]), [
      { date: "2026-12-31", name: "New Year's Eve", windows: [] },
    ]);
    const segments = segmentsBetween(open, at("2026-12-30T14:00Z"), at("2026-12-31T23:00Z"));
    expect(segments.map(({ because, to }) => [because, timeText(to)])).toEqual([
      ["closed", "2026-12-30T15:00"],
      ["open_hours", "2026-12-30T17:00"],
      ["holiday:New Year's Eve", "2026-12-31T17:00"],
      ["closed", "2026-12-31T23:00"],
    ]);
  });

  test("a week without hours never reaches a target", () => {
    expect(afterOpenSeconds(hours("UTC", {}), at("2026-11-26T00:00Z"), 60)).toBeNull();
    expect(afterOpenSeconds(null, at("2026-11-26T00:00Z"), 60)).toBe(at("2026-11-26T00:01Z"));
    expect(openSpans(hours("UTC", {}), 0, 86_400)).toEqual([]);
  });
});

const target = (first: number | null, next: number | null, resolution: number | null) => ({
  first_response: first,
  next_response: next,
  resolution,
});
const terms = (more: Partial<Terms> = {}): Terms => ({
  hours: null,
  pauses_on: ["pending"],
  targets: {
    low: target(8 * HOUR, 8 * HOUR, 40 * HOUR),
    medium: target(4 * HOUR, 4 * HOUR, 20 * HOUR),
    high: target(2 * HOUR, 2 * HOUR, 10 * HOUR),
    urgent: target(HOUR, HOUR, 5 * HOUR),
  },
  reminders: [],
  ...more,
});
const START = at("2026-11-02T09:00Z");
const hour = (n: number) => START + n * HOUR;

function history(more: Partial<History> = {}): History {
  return {
    createdAt: START,
    statuses: [{ at: START, value: "new" }],
    priorities: [{ at: START, value: "medium" }],
    trash: [],
    terms: [{ at: START, value: terms() }],
    messages: [],
    ...more,
  };
}
const statuses = (...changes: [number, Status][]) => [
  { at: START, value: "new" as Status },
  ...changes.map(([n, value]) => ({ at: hour(n), value })),
];
const message = (id: string, n: number, by: "customer" | "agent") => ({ id, at: hour(n), by });

function states(past: History, n: number) {
  return clocksOf(past, hour(n)).map(({ metric, state, countedSeconds, dueAt }) => [
    metric,
    state,
    countedSeconds / HOUR,
    dueAt && (dueAt - START) / HOUR,
  ]);
}

describe("the clocks of a ticket", () => {
  test.each([
    [
      "run from creation",
      history(),
      1,
      [
        ["first_response", "running", 1, 4],
        ["resolution", "running", 1, 20],
      ],
    ],
    [
      "are met if an agent replies in time",
      history({ messages: [message("a", 3, "agent")] }),
      9,
      [
        ["first_response", "met", 3, 4],
        ["resolution", "running", 9, 20],
      ],
    ],
    [
      "are breached a second after they are due",
      history({ messages: [message("a", 4 + 1 / HOUR, "agent")] }),
      9,
      [
        ["first_response", "breached", 4 + 1 / HOUR, 4],
        ["resolution", "running", 9, 20],
      ],
    ],
    [
      "wait for the first of several messages of a customer",
      history({ messages: [message("a", 1, "agent"), message("b", 2, "customer"), message("c", 3, "customer")] }),
      4,
      [
        ["first_response", "met", 1, 4],
        ["next_response", "running", 2, 6],
        ["resolution", "running", 4, 20],
      ],
    ],
    [
      "pause while the ticket is pending",
      history({ statuses: statuses([1, "pending"]) }),
      9,
      [
        ["first_response", "paused", 1, null],
        ["resolution", "paused", 1, null],
      ],
    ],
    [
      "go on after a pause",
      history({ statuses: statuses([1, "pending"], [3, "assigned"]) }),
      4,
      [
        ["first_response", "running", 2, 6],
        ["resolution", "running", 2, 22],
      ],
    ],
    [
      "go on when a ticket is reopened within two weeks",
      history({ statuses: statuses([5, "resolved"], [100, "assigned"]), messages: [message("a", 1, "agent")] }),
      101,
      [
        ["first_response", "met", 1, 4],
        ["resolution", "running", 6, 115],
      ],
    ],
    [
      "start again when a ticket is reopened after that",
      history({ statuses: statuses([5, "resolved"], [400, "assigned"]), messages: [message("a", 1, "agent")] }),
      401,
      [
        ["first_response", "met", 1, 4],
        ["resolution", "met", 5, 20],
        ["resolution", "running", 1, 420],
      ],
    ],
    [
      "expect no reply to a message that came before the ticket was resolved",
      history({
        statuses: statuses([3, "resolved"]),
        messages: [message("a", 1, "agent"), message("b", 2, "customer")],
      }),
      9,
      [
        ["first_response", "met", 1, 4],
        ["next_response", "dropped", 1, 6],
        ["resolution", "met", 3, 20],
      ],
    ],
    [
      "keep what they counted when the policy changes",
      history({
        terms: [
          { at: START, value: terms() },
          { at: hour(3), value: terms({ pauses_on: [] }) },
        ],
        statuses: statuses([1, "pending"]),
      }),
      4,
      [
        ["first_response", "running", 2, 6],
        ["resolution", "running", 2, 22],
      ],
    ],
    [
      "have the target of the priority of now",
      history({
        priorities: [
          { at: START, value: "low" },
          { at: hour(3), value: "urgent" },
        ],
      }),
      4,
      [
        ["first_response", "breached", 4, 1],
        ["resolution", "running", 4, 5],
      ],
    ],
    [
      "stop in the trash",
      history({ trash: [{ at: hour(1), value: true }] }),
      9,
      [
        ["first_response", "paused", 1, null],
        ["resolution", "paused", 1, null],
      ],
    ],
    [
      "do not count what was before the first policy",
      history({ terms: [{ at: hour(2), value: terms() }] }),
      3,
      [
        ["first_response", "running", 1, 6],
        ["resolution", "running", 1, 22],
      ],
    ],
    [
      "are dropped when no policy applies any more",
      history({
        terms: [
          { at: START, value: terms() },
          { at: hour(1), value: null },
        ],
      }),
      3,
      [
        ["first_response", "dropped", 1, null],
        ["resolution", "dropped", 1, null],
      ],
    ],
    ["are not there without a policy", history({ terms: [] }), 3, []],
  ] as [string, History, number, unknown[]][])("%s", (_what, past, n, expected) => {
    expect(states(past, n)).toEqual(expected);
  });

  test("explain every second", () => {
    const open = hours("UTC", every(["09:00", "12:00"]), [{ date: "2026-11-03", name: "Day off", windows: [] }]);
    const past = history({
      terms: [{ at: START, value: terms({ hours: open }) }],
      statuses: statuses([1, "pending"], [2, "assigned"]),
    });
    const [first] = clocksOf(past, hour(49));
    expect(first!.segments.map(({ because, from, to }) => [because, (to - from) / HOUR])).toEqual([
      ["open_hours", 1],
      ["paused:pending", 1],
      ["open_hours", 1],
      ["closed", 12],
      ["holiday:Day off", 24],
      ["closed", 9],
      ["open_hours", 1],
    ]);
    expect(countsTo(first!, 4 * HOUR)).toBe(hour(50));
  });

  // `npm run proof -- sla` checks 20,000
  test("agree with counting minute by minute in six time zones", () => {
    expect(checkHistories(RUNS, SEED)).toBeGreaterThan(RUNS);
  });
});
