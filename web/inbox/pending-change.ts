import { store } from "../lib/store.ts";
import type { Target } from "./change-tickets.ts";

/** A kind with a form of its own, or the name of a field with a list of values. */
export type ChangeKind = "status" | "priority" | "assignee" | "team" | "tags" | "category" | "macro";

/** The open dialog: which tickets it changes, and what about them. */
export interface PendingChange {
  kind: ChangeKind;
  target: Target;
  count: number;
}

export const pendingChange = store<PendingChange | null>(null);
