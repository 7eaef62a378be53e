import type { SlaState } from "../../wire/sla-words.ts";

interface Mark {
  sla_state: SlaState | null;
  sla_due_at: string | null;
  sla_soon_at: string | null;
  sla_left_seconds: number | null;
  sla_counts_from: string | null;
  sla_counts_until: string | null;
  /** When the row was read. */
  readAt?: number;
}

/** Whether open hours have begun or ended since a row was read, so that only the server knows the next ones. */
export function hasNewHours({ sla_counts_from, sla_counts_until, sla_due_at }: Mark, now: number): boolean {
  const next = sla_counts_from ?? sla_counts_until;
  return next !== null && next !== sla_due_at && Date.parse(next) <= now;
}

/** The state of a clock at a time. Since the row was read, the open hours of then, or the next ones, have counted. */
export function slaAt(mark: Mark, now: number): { state: SlaState | null; leftMs: number } {
  const {
    sla_state,
    sla_due_at,
    sla_soon_at,
    sla_left_seconds,
    sla_counts_from,
    sla_counts_until,
    readAt = now,
  } = mark;
  const untilDue = sla_due_at ? Date.parse(sla_due_at) - now : null;
  if (untilDue !== null && untilDue < 0) return { state: "breached", leftMs: untilDue };
  const isSoon = untilDue !== null && sla_soon_at && Date.parse(sla_soon_at) <= now;
  const state = isSoon ? "due_soon" : sla_state;
  if (untilDue !== null && sla_counts_until === sla_due_at) return { state, leftMs: untilDue };
  const from = sla_counts_from ? Date.parse(sla_counts_from) : sla_counts_until ? readAt : now;
  const until = sla_counts_until ? Date.parse(sla_counts_until) : now;
  const openTime = Math.max(0, Math.min(now, until) - from);
  return { state, leftMs: Math.max(0, (sla_left_seconds ?? 0) * 1000 - openTime) };
}
