import { bodySchema, check, type Field, type Fields } from "./fields.ts";

/** An object of optional fields inside a body. Its error names the first invalid field. */
export const nestedFields = (
  fields: Fields,
  { description, unit }: { description: string; unit: string },
): Field<Record<string, unknown>> => ({
  required: false,
  fallback: {},
  schema: { ...bodySchema(fields, true), additionalProperties: false, default: {}, description },
  read(value, reading) {
    if (value === null) return { value: {} };
    if (typeof value !== "object" || Array.isArray(value)) return { error: `Expected an object of ${unit}.` };
    const unknown = Object.keys(value as object).find((name) => !Object.hasOwn(fields, name));
    if (unknown !== undefined) return { error: `Unknown field: “${unknown.slice(0, 100).toWellFormed()}”.` };
    const { values, errors } = check(fields, value, { ...reading, form: false, partial: true });
    if (!errors) return { value: values };
    const [name, texts] = Object.entries(errors)[0]!;
    return { error: `${name}: ${texts[0]}` };
  },
});
