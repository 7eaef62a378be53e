import { expect, test } from "vitest";
import { latestTime, reportRange, type ScheduleTimes, timeAfter } from "./dates.ts";

const times = (values: Partial<ScheduleTimes> = {}): ScheduleTimes => ({
  every: "day",
  weekday: "mon",
  time: "08:00",
  time_zone: "Europe/Berlin",
  ...values,
});
const at = (text: string) => Temporal.Instant.from(text);

test.each<[string, Partial<ScheduleTimes>, string, string]>([
  ["later today", {}, "2026-11-27T06:00:00Z", "2026-11-27T07:00:00Z"],
  ["tomorrow, from its own time on", {}, "2026-11-27T07:00:00Z", "2026-11-28T07:00:00Z"],
  ["on Monday after a Friday", { every: "weekday" }, "2026-11-27T07:00:00Z", "2026-11-30T07:00:00Z"],
  ["in a week, on its day", { every: "week", weekday: "fri" }, "2026-11-27T07:00:00Z", "2026-12-04T07:00:00Z"],
  ["at the same local time after a change of clocks", {}, "2026-03-28T09:00:00Z", "2026-03-29T06:00:00Z"],
  ["an hour later where the clocks skip it", { time: "02:30" }, "2026-03-28T09:00:00Z", "2026-03-29T01:30:00Z"],
  ["once where the clocks show it twice", { time: "02:30" }, "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"],
  ["by the zone's own day", { time_zone: "Pacific/Auckland" }, "2026-11-27T20:00:00Z", "2026-11-28T19:00:00Z"],
])("the next report is due %s", (_, values, now, expected) => {
  expect(timeAfter(times(values), at(now)).toString()).toBe(expected);
});

test("after an interruption, only the latest due time counts", () => {
  const due = at("2026-11-02T07:00:00Z");
  expect(latestTime(times(), due, at("2026-11-02T07:00:00Z"))).toEqual(due);
  expect(latestTime(times(), due, at("2026-11-05T06:59:00Z")).toString()).toBe("2026-11-04T07:00:00Z");
  expect(latestTime(times(), at("2020-01-01T07:00:00Z"), at("2026-11-05T07:00:00Z")).toString()).toBe(
    "2026-11-05T07:00:00Z",
  );
  const weekly = times({ every: "week", weekday: "mon" });
  expect(latestTime(weekly, at("2026-09-07T06:00:00Z"), at("2026-11-05T07:00:00Z")).toString()).toBe(
    "2026-11-02T07:00:00Z",
  );
});

test("a report covers whole days of its zone, up to the day before", () => {
  expect(reportRange(at("2026-11-26T18:00:00Z"), "Asia/Bangkok", 7)).toEqual({ from: "2026-11-20", to: "2026-11-26" });
  expect(reportRange(at("2026-11-26T12:00:00Z"), "Asia/Bangkok", 1)).toEqual({ from: "2026-11-25", to: "2026-11-25" });
});
