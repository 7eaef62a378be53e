import { expect, test } from "vitest";
import { showTimes } from "../lib/time.ts";
import { snoozeUntil } from "./snooze-times.ts";

test.each([
  ["laterToday", "2026-11-26T14:20:00Z", "2026-11-26T18:00:00.000Z"],
  ["tomorrow", "2026-11-26T14:20:00Z", "2026-11-27T02:00:00.000Z"],
  // there it is Friday already
  ["tomorrow", "2026-11-26T18:00:00Z", "2026-11-28T02:00:00.000Z"],
  ["nextWeek", "2026-11-26T14:20:00Z", "2026-11-30T02:00:00.000Z"],
  ["nextWeek", "2026-11-30T03:00:00Z", "2026-12-07T02:00:00.000Z"],
] as const)("%s from %s in Bangkok is %s", (choice, now, until) => {
  showTimes("system", "Asia/Bangkok");
  expect(snoozeUntil(choice, new Date(now))).toBe(until);
});
