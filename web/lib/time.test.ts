import { expect, test } from "vitest";
import { durationText, fromWallTime, startOfDay, wallTimeOf } from "./time.ts";

test.each([
  ["2026-11-24", "Asia/Bangkok", "2026-11-23T17:00:00.000Z"],
  ["2026-11-24", "America/New_York", "2026-11-24T05:00:00.000Z"],
  ["2026-11-24", "UTC", "2026-11-24T00:00:00.000Z"],
  // if clocks skip midnight, the day begins later
  ["2026-09-06", "America/Santiago", "2026-09-06T04:00:00.000Z"],
  // if clocks are set back over midnight, the day begins once
  ["2026-04-05", "America/Santiago", "2026-04-05T04:00:00.000Z"],
  ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z"],
])("%s begins in %s at %s", (day, zone, at) => {
  expect(startOfDay(day, zone)).toBe(at);
});

test.each([
  ["2026-10-25T02:30", "2026-10-25T00:30:00.000Z"],
  ["2026-03-29T02:30", "2026-03-29T01:30:00.000Z"],
  ["2026-10-25T03:00", "2026-10-25T02:00:00.000Z"],
])("in Berlin the clock shows %s first at %s", (wall, at) => {
  expect(fromWallTime(wall, "Europe/Berlin")).toBe(at);
});

test("a year that is typed only in part is not an error", () => {
  expect(wallTimeOf(startOfDay("0002-11-24", "Asia/Bangkok"), "Asia/Bangkok")).toMatch(/^0002-11-2[34]T/);
});

test.each([
  ["2026-11-24T10:00Z", "5m"],
  ["2026-11-20T10:05Z", "4d"],
  ["2026-08-01T10:05Z", "3mths"],
  ["2020-01-01T10:05Z", "6y"],
])("the span from %s is %s", (from, span) => {
  expect(durationText(from, "2026-11-24T10:05Z")).toBe(span);
});
