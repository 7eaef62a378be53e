import { PLACEHOLDERS } from "./macro-words.ts";

// Words of ticket templates without a schema library, for the web app, too.

/** The placeholders of a ticket template: those of a macro, without the ticket that does not exist yet. */
export const TEMPLATE_PLACEHOLDERS = PLACEHOLDERS.filter((name) => !name.startsWith("ticket."));
/** The fields of a ticket that a template can set. */
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

/** What a template sets; a field that is left out stays as it is. */
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

/** The number and length of the steps of a checklist. */
export const MAX_STEPS = 100;
export const MAX_STEP_LENGTH = 500;
