import { store } from "../lib/store.ts";
import type { Target } from "./change-tickets.ts";

export type ChangeKind = "status" | "priority" | "assignee" | "team" | "tags";

/** The question that is open: what to make of which tickets. */
export interface PendingChange {
  kind: ChangeKind;
  target: Target;
  count: number;
}

export const pendingChange = store<PendingChange | null>(null);
