import { store } from "../lib/store.ts";

/** What is asked about the open ticket, or about one of its messages. */
export type Dialog =
  | { kind: "merge" | "template" | "customer" }
  | { kind: "move" | "split" | "forward"; comment: string };

/** The dialog that is open. Kept apart from the dialogs, which are fetched when one is wanted. */
export const openDialog = store<Dialog | null>(null);
