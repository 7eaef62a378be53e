import { expect, test } from "vitest";
import { openMinutes } from "../../wire/usual-day.ts";
import { countryOfZone, zoneOfCountry } from "./country-of-zone.ts";
import { dayText, parseDay } from "./day-text.ts";
import { NEW_WEEK, openDays, sharedHours, withHours, withOpenDays } from "./open-days.ts";
import { withHolidays } from "./special-days.ts";
import { paintedDays, paintHours, slotsOf, type Week } from "./week.ts";

const EMPTY: Week = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };

test("painting adds half hours and joins adjacent ones", () => {
  const week = paintHours(paintHours(EMPTY, "mon", 18, 23, true), "mon", 24, 35, true);
  expect(week.mon).toEqual([["09:00", "18:00"]]);
  expect(paintHours(week, "mon", 25, 24, false).mon).toEqual([
    ["09:00", "12:00"],
    ["13:00", "18:00"],
  ]);
});

test("painting from one day to another opens or closes the same hours of all days between them", () => {
  const week = paintedDays(EMPTY, ["fri", "mon"], [18, 34], true);
  const open = [["09:00", "17:30"]];
  expect(week).toEqual({ ...EMPTY, mon: open, tue: open, wed: open, thu: open, fri: open });
  expect(paintedDays(week, ["tue", "thu"], [34, 18], false)).toEqual({ ...EMPTY, mon: open, fri: open });
});

test("a night shift appears in the morning, and painting there ends it at midnight", () => {
  const week: Week = { ...EMPTY, sun: [["22:00", "06:00"]] };
  expect(slotsOf(week, "mon").findLastIndex(Boolean)).toBe(11);
  const next = paintHours(week, "mon", 0, 3, false);
  expect([next.sun, next.mon]).toEqual([[["22:00", "24:00"]], [["02:00", "06:00"]]]);
});

test.each([
  [
    "9-12, 13:00–18",
    [
      ["09:00", "12:00"],
      ["13:00", "18:00"],
    ],
  ],
  ["22:00-6:00", [["22:00", "06:00"]]],
  ["0-24", [["00:00", "24:00"]]],
  ["", []],
  ["nine to five", null],
  ["25-26", null],
])("hours typed as “%s” are understood", (text, windows) => {
  expect(parseDay(text)).toEqual(windows);
});

test("hours are shown in the form in which they can be typed", () => {
  const windows = parseDay("9:15-12, 22-2")!;
  expect(parseDay(dayText(windows))).toEqual(windows);
  expect(openMinutes(windows)).toBe(165 + 240);
});

test("one line sets the hours of all open days, and says when they differ", () => {
  expect(sharedHours(NEW_WEEK)).toEqual([["09:00", "17:00"]]);
  const week = withHours(NEW_WEEK, parseDay("9-12, 13-17:30")!);
  expect(week).toMatchObject({ mon: week.fri, fri: parseDay("9-12, 13-17:30"), sat: [], sun: [] });
  const longer = withOpenDays(week, [...openDays(week), "sat"], parseDay("9-12")!);
  expect([longer.fri, longer.sat, sharedHours(longer)]).toEqual([week.fri, parseDay("9-12"), null]);
  expect(withOpenDays(longer, ["mon"], [])).toEqual({ ...EMPTY, mon: week.mon });
  expect([sharedHours(EMPTY), withHours(EMPTY, parseDay("10-16")!)]).toEqual([
    [],
    { ...EMPTY, ...Object.fromEntries(["mon", "tue", "wed", "thu", "fri"].map((day) => [day, parseDay("10-16")])) },
  ]);
});

test.each([
  ["Europe/Berlin", "DE"],
  ["Asia/Bangkok", "TH"],
  ["Asia/Calcutta", "IN"],
  ["UTC", ""],
])("the holidays offered first for the time zone %s are those of “%s”", (zone, country) => {
  // date-holidays also has codes that are not of countries
  expect(countryOfZone(zone, ["AT", "DE", "IN", "TH", "US", "not a country"])).toBe(country);
});

test.each([
  ["DE", "UTC", "UTC", "Europe/Berlin"],
  ["TH", "Europe/Berlin", "Europe/Berlin", "Asia/Bangkok"],
  // one of several: the present one, or that of the device
  ["US", "America/Chicago", "UTC", "America/Chicago"],
  ["US", "UTC", "America/Denver", "America/Denver"],
  ["US", "UTC", "Europe/Berlin", null],
  ["not a country", "UTC", "UTC", null],
])("the country %s suggests a time zone to someone in %s on a device in %s: %s", (country, present, own, zone) => {
  expect(zoneOfCountry(country, present, own)).toBe(zone);
});

test("the holidays of a country replace those of the one before, and keep days of one's own", () => {
  const day = (date: string, name: string) => ({ date, name, windows: [] });
  const party = day("2026-06-01", "Summer party");
  const [german, thai] = [[day("2026-10-03", "Unity Day")], [day("2026-04-13", "Songkran")]];
  expect(withHolidays([party, ...german], german, thai)).toEqual([...thai, party]);
  // whatever was written about a day before, it is a holiday now
  expect(withHolidays([day("2026-04-13", "Closed")], [], thai)).toEqual(thai);
});
