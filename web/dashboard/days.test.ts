import { expect, test } from "vitest";
import { daysOf } from "./days.ts";
import { readDashboard } from "./range.ts";
import { weekdaysFrom, weekStartOf } from "./week.ts";

test.each([
  [{}, "2026-10-26", "2026-11-24"],
  [{ range: "7d" }, "2026-11-18", "2026-11-24"],
  [{ range: "week" }, "2026-11-23", "2026-11-24"],
  [{ range: "lastWeek" }, "2026-11-16", "2026-11-22"],
  [{ range: "month" }, "2026-11-01", "2026-11-24"],
  [{ range: "lastMonth" }, "2026-10-01", "2026-10-31"],
  [{ range: "custom", from: "2026-01-05", to: "2026-01-09" }, "2026-01-05", "2026-01-09"],
  [{ range: "custom", from: "2026-02-05", to: "2026-01-09" }, "2026-10-26", "2026-11-24"],
  [{ range: "bogus" }, "2026-10-26", "2026-11-24"],
])("%j is %s to %s", (search, from, to) => {
  expect(daysOf(search, "2026-11-24")).toEqual({ from, to });
});

test("last week begins with the first day of the week", () => {
  expect(daysOf({ range: "lastWeek" }, "2026-11-22", "sunday")).toEqual({ from: "2026-11-15", to: "2026-11-21" });
});

test("the month before January is December", () => {
  expect(daysOf({ range: "lastMonth" }, "2026-01-31")).toEqual({ from: "2025-12-01", to: "2025-12-31" });
});

test("a URL keeps the parameters that the dashboard knows", () => {
  expect(readDashboard({ range: "7d", team: "Tech", x: "1", from: 5 })).toEqual({ range: "7d", team: "Tech" });
});

test.each([
  ["en-US", "sunday"],
  ["en-GB", "monday"],
  ["th", "sunday"],
] as const)("weeks in %s begin on %s", (locale, start) => {
  expect(weekStartOf(locale)).toBe(start);
});

test("a week that begins on Saturday has its weekdays in order", () => {
  expect(weekdaysFrom("saturday")).toEqual([6, 7, 1, 2, 3, 4, 5]);
});
