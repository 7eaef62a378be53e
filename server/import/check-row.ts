import { createHash } from "node:crypto";
import { whyUnusable } from "../users/django-passwords.ts";
import { type ImportColumn, MODEL_NAMES, MODELS, type ModelName } from "./models.ts";
import type { Remark } from "./remarks.ts";

export type Value = string | number | boolean | null;
/** A row that can be staged (without a model if it cannot), and the remarks about it. */
export type RowCheck =
  | { model: ModelName; values: Record<string, Value>; remarks: Remark[] }
  | { model: null; remarks: Remark[] }
  | { skipped: string };

export interface CheckOptions {
  /** Whether users with is_superuser become Admins. */
  superusersAsAdmins: boolean;
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/;

/** The id of a user that --natural-primary or --natural-foreign names instead of numbering it; SQL computes the same. */
const naturalId = (username: string): string => createHash("md5").update(`docket user ${username}`).digest("hex");

/** One row of the dump: the values of a table's columns, or why it cannot be imported. */
export function checkRow(row: unknown, options: CheckOptions): RowCheck {
  const { model, pk, fields } = row as { model?: unknown; pk?: unknown; fields?: unknown };
  if (typeof model !== "string" || typeof fields !== "object" || fields === null)
    return refuse("row", pk, {}, { cause: "is not a dumpdata row (model, pk, fields)" });
  const modelName = MODEL_NAMES.find((each) => each === model.toLowerCase().split(".").at(-1));
  if (!modelName) return { skipped: model };
  const input = fields as Record<string, unknown>;
  const isNatural = modelName === "user" && pk === undefined && typeof input.username === "string";
  if (!isNatural && (typeof pk !== "string" || !UUID.test(pk)))
    return refuse(modelName, pk, input, { cause: pk === undefined ? NO_PK : "its pk is not a UUID" });
  const values: Record<string, Value> = { id: isNatural ? naturalId(input.username as string) : (pk as string) };
  const remarks: Remark[] = [];
  for (const [name, column] of Object.entries<ImportColumn>(MODELS[modelName].columns)) {
    const read = readValue(Object.hasOwn(input, name) ? input[name] : undefined, column);
    if ("value" in read) values[name] = read.value;
    else if (column.isLenient) {
      values[name] = column.fallback ?? null;
      const cause = `has a ${name} that Docket does not have; imported as ${column.fallback}`;
      remarks.push(remark(modelName, pk, input, "note", { cause, detail: read.detail ?? null }));
    } else return refuse(modelName, pk, input, { ...read, cause: `${name}: ${read.cause}` });
  }
  if (!input.updated_at && values.created_at) values.updated_at = values.created_at;
  if (modelName === "user") remarks.push(...checkAccount(values, input, options));
  return { model: modelName, values, remarks };
}

const NO_PK = "has no pk; write the dump without --natural-primary";
const SUPERUSER = "is a superuser but not an Admin; import again with --superusers-as-admins to make them Admins";

function checkAccount(
  values: Record<string, Value>,
  input: Record<string, unknown>,
  { superusersAsAdmins }: CheckOptions,
): Remark[] {
  const note = (cause: string, detail: string | null) => remark("user", values.id, input, "note", { cause, detail });
  const remarks: Remark[] = [];
  if (input.is_superuser === true && values.role !== "Admin") {
    if (superusersAsAdmins) values.role = "Admin";
    else remarks.push(note(SUPERUSER, String(values.role)));
  }
  const unusable = whyUnusable(String(values.password));
  if (unusable)
    remarks.push(
      note("cannot sign in with the old password; needs a new one (npm run user, or reset by link)", unusable),
    );
  return remarks;
}

interface Problem {
  cause: string;
  detail?: string | null;
}

const remark = (
  model: string,
  pk: unknown,
  { ticket_number, username, name }: Record<string, unknown>,
  level: Remark["level"],
  { cause, detail = null }: Problem,
): Remark => {
  const id = clean(String(pk ?? "without pk"));
  const label = [ticket_number, username, name].find((each) => typeof each === "string");
  return { model, pk: id, label: label ? clean(String(label)).slice(0, 200) : id, cause, detail, level };
};
const refuse = (model: string, pk: unknown, input: Record<string, unknown>, problem: Problem): RowCheck => ({
  model: null,
  remarks: [remark(model, pk, input, "refused", problem)],
});
const clean = (text: string) => text.replaceAll("\0", "\\0").toWellFormed();

type Read = { value: Value } | Problem;

function readValue(input: unknown, column: ImportColumn): Read {
  const isMissing =
    input === undefined || input === null || (input === "" && column.fallback !== "" && column.kind !== "text");
  if (isMissing) return column.fallback === undefined ? { cause: "is missing" } : { value: column.fallback };
  return READERS[column.kind](input, column);
}

const READERS: Record<ImportColumn["kind"], (input: unknown, column: ImportColumn) => Read> = {
  text: readText,
  choice: (input, { choices = [] }) =>
    choices.includes(input as string)
      ? { value: input as string }
      : { cause: `must be one of ${choices.filter(Boolean).join(", ")}`, detail: excerpt(input) },
  time: (input) =>
    typeof input === "string" && TIME.test(input)
      ? { value: input }
      : { cause: "is not a time", detail: excerpt(input) },
  id: (input) => {
    if (Array.isArray(input) && input.length === 1 && typeof input[0] === "string")
      return { value: naturalId(input[0]) };
    return typeof input === "string" && UUID.test(input)
      ? { value: input }
      : { cause: "is not a UUID", detail: excerpt(input) };
  },
  flag: (input) =>
    typeof input === "boolean" ? { value: input } : { cause: "is neither true nor false", detail: excerpt(input) },
  count: (input) =>
    Number.isSafeInteger(input)
      ? { value: input as number }
      : { cause: "is not a whole number", detail: excerpt(input) },
};

function readText(input: unknown, { longest, fallback }: ImportColumn): Read {
  if (typeof input !== "string" && typeof input !== "number") return { cause: "is not a text", detail: excerpt(input) };
  const text = String(input);
  if (text.includes("\0")) return { cause: "contains a NUL character" };
  if (!text.isWellFormed()) return { cause: "contains a lone surrogate" };
  if (text === "" && fallback === undefined) return { cause: "is empty" };
  // PostgreSQL counts characters, JavaScript UTF-16 code units
  if (longest !== undefined && text.length > longest && [...text].length > longest)
    return { cause: `is longer than ${longest} characters` };
  return { value: text };
}

const excerpt = (input: unknown) =>
  (JSON.stringify(input) ?? "nothing").slice(0, 60).replaceAll("\0", "").toWellFormed();
