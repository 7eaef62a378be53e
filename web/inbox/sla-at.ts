import type { SlaState } from "../../wire/sla-words.ts";

interface Mark {
  sla_state: SlaState | null;
  sla_due_at: string | null;
  sla_left_seconds: number | null;
  sla_counts_until: string | null;
}

/** The state of a clock at a time. Within the open hours in which it ends, the time left is the time until then. */
export function slaAt(mark: Mark, now: number): { state: SlaState | null; leftMs: number } {
  const { sla_state, sla_due_at, sla_left_seconds, sla_counts_until } = mark;
  const untilDue = sla_due_at ? Date.parse(sla_due_at) - now : null;
  if (untilDue !== null && untilDue < 0) return { state: "breached", leftMs: untilDue };
  const isLastSpan = untilDue !== null && sla_counts_until === sla_due_at;
  return { state: sla_state, leftMs: isLastSpan ? untilDue : (sla_left_seconds ?? 0) * 1000 };
}
