import { store } from "../lib/store.ts";

/** The ticket in the dialog "Mark as spam". */
export const spamTicket = store<string | null>(null);
