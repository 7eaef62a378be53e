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

/**
 * The inbox's filters as an object in a body. Lists can be arrays. The values are checked where they are used.
 * `isOfList` allows other parameters of the list, such as its ordering, and ignores them.
 */
export const inboxFilterField = (
  description: string,
  { isOfList = false }: { isOfList?: boolean } = {},
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
      const text = filterText(each);
      if (!FILTERS.has(name)) return { error: `Unknown inbox filter: ${name.toWellFormed().slice(0, 100)}.` };
      const fault = text === null ? "Not a valid string." : textFault(text);
      if (fault) return { error: `${name}: ${fault}` };
      if (text!.length > MAX_CHARACTERS)
        return { error: `${name}: Ensure this field has no more than ${MAX_CHARACTERS} characters.` };
      if (text !== "") read[name] = text!;
    }
    return { value: read };
  },
});
