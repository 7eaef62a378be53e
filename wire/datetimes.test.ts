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
  ["0050-01-01T01:00:00Z", "0050-01-01T01:00:00Z"],
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
])("%j is no time", (text) => {
  expect(parseInstant(text, "UTC")).toEqual({ problem: "format" });
});

test.each(["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-01:00"])("%s lies outside of what can be kept", (text) => {
  expect(parseInstant(text, "UTC")).toEqual({ problem: "range" });
});

test("a time without a zone follows the zone's summer time", () => {
  expect(parseInstant("2026-07-01T12:00", "Europe/Paris")).toEqual({ at: "2026-07-01T10:00:00Z" });
  expect(parseInstant("2026-01-01T12:00", "Europe/Paris")).toEqual({ at: "2026-01-01T11:00:00Z" });
});
