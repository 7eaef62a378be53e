import { PLACEHOLDERS } from "./macro-words.ts";

// Separate from the endpoints, so that the web app does not load the schema library.

/** Placeholders of a ticket template: those of a macro, except the ticket's, because there is no ticket yet. */
export const TEMPLATE_PLACEHOLDERS = PLACEHOLDERS.filter((name) => !name.startsWith("ticket."));
/** Ticket fields that a template can set. */
export const TEMPLATE_FIELDS = [
  "category",
  "priority",
  "company",
  "contact",
  "zone",
  "assigned_to",
  "assigned_team",
  "due_in_days",
  "tags",
] as const;
export type TemplateField = (typeof TEMPLATE_FIELDS)[number];

/** Values that a template sets. An omitted field keeps its value. */
export interface TemplateValues {
  category?: string;
  priority?: string;
  company?: string | null;
  contact?: string | null;
  zone?: string | null;
  assigned_to?: string | null;
  assigned_team?: string;
  due_in_days?: number | null;
  tags?: string;
}

/** Limits for the steps of a checklist. */
export const MAX_STEPS = 100;
export const MAX_STEP_LENGTH = 500;
