import { expect, test } from "vitest";
import { dueText } from "./times.ts";

const due = "2026-12-01T10:00:00Z";
test.each([
  ["of a person is in the reader's zone", "Europe/Berlin", undefined, "1 Dec 2026, 11:00"],
  ["of an SLA is in the calendar's zone, which is named", "UTC", "Asia/Bangkok", "1 Dec 2026, 17:00 (Asia/Bangkok)"],
  ["of an SLA names no zone that shows the reader's time", "Asia/Jakarta", "Asia/Bangkok", "1 Dec 2026, 17:00"],
  ["of an SLA without a calendar is in the reader's zone", "Asia/Bangkok", null, "1 Dec 2026, 17:00"],
])("a due time %s", (_, zone, calendarZone, text) => {
  expect(dueText(due, "en", zone, calendarZone)).toBe(text);
});
