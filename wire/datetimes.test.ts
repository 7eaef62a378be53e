import fc from "fast-check";
import { expect, test } from "vitest";
import { parseInstant } from "./datetimes.ts";

test.each([
  ["2025-11-20T17:00:00Z", "2025-11-20T17:00:00Z"],
  ["2025-11-20 17:00", "2025-11-20T10:00:00Z"],
  ["2025-11-20T17:00:00 Z", "2025-11-20T17:00:00Z"],
  ["2025-11-20T17:00:00,123456789+0700", "2025-11-20T10:00:00.123456Z"],
  ["2025-11-20T17:00:00.5-02:30", "2025-11-20T19:30:00.500000Z"],
  ["2025-11-20", "2025-11-19T17:00:00Z"],
  ["20251120T170000Z", "2025-11-20T17:00:00Z"],
  ["2025-W47-4", "2025-11-19T17:00:00Z"],
  ["2025-11-20T17", "2025-11-20T10:00:00Z"],
  ["2025W474T17Z", "2025-11-20T17:00:00Z"],
  ["2020-W53-7", "2021-01-02T17:00:00Z"],
  ["2025-11-20T17:00+00", "2025-11-20T17:00:00Z"],
  ["2025-11-20T17:00:00+070030", "2025-11-20T09:59:30Z"],
  ["2025-11-20🙂17:00", "2025-11-20T10:00:00Z"],
  ["2025-1-2 3:4:5.6 +07", "2025-01-01T20:04:05.600000Z"],
  ["2024-02-29T23:59:59.9999999Z", "2024-02-29T23:59:59.999999Z"],
  ["0050-01-01T01:00:00Z", "0050-01-01T01:00:00Z"],
  ["2025-11-20T17:00.5Z", "2025-11-20T17:00:00.500000Z"],
  ["2025-11-20T17,25", "2025-11-20T10:00:00.250000Z"],
  ["2025-11-20T17:00:00+07:00:30.25", "2025-11-20T09:59:29.750000Z"],
  ["2025-11-20T17:00:00.1+23:59:59.999999", "2025-11-19T17:00:00.100001Z"],
  ["2025-11-20T17:00:00-00:00", "2025-11-20T17:00:00Z"],
  ["2025-W47", "2025-11-16T17:00:00Z"],
  ["2025-W47-10:00", "2025-11-17T03:00:00Z"],
  ["2025-11-20 7:00 +07", "2025-11-20T00:00:00Z"],
])("%s in Bangkok is %s", (text, at) => {
  expect(parseInstant(text, "Asia/Bangkok")).toEqual({ at });
});

test.each([
  "",
  "soon",
  "2025-11-20T17:00:00z",
  "2025-11-20T24:00",
  "2025-11-20T17:00:60Z",
  "2025-02-30",
  " 2025-11-20",
  "2025-11-20 ",
  "2025-13-01",
  "2025-W54-1",
  "2025-W53-1",
  "2025-W474",
  "9999-W52-7",
  "2025-02-29",
  "0000-01-01",
  "2025-11-20T",
  "2025-11-20T17:0000",
  "2025-11-20T17:00+24:00",
  "2025-11-20T17:00+7",
  "2025-11-20T17:00:00.",
  "2025-11-20T17:",
  "2025-11-20T17:00 ",
  "2025-11-20 7:00\n",
  "2025-11-20T17:00Z ",
  "2025-11-20T17:00ZZ",
  "2025-11-20T17:00+07:00Z",
  "2025W47-4",
  "2025-1120",
  "1763632800",
  `2025-11-20T17:00:00.${"1".repeat(60)}Z`,
])("%j is not a time", (text) => {
  expect(parseInstant(text, "UTC")).toEqual({ problem: "format" });
});

test.each(["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-01:00"])(
  "%s is outside the range that can be stored",
  (text) => {
    expect(parseInstant(text, "UTC")).toEqual({ problem: "range" });
  },
);

test("a time without a zone follows the zone's summer time", () => {
  expect(parseInstant("2026-07-01T12:00", "Europe/Paris")).toEqual({ at: "2026-07-01T10:00:00Z" });
  expect(parseInstant("2026-01-01T12:00", "Europe/Paris")).toEqual({ at: "2026-01-01T11:00:00Z" });
});

test("an ambiguous time is the earlier one, and a skipped time moves forward by the gap", () => {
  expect(parseInstant("2025-10-26T02:30", "Europe/Paris")).toEqual({ at: "2025-10-26T00:30:00Z" });
  expect(parseInstant("2025-03-30T02:30", "Europe/Paris")).toEqual({ at: "2025-03-30T01:30:00Z" });
  expect(parseInstant("2025-11-02T01:30", "America/New_York")).toEqual({ at: "2025-11-02T05:30:00Z" });
  expect(parseInstant("2025-03-09T02:30", "America/New_York")).toEqual({ at: "2025-03-09T07:30:00Z" });
  expect(parseInstant("2025-04-06T01:45", "Australia/Lord_Howe")).toEqual({ at: "2025-04-05T14:45:00Z" });
  expect(parseInstant("2011-12-30T10:00", "Pacific/Apia")).toEqual({ at: "2011-12-30T20:00:00Z" });
});

test("times of long ago use the rules of their zone at that time", () => {
  expect(parseInstant("1890-01-01", "Europe/Paris")).toEqual({ at: "1889-12-31T23:50:39Z" });
  expect(parseInstant("0001-01-01", "America/New_York")).toEqual({ at: "0001-01-01T04:56:02Z" });
  expect(parseInstant("0001-01-01", "Asia/Bangkok")).toEqual({ problem: "range" });
});

test("a UTC time is read back unchanged, in every year", () => {
  const date = fc.date({
    min: new Date("0001-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59Z"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(date, (each) => {
      const text = each.toISOString();
      expect(parseInstant(text, "Asia/Bangkok")).toEqual({ at: text.replace(/(?=Z$)/, "000") });
    }),
  );
});

test("a date alone can mean the end of its day", () => {
  const end = (text: string, zone = "Asia/Bangkok") => parseInstant(text, zone, { isDayEnd: true });
  expect(end("2026-11-26")).toEqual({ at: "2026-11-26T16:59:59Z" });
  expect(end("20261126", "UTC")).toEqual({ at: "2026-11-26T23:59:59Z" });
  expect(end("2026-W48-4", "UTC")).toEqual({ at: "2026-11-26T23:59:59Z" });
  expect(end("2026-11-26T00:00", "UTC")).toEqual({ at: "2026-11-26T00:00:00Z" });
  // the clocks go back that night
  expect(end("2026-10-25", "Europe/Berlin")).toEqual({ at: "2026-10-25T22:59:59Z" });
});
