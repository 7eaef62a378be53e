import type { Category, Priority } from "../../../wire/ticket-shapes.ts";

/**
 * The topic of a ticket. {zone}, {company}, {contact}, {agent}, {serial} and {amount} are replaced by the ticket's
 * values.
 */
export interface Topic {
  category: Category;
  priority: Priority;
  tags: string;
  file: string | null;
  subjects: string[];
  openings: string[];
  details: string[];
  replies: string[];
  /** What the customer writes in between. */
  answers: string[];
  notes: string[];
  endings: string[];
}
