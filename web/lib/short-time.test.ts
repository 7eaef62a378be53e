import { expect, test } from "vitest";
import { dayIn, shortMomentOf } from "./short-time.ts";
import { showTimes } from "./time.ts";

test.each([
  ["2026-11-26T17:00Z", "Today 5:00 PM"],
  ["2026-11-27T00:30Z", "Tomorrow 12:30 AM"],
  ["2026-11-25T23:59Z", "Yesterday 11:59 PM"],
  ["2026-12-02T09:40Z", "Wed 9:40 AM"],
  ["2026-12-03T09:40Z", "Dec 3 9:40 AM"],
  ["2026-11-20T09:40Z", "Nov 20 9:40 AM"],
  ["2027-01-08T12:00Z", "Jan 8, 2027 12:00 PM"],
])("%s is short for %s", (at, text) => {
  showTimes("system", "UTC");
  expect(shortMomentOf(at, "2026-11-26T12:00Z").replaceAll("\u202f", " ")).toBe(text);
});

test("a day in a sentence has no time", () => {
  showTimes("system", "UTC");
  expect(dayIn("2026-11-27T00:30Z", "2026-11-26T12:00Z")).toBe("tomorrow");
  expect(dayIn("2026-12-02T09:40Z", "2026-11-26T12:00Z")).toBe("Wed");
});
