import type { Field } from "./fields.ts";
import { pythonText, pythonType } from "./python-values.ts";

const MAX_COLUMNS = 50;
/**
 * A list of names in the user's own order. Only the app knows which names exist. `what` says in errors what a name
 * stands for.
 */
export const ownOrder = (what: string): Field<string[]> => ({
  required: false,
  fallback: [],
  schema: { type: "array", items: { type: "string", maxLength: 50 }, maxItems: MAX_COLUMNS },
  read(value) {
    if (!Array.isArray(value)) return { error: `Expected a list of items but got type "${pythonType(value)}".` };
    if (value.length > MAX_COLUMNS) return { error: `Ensure this field has no more than ${MAX_COLUMNS} elements.` };
    const wrong = value.find((each) => typeof each !== "string" || !/^[\w.-]{1,50}$/.test(each));
    return wrong === undefined ? { value } : { error: `“${pythonText(wrong).toWellFormed()}” is not a ${what}.` };
  },
});

/** The columns of the inbox's table. */
export const columns = ownOrder("column");
