// @vitest-environment jsdom
import { afterEach, expect, test } from "vitest";
import { speak, t } from "../lib/texts.ts";
import { ALWAYS, policyBody, policyValues, sharedTarget, withSharedTarget } from "./policy-values.ts";
import { minutesPerDay, openTargetText, parseTarget, targetText } from "./targets.ts";

afterEach(() => speak("en"));

test.each([
  ["", null],
  ["  ", null],
  ["45", 45],
  ["30 min", 30],
  ["2 h", 120],
  ["1h 30m", 90],
  ["1 Hour 5 minutes", 65],
  ["2 ชม. 10 นาที", 130],
  ["0", undefined],
  ["soon", undefined],
  ["1d", 540],
  ["2 days 1h", 1140],
  ["2 วัน", 1080],
  ["-5", undefined],
])("the target %j is %j minutes", (typed, minutes) => {
  expect(parseTarget(typed, 540)).toBe(minutes);
});

test.each([null, 1, 59, 60, 61, 90, 1440, 1530])(
  "a target of %j minutes is read back from what is shown",
  (minutes) => {
    for (const perDay of [60, 480, 540, 1440]) expect(parseTarget(targetText(minutes, perDay), perDay)).toBe(minutes);
  },
);

test("targets are in the language of the app, and are read back in it", async () => {
  await speak("th");
  expect([targetText(60, 540), targetText(90, 540)]).toEqual(["1ชม.", "1ชม. 30นาที"]);
  for (const minutes of [1, 60, 90, 1080, 1530]) expect(parseTarget(targetText(minutes, 540), 540)).toBe(minutes);
});

test.each([
  ["2d", 540, "2d", "2d (18h open)"],
  ["18h", 540, "2d", "2d (18h open)"],
  ["1d 2h", 540, "11h", "11h"],
  ["2d", 1440, "2d", "2d"],
  ["36h", 1440, "36h", "36h"],
  ["45m", 540, "45m", "45m"],
])(
  "a target typed as %s, with %i minutes a day, comes back as %s and is listed as %s",
  async (typed, perDay, text, listed) => {
    const minutes = parseTarget(typed, perDay)!;
    expect([targetText(minutes, perDay), openTargetText(t, minutes, perDay)]).toEqual([text, listed]);
    await speak("th");
    expect(parseTarget(targetText(minutes, perDay), perDay)).toBe(minutes);
  },
);

test("the targets of a new policy are hours, so that they mean the same in all office hours", () => {
  expect(policyValues(null, []).targets.urgent).toEqual({
    first_response: "30m",
    next_response: "1h",
    resolution: "8h",
  });
});

test("a new policy reminds the assignee when three quarters of any target are used up, and the lead too at the breach", () => {
  expect(policyValues(null, []).reminders).toEqual([
    { before: "75%", to: ["assignee"] },
    { before: "0m", to: ["assignee", "lead"] },
  ]);
});

test("a day of a target is as long as most open days are", () => {
  const [long, short] = [[["09:00", "18:00"]], [["10:00", "14:00"]]];
  const week = (sat: unknown) =>
    ({ windows: { mon: long, tue: long, wed: [], thu: [], fri: [], sat, sun: [] } }) as never;
  expect([minutesPerDay(week(short)), minutesPerDay(undefined)]).toEqual([540, 1440]);
  const values = { ...policyValues(null, []), hours: "c" };
  const targets = withSharedTarget(values.targets, ["low"], "resolution", "2d");
  expect(policyBody("All", { ...values, targets }, 540)).toMatchObject({ targets: { low: { resolution: 1080 } } });
});

test("a new policy uses the calendar of the most policies; of several, the oldest", () => {
  const calendar = (id: string, policies: number, created_at: string) => ({ id, policies, created_at });
  const [newest, used, oldest] = [
    calendar("n", 0, "2026-03"),
    calendar("u", 2, "2026-02"),
    calendar("o", 0, "2026-01"),
  ];
  const hoursWith = (...calendars: object[]) => policyValues(null, calendars as never).hours;
  expect(hoursWith(newest, used, oldest)).toBe("u");
  expect(hoursWith(newest, oldest)).toBe("o");
});

test("a new policy uses the first calendar, or none if there is none", () => {
  const calendar = { id: "c1", name: "Office hours" } as never;
  expect(policyValues(null, [calendar]).hours).toBe("c1");
  expect(policyBody("All", policyValues(null, []), 1440)).toMatchObject({ clock: "always", calendar: null });
  expect(ALWAYS).not.toBe("c1");
});

test("a policy that is opened but not changed is sent unchanged", () => {
  const targets = { first_response: 30, next_response: null, resolution: 480 };
  const policy = {
    name: "Urgent first",
    filters: { priority: "urgent" },
    clock: "business",
    calendar: "c1",
    targets: { low: targets, medium: targets, high: targets, urgent: targets },
    pauses_on: ["pending"],
    reminders: [{ before: "10m", to: ["team"] }],
    is_active: false,
  };
  const values = policyValues(policy as never, []);
  expect(policyBody(values.name!, values, 480)).toEqual(policy);
});

test("one entry sets a target for every priority, and shows nothing while they differ", () => {
  const { targets } = policyValues(null, []);
  expect(sharedTarget(targets, ["high", "urgent"], "first_response")).toBeNull();
  const next = withSharedTarget(targets, ["high", "urgent"], "first_response", "1h");
  expect(sharedTarget(next, ["high", "urgent"], "first_response")).toBe("1h");
  expect(next.high.resolution).toBe(targets.high.resolution);
  expect(next.low).toEqual(targets.low);
});
