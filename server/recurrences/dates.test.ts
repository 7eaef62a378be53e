import { describe, expect, test } from "vitest";
import type { OpenHours } from "../../wire/sla-words.ts";
import { firstAfter, nextDates, notesOn, occurrences, type RecurrenceSchedule } from "./dates.ts";

const schedule = (rrule: string, starts_at: string, more: Partial<RecurrenceSchedule> = {}): RecurrenceSchedule => ({
  rrule,
  starts_at,
  time_zone: "Asia/Bangkok",
  on_closed_day: "keep",
  ...more,
});
const take = (of: RecurrenceSchedule, count: number, hours: OpenHours | null = null) =>
  occurrences(of, hours).take(count).toArray();
const localsOf = (of: RecurrenceSchedule, count: number, hours: OpenHours | null = null) =>
  take(of, count, hours).map(({ local }) => local);

const QUARTER_MS = 15 * 60_000;

/** The offset of a zone at a moment in milliseconds, as `Intl` knows it. */
function offsetsOf(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  return (at) => {
    const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(format.format(at))!;
    return sign ? (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000 : 0;
  };
}

/** The first moment at a local time, found by trying every quarter of an hour. */
function momentByTrying(offsetAt: (at: number) => number, local: string): number {
  const wall = Date.parse(`${local}Z`);
  for (let at = wall - 13 * 3_600_000; ; at += QUARTER_MS) {
    const localTime = at + offsetAt(at);
    if (localTime === wall) return at;
    // the clocks have jumped over it: it is later by the length of the jump
    if (localTime > wall) return wall - offsetAt(at - QUARTER_MS);
  }
}

describe("the dates of a recurring ticket", () => {
  test.each([
    ["Europe/Berlin", "02:30"],
    ["America/New_York", "01:30"],
    ["Australia/Lord_Howe", "02:15"],
  ])("are right through a year of clock changes in %s at %s", (time_zone, time) => {
    const days = Array.from({ length: 365 }, (_, day) =>
      new Date(Date.UTC(2027, 0, 1 + day)).toISOString().slice(0, 10),
    );
    const offsetAt = offsetsOf(time_zone);
    const dates = take(schedule("FREQ=DAILY", `2027-01-01T${time}`, { time_zone }), days.length);
    expect(dates.map(({ planned_at }) => Date.parse(planned_at))).toEqual(
      days.map((day) => momentByTrying(offsetAt, `${day}T${time}`)),
    );
  });

  test("are those of the rule, and end with it", () => {
    expect(localsOf(schedule("FREQ=MONTHLY;BYDAY=1MO", "2026-12-01T09:00"), 2)).toEqual([
      "2026-12-07T09:00",
      "2027-01-04T09:00",
    ]);
    expect(localsOf(schedule("FREQ=WEEKLY;BYDAY=MO,FR;COUNT=3", "2026-12-01T09:00"), 9)).toHaveLength(3);
    expect(localsOf(schedule("FREQ=DAILY;UNTIL=20261203", "2026-12-01T09:00"), 9)).toHaveLength(3);
  });

  test.each([
    ["FREQ=MONTHLY;BYMONTHDAY=31", "2026-12-01T09:00", "2027-03-31T09:00", ["short_months"]],
    ["FREQ=MONTHLY", "2026-12-31T09:00", "2027-03-31T09:00", ["short_months"]],
    ["FREQ=MONTHLY;BYMONTHDAY=-1", "2026-12-01T09:00", "2027-02-28T09:00", []],
    ["FREQ=YEARLY", "2028-02-29T09:00", "2036-02-29T09:00", ["leap_day"]],
    ["FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31", "2026-12-01T09:00", "2029-01-31T09:00", []],
  ])("of %s from %s skip what a month does not have, and say so", (rrule, starts_at, third, notes) => {
    const of = schedule(rrule, starts_at);
    expect(localsOf(of, 3).at(-1)).toBe(third);
    expect(notesOn(of)).toEqual(notes);
  });

  const week = ["mon", "tue", "wed", "thu", "fri"].map((day) => [day, [["09:00", "18:00"]]]);
  const HOURS = {
    time_zone: "Asia/Bangkok",
    windows: { ...Object.fromEntries(week), sat: [], sun: [] },
    days: [{ date: "2027-04-13", name: "Songkran", windows: [] }],
  } as unknown as OpenHours;

  test.each([
    ["keep", ["2027-04-10", "2027-04-11", "2027-04-12", "2027-04-13", "2027-04-14"], null],
    ["skip", ["2027-04-12", "2027-04-14", "2027-04-15", "2027-04-16", "2027-04-19"], null],
    // Saturday and Sunday become one with Monday, the holiday with the day after it
    ["next_open_day", ["2027-04-12", "2027-04-14", "2027-04-15", "2027-04-16", "2027-04-19"], null],
  ])("on closed days follow the setting: %s", (on_closed_day, days) => {
    const of = schedule("FREQ=DAILY", "2027-04-10T09:00", { on_closed_day });
    expect(localsOf(of, 5, HOURS).map((local) => local.slice(0, 10))).toEqual(days);
  });

  test("that move say why, and are still ahead on the day that they move to", () => {
    const of = schedule("FREQ=YEARLY", "2027-04-13T09:00", { on_closed_day: "next_open_day" });
    const first = take(of, 1, HOURS)[0]!;
    expect(first).toMatchObject({ planned_local: "2027-04-13T09:00", local: "2027-04-14T09:00", closed: "Songkran" });
    expect(firstAfter(of, HOURS, Temporal.Instant.from("2027-04-13T12:00:00Z"))).toEqual(first);
    expect(nextDates(of, HOURS, Temporal.Instant.from(first.at), 1)[0]!.local.slice(0, 4)).toBe("2028");
  });
});
