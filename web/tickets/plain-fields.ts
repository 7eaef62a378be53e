import { type FieldEntry, fieldEntries, type TicketFieldName } from "../../wire/ticket-fields.ts";
import type { Translate } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { choiceWord } from "./choice-words.ts";

// each of these has its own part in the header, the panel or the form of a new ticket
const OWN = [
  "subject",
  "description",
  "status",
  "priority",
  "company",
  "contact",
  "zone",
  "assigned_to",
  "due_date",
  "tags",
] as const satisfies readonly TicketFieldName[];

/** A field that is shown and changed as its kind says. */
export type PlainFieldName = Exclude<TicketFieldName, (typeof OWN)[number]>;
export const plainFields = (): FieldEntry[] =>
  fieldEntries().filter(([name]) => !(OWN as readonly TicketFieldName[]).includes(name));

/** A value of a field in words; empty if it has none. */
export function valueWords(t: Translate, [name, { kind }]: FieldEntry, value: unknown): string {
  if (typeof value !== "string" || value === "") return "";
  if (kind === "choice") return choiceWord(t, name, value);
  return kind === "instant" ? momentOf(value) : value;
}
