import { store } from "../lib/store.ts";
import type { Target } from "./change-tickets.ts";

/** A part of its own in the dialog, or the name of a field that is a choice. */
export type ChangeKind = "status" | "priority" | "assignee" | "team" | "tags" | "category" | "macro";

/** The question that is open: what to make of which tickets. */
export interface PendingChange {
  kind: ChangeKind;
  target: Target;
  count: number;
}

export const pendingChange = store<PendingChange | null>(null);
