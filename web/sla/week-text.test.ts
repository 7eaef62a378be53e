import { expect, test } from "vitest";
import type { Window } from "../../wire/sla-words.ts";
import { NEW_WEEK } from "./open-days.ts";
import { parseWeek } from "./week-text.ts";

const day = (...windows: Window[]): Window[] => windows;
const week = (days: Partial<typeof NEW_WEEK>) => ({
  mon: [],
  tue: [],
  wed: [],
  thu: [],
  fri: [],
  sat: [],
  sun: [],
  ...days,
});
const workdays = (hours: Window[]) => ({ mon: hours, tue: hours, wed: hours, thu: hours, fri: hours });

test.each([
  ["Mon-Fri 9-18, Sat 10-14", week({ ...workdays(day(["09:00", "18:00"])), sat: day(["10:00", "14:00"]) })],
  [
    "monday – friday 9:00–18:00; Sat 10-14",
    week({ ...workdays(day(["09:00", "18:00"])), sat: day(["10:00", "14:00"]) }),
  ],
  // a pause at noon, days in a list, and over the end of the week
  ["Mon-Fri 9-12, 13-17", week(workdays(day(["09:00", "12:00"], ["13:00", "17:00"])))],
  ["Tue, Thu 8-12", week({ tue: day(["08:00", "12:00"]), thu: day(["08:00", "12:00"]) })],
  ["Sat-Mon 10-16", week({ sat: day(["10:00", "16:00"]), sun: day(["10:00", "16:00"]), mon: day(["10:00", "16:00"]) })],
  // hours alone are those of the open days
  ["8-16", week(workdays(day(["08:00", "16:00"])))],
] as const)("“%s” is read as a week", (text, expected) => {
  expect(parseWeek(text, NEW_WEEK)).toEqual(expected);
});

test.each(["", "Mon-Fri", "Mon-Fri late", "Foo 9-17", "Mon-Fri-Sun 9-17", "9-25", "9-17, Sat 10-14"])(
  "“%s” is not understood",
  (text) => {
    expect(parseWeek(text, NEW_WEEK)).toBeNull();
  },
);
