import { store } from "../lib/store.ts";

/** A ticket as the question of when it comes back names it. */
export interface SnoozeTarget {
  id: string;
  ticket_number: string;
}

/** The ticket whose snooze is being chosen. */
export const snoozeAsked = store<SnoozeTarget | null>(null);
export const openSnooze = ({ id, ticket_number }: SnoozeTarget): void => snoozeAsked.set({ id, ticket_number });
