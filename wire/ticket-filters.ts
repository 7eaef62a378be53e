import type { Parameter } from "./endpoint.ts";
import { type FieldEntry, fieldEntries } from "./ticket-fields.ts";

const choiceFilter = (name: string, values: readonly string[]): Parameter => ({
  name,
  description: `Tickets with this ${name}.`,
  schema: { type: "string", enum: values },
});
const idFilter = (name: string): Parameter => ({
  name,
  description: `Tickets with this ${name === "assigned_to" ? "assignee" : name}, by ID. An ID that does not exist returns 400.`,
  schema: { type: "string", format: "uuid" },
});
const fieldFilter = ([name, { kind, choices = [], listFilter }]: FieldEntry): Parameter => {
  if (kind === "reference") return idFilter(name);
  return listFilter === "exact" ? choiceFilter(name, choices) : { name, description: "Tickets assigned to this team." };
};
const onlyTrue = (name: string, description: string): Parameter => ({
  name,
  description: `${description} Any value other than \`true\` is ignored.`,
  schema: { type: "string", enum: ["true"] },
});

/** Filters of the list. They also apply to a single ticket: if it does not match, the response is 404. */
export const ticketFilters: readonly Parameter[] = [
  ...fieldEntries()
    .filter(([, { listFilter }]) => listFilter)
    .map(fieldFilter),
  onlyTrue("my_tickets", "Tickets assigned to you."),
  onlyTrue("unassigned", "Tickets without an assignee."),
  onlyTrue("open", "Tickets that are neither resolved nor closed."),
  {
    name: "search",
    description:
      'Each of these words must occur exactly, ignoring case, in the number, subject, description or company name. "A phrase" counts as one word. The base64 data of a pasted picture and text beyond the 100,000th character are not searched.',
    example: "printer jam",
  },
];
