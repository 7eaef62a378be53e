import { bulkChanges } from "./bulk.ts";
import { bodySchema, check, type Field } from "./fields.ts";

const { is_deleted: _, ...fields } = bulkChanges;

/** Changes of a ticket that go with a reply: the same as those of a bulk change, without the trash. */
export const carriedChanges = (description: string): Field<Record<string, unknown>> => ({
  required: false,
  fallback: {},
  schema: { ...bodySchema(fields, true), additionalProperties: false, default: {}, description },
  read(value, reading) {
    if (value === null) return { value: {} };
    if (typeof value !== "object" || Array.isArray(value)) return { error: "Expected an object of changes." };
    const unknown = Object.keys(value as object).find((name) => !Object.hasOwn(fields, name));
    if (unknown !== undefined) return { error: `Unknown field: “${unknown.slice(0, 100).toWellFormed()}”.` };
    const { values, errors } = check(fields, value, { ...reading, form: false, partial: true });
    if (!errors) return { value: values };
    const [name, texts] = Object.entries(errors)[0]!;
    return { error: `${name}: ${texts[0]}` };
  },
});
