import { expect, test } from "vitest";
import { readReminderTime, reminderTimeText } from "./reminder-time.ts";

test.each([
  ["80", "80%"],
  ["80 %", "80%"],
  ["1%", "1%"],
  ["100%", "0m"],
  ["101%", null],
  ["0", null],
  ["45m", "45m"],
  ["45 min", "45m"],
  ["3 h", "3h"],
  ["3 ชม.", "3h"],
  ["soon", null],
  ["", null],
])("a reminder's time %j is read as %j", (text, expected) => {
  expect(readReminderTime(text)).toBe(expected);
});

test("a reminder's time is shown as it is typed", () => {
  expect(["45m", "3h"].map(reminderTimeText)).toEqual(["45m", "3h"]);
});
