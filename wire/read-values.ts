import type { Field } from "./fields.ts";
import { pythonText, pythonType } from "./python-values.ts";

/** An invalid value. Its message becomes the field's error. */
export class ValueFault extends Error {}

/** A value of a request as an error quotes it: at most 100 characters. */
export const quote = (value: unknown) => `“${pythonText(value).toWellFormed().slice(0, 100)}”`;

/** A field whose value `read` returns. A ValueFault that it throws is the field's error. `fallback`: makes the field optional. */
export function reader<T>(schema: Record<string, unknown>, read: (value: unknown) => T, fallback?: T): Field<T> {
  return {
    schema: { ...schema, ...(fallback !== undefined && { default: fallback }) },
    required: fallback === undefined,
    ...(fallback !== undefined && { fallback }),
    read: (value) => {
      try {
        return { value: read(value) };
      } catch (error) {
        if (error instanceof ValueFault) return { error: error.message };
        throw error;
      }
    },
  };
}

/** An object with no other names than these. */
export function dictionary(value: unknown, names: readonly string[]): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new ValueFault(`Expected a dictionary of items but got type "${pythonType(value)}".`);
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new ValueFault(`Unknown field: ${quote(unknown)}. Use ${names.join(", ")}.`);
  return value as Record<string, unknown>;
}

/** An array of at most `max` items. */
export function readList(value: unknown, max: number): unknown[] {
  if (!Array.isArray(value)) throw new ValueFault(`Expected a list of items but got type "${pythonType(value)}".`);
  if (value.length > max) throw new ValueFault(`Ensure this field has no more than ${max} elements.`);
  return value;
}
