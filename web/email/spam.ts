import { store } from "../lib/store.ts";

/** The ticket that somebody is about to mark as spam. */
export const spamTicket = store<string | null>(null);
