import { parseInstant } from "./datetimes.ts";
import type { FieldErrors } from "./problems.ts";
import {
  codePoints,
  echo,
  loneSurrogate,
  parseUuid,
  pythonText,
  pythonType,
  strip,
  wholeNumber,
} from "./python-values.ts";

export interface Reading {
  /** Whether a form was sent, in which every value is text. */
  form?: boolean;
  /** Time zone of times that name none (an IANA name). */
  zone: string;
}

type Read<T> = { value: T } | { error: string };

/** One field of a request: its reader with its errors, and its JSON Schema for the documentation. */
export interface Field<T> {
  read(value: unknown, reading: Reading): Read<T>;
  schema: Record<string, unknown>;
  required: boolean;
  fallback?: T;
}

// biome-ignore lint/suspicious/noExplicitAny: a body has fields of any type; `Values` restores them
export type Fields = Record<string, Field<any>>;
export type Values<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never };

const NULL = "This field may not be null.";
const BLANK = "This field may not be blank.";
const fail = (error: string) => ({ error });

interface Options<T> {
  required?: boolean;
  fallback?: T;
  description?: string;
  example?: unknown;
}

const withDescription = <T>(schema: Record<string, unknown>, { description, example, fallback }: Options<T>) => ({
  ...schema,
  ...(description && { description }),
  ...(example !== undefined && { examples: [example] }),
  ...(fallback !== undefined && { default: fallback }),
});

const field = <T>(read: Field<T>["read"], schema: Record<string, unknown>, options: Options<T>): Field<T> => ({
  read,
  schema: withDescription(schema, options),
  required: options.required ?? options.fallback === undefined,
  ...(options.fallback !== undefined && { fallback: options.fallback }),
});

/** A text without surrounding white space. `max` counts code points; empty texts need `blank`. */
export function text(options: Options<string> & { max?: number; blank?: boolean; trim?: boolean } = {}): Field<string> {
  const { max, blank = options.fallback === "", trim = true } = options;
  const read = (value: unknown): Read<string> => {
    if (value === null || value === undefined) return fail(NULL);
    if (typeof value !== "string" && typeof value !== "number") return fail("Not a valid string.");
    const raw = typeof value === "number" ? pythonText(value) : value;
    const clean = trim ? strip(raw) : raw;
    if (clean === "" && !blank) return fail(BLANK);
    if (max !== undefined && codePoints(clean) > max)
      return fail(`Ensure this field has no more than ${max} characters.`);
    const fault = textFault(clean);
    return fault ? fail(fault) : { value: clean };
  };
  return field(read, { type: "string", ...(max && { maxLength: max }) }, options);
}

/** Why PostgreSQL cannot store a text; null if it can. */
export function textFault(value: string): string | null {
  if (value.includes("\0")) return "Null characters are not allowed.";
  const lone = loneSurrogate(value);
  return lone && `Surrogate characters are not allowed: ${lone}.`;
}

const withPattern = (inner: Field<string>, pattern: RegExp, message: string, format: string): Field<string> => ({
  ...inner,
  schema: { ...inner.schema, format },
  read: (value, reading) => {
    const result = inner.read(value, reading);
    return "value" in result && result.value !== "" && !pattern.test(result.value) ? fail(message) : result;
  },
});

const LABEL = "[\\p{L}\\p{M}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?";
const DOMAIN = `(?:(?:${LABEL}\\.)+(?:xn--[a-z0-9-]{1,59}|\\p{L}[\\p{L}\\p{M}-]{0,61}[\\p{L}\\p{M}])|localhost)`;
const ATOM = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~\\-]+";
const BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const HOST = `(?:${DOMAIN}\\.?|${BYTE}(?:\\.${BYTE}){3}|\\[[0-9a-f:.]+\\])`;
const SIGN_IN = "(?:[^\\s:@/]+(?::[^\\s:@/]*)?@)?";

export const email = (options: Options<string> & { max?: number } = {}) =>
  withPattern(
    text({ max: 254, ...options }),
    new RegExp(`^${ATOM}(?:\\.${ATOM})*@${DOMAIN}$`, "iu"),
    "Enter a valid email address.",
    "email",
  );

export const url = (options: Options<string> & { max?: number } = {}) =>
  withPattern(
    text({ max: 200, ...options }),
    new RegExp(`^(?:https?|ftps?)://${SIGN_IN}${HOST}(?::\\d{1,5})?(?:[/?#]\\S*)?$`, "iu"),
    "Enter a valid URL.",
    "uri",
  );

/** One of several words. */
export function choice<const T extends string>(values: readonly T[], options: Options<T> = {}): Field<T> {
  const allowedValues = new Set<string>(values);
  const read = (value: unknown): Read<T> => {
    if (value === null || value === undefined) return fail(NULL);
    const word = pythonText(value);
    if (typeof value !== "object" && allowedValues.has(word)) return { value: word as T };
    return fail(`"${echo(value)}" is not a valid choice.`);
  };
  return field(read, { type: "string", enum: [...values] }, options);
}

/** A list of words from a fixed set, without repeated ones. */
export function choices<const T extends string>(values: readonly T[], options: Options<T[]> = {}): Field<T[]> {
  const one = choice(values);
  const read = (value: unknown, reading: Reading): Read<T[]> => {
    if (value === null || value === undefined) return fail(NULL);
    if (!Array.isArray(value)) return fail(`Expected a list of items but got type "${pythonType(value)}".`);
    const each = value.map((item) => one.read(item, reading));
    const wrong = each.find((item) => "error" in item);
    return wrong ?? { value: [...new Set(each.map((item) => (item as { value: T }).value))] };
  };
  const schema = { type: "array", items: { type: "string", enum: [...values] }, maxItems: values.length };
  return field(read, schema, options);
}

/** The ID of another object. The operation checks in the database whether it exists. */
export function reference(options?: Options<string>): Field<string>;
export function reference(options: Options<string | null> & { nullable: true }): Field<string | null>;
export function reference(options: Options<string | null> & { nullable?: boolean } = {}): Field<string | null> {
  const { nullable = false } = options;
  const read = (value: unknown): Read<string | null> => {
    if (value === null || value === undefined || value === "") return nullable ? { value: null } : fail(NULL);
    if (typeof value === "boolean") return fail("Incorrect type. Expected pk value, received bool.");
    const id = typeof value === "string" ? parseUuid(value) : numberedUuid(value);
    return id ? { value: id } : fail(`“${echo(value)}” is not a valid UUID.`);
  };
  const schema = nullable ? { type: ["string", "null"], format: "uuid" } : { type: "string", format: "uuid" };
  return field<string | null>(read, schema, { ...options, required: options.required ?? !nullable });
}

// the Django backend reads a number as the 128 bits of an ID, so it is an unknown ID, not a malformed one
const numberedUuid = (value: unknown): string | null =>
  typeof value === "number" && Number.isInteger(value) && value >= 0
    ? parseUuid(BigInt(value).toString(16).padStart(32, "0"))
    : null;

const FORMAT =
  "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].";

/** A time in UTC, to the microsecond, or null. With `isDayEnd`, a date alone is the end of that day. */
export function instant(options: Options<string | null> & { isDayEnd?: boolean } = {}): Field<string | null> {
  const { isDayEnd } = options;
  const read = (value: unknown, { form, zone }: Reading): Read<string | null> => {
    if (value === null || value === undefined || (form && value === "")) return { value: null };
    if (typeof value !== "string") return fail(FORMAT);
    const result = parseInstant(value, zone, { isDayEnd });
    if ("at" in result) return { value: result.at };
    return fail(result.problem === "range" ? "Datetime value out of range." : FORMAT);
  };
  return field<string | null>(read, { type: ["string", "null"], format: "date-time" }, { ...options, required: false });
}

const YES = new Set(["t", "y", "yes", "true", "on", "1"]);
const NO = new Set(["f", "n", "no", "false", "off", "0"]);

/** A boolean in any of its usual spellings. */
export function flag(options: Options<boolean> = {}): Field<boolean> {
  const read = (value: unknown): Read<boolean> => {
    if (typeof value === "boolean") return { value };
    const word = typeof value === "number" || typeof value === "string" ? String(value).toLowerCase() : "";
    if (YES.has(word)) return { value: true };
    return NO.has(word) ? { value: false } : fail("Must be a valid boolean.");
  };
  return field(read, { type: "boolean" }, options);
}

export function integer(options: Options<number> & { min?: number; max?: number } = {}): Field<number> {
  const { min = -2147483648, max = 2147483647 } = options;
  const read = (value: unknown): Read<number> => {
    if (value === null || value === undefined) return fail(NULL);
    if (typeof value === "string" && value.length > 1000) return fail("String value too large.");
    const number = typeof value === "string" ? wholeNumber(value.replace(/\.0*\s*$/, "")) : value;
    // a number with too many digits becomes Infinity, which exceeds the maximum
    const isWhole = typeof number === "number" && (typeof value === "string" || Number.isInteger(number));
    if (!isWhole) return fail("A valid integer is required.");
    if (number < min) return fail(`Ensure this value is greater than or equal to ${min}.`);
    if (number > max) return fail(`Ensure this value is less than or equal to ${max}.`);
    return { value: number };
  };
  return field(read, { type: "integer", minimum: min, maximum: max }, options);
}

/** The field, or null. A form sends "" for null. */
export function nullable<T>(inner: Field<T>): Field<T | null> {
  const { type, enum: words, ...schema } = inner.schema as { type: string; enum?: unknown[] };
  return {
    read: (value, reading) =>
      value === null || value === "" ? { value: null } : (inner.read(value, reading) as Read<T | null>),
    schema: { ...schema, type: [type, "null"], ...(words && { enum: [...words, null] }) },
    required: false,
    fallback: null,
  };
}

/** A list of IDs, or of objects as they were read, with an ID. Keeps their order and drops repeated ones. */
export function ids(options: Options<string[]> & { max: number }): Field<string[]> {
  const { max } = options;
  const one = reference();
  const read = (value: unknown, reading: Reading): Read<string[]> => {
    if (value === null || value === undefined) return fail(NULL);
    if (!Array.isArray(value)) return fail(`Expected a list of items but got type "${pythonType(value)}".`);
    if (value.length > max) return fail(`Ensure this field has no more than ${max} elements.`);
    const items = value.map((each) => one.read(idOf(each), reading));
    const wrong = items.find((each) => "error" in each);
    return wrong ?? { value: [...new Set(items.map((each) => (each as { value: string }).value))] };
  };
  return field(read, { type: "array", items: ID_OR_OBJECT, maxItems: max }, { fallback: [], ...options });
}

const ID = { type: "string", format: "uuid" };
const ID_OR_OBJECT = { anyOf: [ID, { type: "object", properties: { id: ID }, required: ["id"] }] };
const idOf = (value: unknown) => (value instanceof Object && "id" in value ? value.id : value);

/** An object with any keys. `max` limits the length of its JSON in characters. */
export function jsonObject(
  options: Options<Record<string, unknown>> & { max: number },
): Field<Record<string, unknown>> {
  const { max } = options;
  const read = (value: unknown): Read<Record<string, unknown>> => {
    if (value === null || value === undefined) return fail(NULL);
    if (typeof value !== "object" || Array.isArray(value))
      return fail(`Expected a dictionary of items but got type "${pythonType(value)}".`);
    if (JSON.stringify(value).length > max) return fail(`Ensure this field has no more than ${max} characters.`);
    return { value: value as Record<string, unknown> };
  };
  return field(read, { type: "object", additionalProperties: true }, options);
}

/**
 * Reads the fields of a body and reports all errors, in the order of the fields. `partial`: only the fields that were
 * sent are read. `keep`: required fields must be sent, and omitted ones keep their values.
 */
export function check<F extends Fields>(
  fields: F,
  body: unknown,
  { partial = false, keep = false, ...reading }: Reading & { partial?: boolean; keep?: boolean },
): { values: Partial<Values<F>>; errors: FieldErrors | null } {
  const problem = notADictionary(body);
  if (problem) return { values: {}, errors: { non_field_errors: [problem] } };
  const values: Record<string, unknown> = {};
  const errors: FieldErrors = {};
  for (const [name, each] of Object.entries(fields)) {
    if (!Object.hasOwn(body as object, name)) {
      if (partial) continue;
      if (each.required) errors[name] = ["This field is required."];
      else if (each.fallback !== undefined && !keep) values[name] = each.fallback;
      continue;
    }
    const input = (body as Record<string, unknown>)[name];
    const result = each.read(input, reading);
    if ("value" in result) values[name] = result.value;
    // a form sends empty inputs, so an empty optional field counts as omitted
    else if (!reading.form || input !== "" || each.required) errors[name] = [result.error];
    else if (each.fallback !== undefined && !partial && !keep) values[name] = each.fallback;
  }
  return { values: values as Partial<Values<F>>, errors: Object.keys(errors).length > 0 ? errors : null };
}

/** The error of a body that is not an object of fields; null if it is one. */
export function notADictionary(body: unknown): string | null {
  if (body === null || body === undefined) return "No data provided";
  if (typeof body === "object" && !Array.isArray(body)) return null;
  return `Invalid data. Expected a dictionary, but got ${pythonType(body)}.`;
}

/** The JSON Schema of a body. */
export function bodySchema(fields: Fields, partial = false): Record<string, unknown> {
  const requiredNames = partial ? [] : Object.keys(fields).filter((name) => fields[name]!.required);
  return {
    type: "object",
    properties: Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, schema])),
    ...(requiredNames.length > 0 && { required: requiredNames }),
  };
}
