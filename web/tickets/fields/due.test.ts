import { expect, test } from "vitest";
import { fromWallTime, wallTimeOf } from "../../lib/time.ts";
import { dueAt, dueChoices, dueInDays, dueTyped } from "./due.ts";

const at = (wall: string) => new Date(fromWallTime(wall));

// 2026-11-23 is a Monday
test.each([
  ["2026-11-23T09:00", ["2026-11-23T17:00", "2026-11-24T17:00", "2026-11-26T17:00", "2026-11-30T17:00"]],
  // work is over: today still has an end
  ["2026-11-25T17:30", ["2026-11-25T23:59", "2026-11-26T17:00", "2026-11-28T17:00", "2026-11-30T17:00"]],
  // on Friday, tomorrow is Saturday
  ["2026-11-27T09:00", ["2026-11-27T17:00", "2026-11-30T17:00", "2026-11-30T17:00"]],
  ["2026-11-29T23:59", ["2026-11-29T23:59", "2026-11-30T17:00", "2026-12-02T17:00", "2026-11-30T17:00"]],
])("at %s the choices for a due time are %j", (now, due) => {
  expect(dueChoices(at(now)).map((choice) => dueAt(choice, at(now)))).toEqual(due.map((wall) => fromWallTime(wall)));
});

test.each([
  [0, "2026-12-31T23:59"],
  [1, "2027-01-01T23:59"],
  [31, "2027-01-31T23:59"],
])("a ticket due in %i days is due at the end of that day", (days, due) => {
  expect(dueInDays(days, at("2026-12-31T08:00"))).toBe(fromWallTime(due));
});

// a Friday
const FRIDAY = new Date("2026-11-27T10:00:00");

test.each([
  ["2026-12-04", "2026-12-04T17:00"],
  ["2026-12-4", "2026-12-04T17:00"],
  ["next friday", "2026-12-04T17:00"],
  ["Mon", "2026-11-30T17:00"],
  ["2026-02-30", null],
  ["2020-01-01", null],
  ["fr", null],
  ["someday", null],
])("%s typed as a due date is %s", (text, due) => {
  const at = dueTyped(text, "en", FRIDAY);
  expect(at && wallTimeOf(at)).toBe(due);
});
