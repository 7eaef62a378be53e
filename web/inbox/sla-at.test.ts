import { expect, test } from "vitest";
import { hasNewHours, slaAt } from "./sla-at.ts";

const NOW = "2026-11-24T10:00:00Z";
const mark = {
  sla_state: "on_track" as const,
  sla_due_at: null,
  sla_soon_at: null,
  sla_left_seconds: null,
  sla_counts_from: null,
  sla_counts_until: null,
};
const LATER = { sla_due_at: "2026-11-25T10:30:00Z", sla_left_seconds: 7200 };

test.each([
  ["without a clock, nothing is left", {}, { state: "on_track", leftMs: 0 }],
  [
    "after its end, a clock is breached",
    { sla_due_at: "2026-11-24T09:59:00Z", sla_left_seconds: 60 },
    { state: "breached", leftMs: -60_000 },
  ],
  [
    "in the open hours in which it ends, the time until then is left",
    { sla_due_at: "2026-11-24T10:30:00Z", sla_counts_until: "2026-11-24T10:30:00Z", sla_left_seconds: 7200 },
    { state: "on_track", leftMs: 1_800_000 },
  ],
  [
    "before a closed time, the stored open hours are left",
    { sla_due_at: "2026-11-25T10:30:00Z", sla_counts_until: "2026-11-24T17:00:00Z", sla_left_seconds: 7200 },
    { state: "on_track", leftMs: 7_200_000 },
  ],
  [
    "while one looks, the open hours before a closed time count",
    { ...LATER, sla_counts_until: "2026-11-24T17:00:00Z", readAt: Date.parse("2026-11-24T09:30:00Z") },
    { state: "on_track", leftMs: 5_400_000 },
  ],
  [
    "after the end of the open hours, nothing more counts",
    { ...LATER, sla_counts_until: "2026-11-24T09:45:00Z", readAt: Date.parse("2026-11-24T09:30:00Z") },
    { state: "on_track", leftMs: 6_300_000 },
  ],
  [
    "a clock that was closed when it was read counts from the next opening on",
    { ...LATER, sla_counts_from: "2026-11-24T09:50:00Z", readAt: Date.parse("2026-11-24T06:00:00Z") },
    { state: "on_track", leftMs: 6_600_000 },
  ],
  [
    "before the next opening, nothing counts",
    { ...LATER, sla_counts_from: "2026-11-24T11:00:00Z", readAt: Date.parse("2026-11-24T06:00:00Z") },
    { state: "on_track", leftMs: 7_200_000 },
  ],
  [
    "a clock becomes due soon while one looks",
    { ...LATER, sla_soon_at: NOW, sla_counts_until: "2026-11-24T17:00:00Z" },
    { state: "due_soon", leftMs: 7_200_000 },
  ],
  [
    "a paused clock stays as it is",
    { sla_state: "paused" as const, sla_left_seconds: 600, readAt: Date.parse("2026-11-24T06:00:00Z") },
    { state: "paused", leftMs: 600_000 },
  ],
])("%s", (_, values, expected) => {
  expect(slaAt({ ...mark, ...values }, Date.parse(NOW))).toEqual(expected);
});

test.each([
  ["begun", { sla_counts_from: NOW }, true],
  ["not begun", { sla_counts_from: "2026-11-24T10:01:00Z" }, false],
  ["ended", { sla_counts_until: "2026-11-24T09:59:00Z" }, true],
  ["not ended", { sla_counts_until: "2026-11-24T17:00:00Z" }, false],
  ["ended, and with them the clock", { sla_due_at: NOW, sla_counts_until: NOW }, false],
  ["none, because the clock is paused", { sla_due_at: null }, false],
])("a row is read again once open hours have begun or ended: %s", (_, values, expected) => {
  expect(hasNewHours({ ...mark, ...LATER, ...values }, Date.parse(NOW))).toBe(expected);
});
