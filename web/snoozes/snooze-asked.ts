import { store } from "../lib/store.ts";

/** A ticket in the snooze dialog. */
export interface SnoozeTarget {
  id: string;
  ticket_number: string;
}

/** The ticket in the open snooze dialog. */
export const snoozeAsked = store<SnoozeTarget | null>(null);
export const openSnooze = ({ id, ticket_number }: SnoozeTarget): void => snoozeAsked.set({ id, ticket_number });
