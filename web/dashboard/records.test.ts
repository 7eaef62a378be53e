import { expect, test } from "vitest";
import { daysOfWeek, isByWeek, isTooFew, unbrokenRuns } from "./records.ts";
import type { Report } from "./report.ts";

test.each([
  ["a median of 4 tickets", "median", { median: null, tickets: 4 }, true],
  ["a median of none", "median", { median: null, tickets: 0 }, false],
  ["a median of 5", "p90", { p90: 2.5, tickets: 5 }, false],
  ["an agent's first responses", "median_first_response", { median_first_response: null, first_responses: 1 }, true],
  ["the previous period", "before_median", { median: 1, tickets: 9, before_median: null, before_tickets: 2 }, true],
  ["a clock that never counted", "resolution_median", { resolution_median: null, resolution_percent: null }, false],
  ["clocks of which none was met", "resolution_median", { resolution_median: null, resolution_percent: 0 }, true],
  ["what 3 customers answered", "average", { average: null, answered: 3 }, true],
  ["the wait of 2 tickets", "median_wait", { median_wait: null, assigned: 2 }, true],
  ["a number", "tickets", { tickets: null }, false],
] as const)("%s: %s of %j is too little to show: %s", (_, key, record, isTold) => {
  expect(isTooFew(record, key)).toBe(isTold);
});

test("an incomplete week is marked with its number of days", () => {
  const report = (...days: number[]) =>
    ({
      columns: ["day", "tickets", "days"].map((key) => ({ key })),
      rows: days.map((n) => ["2026-11-02", 3, n]),
    }) as unknown as Report;
  expect([isByWeek(report(1, 1)), isByWeek(report(5, 7, 2))]).toEqual([false, true]);
  expect([5, 7, 2].map((n) => daysOfWeek(report(5, 7, 2), n))).toEqual([5, null, 2]);
  expect(daysOfWeek(report(1, 1), 1)).toBeNull();
});

test("a line has a gap where a day has no value", () => {
  expect(unbrokenRuns([null, 1, 2, null, 0, null])).toEqual([
    { from: 1, run: [1, 2] },
    { from: 4, run: [0] },
  ]);
});
