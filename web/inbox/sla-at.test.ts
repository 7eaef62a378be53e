import { expect, test } from "vitest";
import { slaAt } from "./sla-at.ts";

const NOW = "2026-11-24T10:00:00Z";
const mark = { sla_state: "on_track" as const, sla_due_at: null, sla_left_seconds: null, sla_counts_until: null };

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
])("%s", (_, values, expected) => {
  expect(slaAt({ ...mark, ...values }, Date.parse(NOW))).toEqual(expected);
});
