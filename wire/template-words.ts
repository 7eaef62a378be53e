import { PLACEHOLDERS } from "./macro-words.ts";
import { type FieldEntry, type FieldsLike, type FieldValues, fieldEntries } from "./ticket-fields.ts";

// Separate from the endpoints, so that the web app does not load the schema library.

/** Placeholders of a ticket template: those of a macro, except the ticket's, because there is no ticket yet. */
export const TEMPLATE_PLACEHOLDERS = PLACEHOLDERS.filter((name) => !name.startsWith("ticket."));

/**
 * Whether a template can set a field. It has texts of its own, new tickets have the status `new`, and a time depends on the day:
 * a due date is `due_in_days`.
 */
const isInTemplates = ([name, { kind }]: FieldEntry): boolean =>
  name !== "status" && kind !== "text" && kind !== "instant";
type TemplateTicketField = Exclude<FieldsLike<{ kind: "choice" | "reference" | "tags" }>, "status">;

/** Fields of a ticket that a template can set. */
export const TEMPLATE_TICKET_FIELDS = fieldEntries()
  .filter(isInTemplates)
  .map(([name]) => name as TemplateTicketField);
export type TemplateField = TemplateTicketField | "due_in_days";

/** Values that a template sets. An omitted field keeps its value. */
export type TemplateValues = { due_in_days?: number | null } & {
  [Name in TemplateTicketField]?: string | Extract<FieldValues[Name], null>;
};

/** Limits for the steps of a checklist. */
export const MAX_STEPS = 100;
export const MAX_STEP_LENGTH = 500;
