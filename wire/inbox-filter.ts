import type { Field } from "./fields.ts";
import { textFault } from "./fields.ts";
import { inboxFilters, listInbox } from "./inbox.ts";
import { pythonType } from "./python-values.ts";

const FILTERS = new Set(inboxFilters.map(({ name }) => name));
const OF_THE_LIST = new Set(listInbox.query?.map(({ name }) => name).filter((name) => !FILTERS.has(name)));
const MAX_CHARACTERS = 4_000;

function filterText(value: unknown): string | null {
  if (typeof value === "boolean" || typeof value === "number") return String(value);
  if (typeof value === "string") return value;
  return Array.isArray(value) && value.every((each) => typeof each === "string") ? value.join(",") : null;
}

interface Manner {
  /** Other parameters of the list (such as its ordering) may be present, and are ignored. */
  isOfList?: boolean;
}

/** The inbox's filters in a body, as an object; lists may be arrays. Their values are checked where they are read. */
export const inboxFilterField = (
  description: string,
  { isOfList = false }: Manner = {},
): Field<Record<string, string>> => ({
  required: false,
  schema: {
    type: "object",
    description,
    properties: Object.fromEntries(
      inboxFilters.map(({ name, description }) => [name, { type: "string", description }]),
    ),
    additionalProperties: false,
  },
  read(value) {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return { error: `Expected a dictionary of items but got type "${pythonType(value)}".` };
    const read: Record<string, string> = {};
    for (const [name, each] of Object.entries(value)) {
      if (isOfList && OF_THE_LIST.has(name)) continue;
      const given = filterText(each);
      if (!FILTERS.has(name)) return { error: `Unknown inbox filter: ${name.toWellFormed().slice(0, 100)}.` };
      const fault = given === null ? "Not a valid string." : textFault(given);
      if (fault) return { error: `${name}: ${fault}` };
      if (given!.length > MAX_CHARACTERS)
        return { error: `${name}: Ensure this field has no more than ${MAX_CHARACTERS} characters.` };
      if (given !== "") read[name] = given!;
    }
    return { value: read };
  },
});
