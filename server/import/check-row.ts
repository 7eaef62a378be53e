import { type Column, MODEL_NAMES, MODELS, type ModelName } from "./models.ts";

export type Value = string | number | boolean | null;
export type Checked =
  | { model: ModelName; values: Record<string, Value> }
  | { model: ModelName | null; label: string; pk: string; reason: string }
  | { skipped: string };

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/;

/** What one row of the dump brings: the values of a table's columns, or why it cannot be taken. */
export function checkRow(row: unknown): Checked {
  const { model, pk, fields } = row as { model?: unknown; pk?: unknown; fields?: unknown };
  const label = String(model ?? "row");
  const refuse = (reason: string, known: ModelName | null): Checked => ({
    model: known,
    label,
    pk: String(pk ?? "without pk")
      .replaceAll("\0", "\\0")
      .toWellFormed(),
    reason,
  });
  if (typeof model !== "string" || typeof fields !== "object" || fields === null)
    return refuse("is not a dumpdata row (model, pk, fields)", null);
  const known = MODEL_NAMES.find((each) => each === model.toLowerCase().split(".").at(-1));
  if (!known) return { skipped: label };
  if (typeof pk !== "string" || !UUID.test(pk)) return refuse("its pk is not a UUID", known);
  const values: Record<string, Value> = { id: pk };
  for (const [name, column] of Object.entries<Column>(MODELS[known].columns)) {
    const read = readValue(Object.hasOwn(fields, name) ? (fields as Record<string, unknown>)[name] : undefined, column);
    if ("problem" in read) return refuse(`${name}: ${read.problem}`, known);
    values[name] = read.value;
  }
  return { model: known, values };
}

type Read = { value: Value } | { problem: string };

function readValue(sent: unknown, column: Column): Read {
  const isMissing =
    sent === undefined || sent === null || (sent === "" && column.fallback !== "" && column.kind !== "text");
  if (isMissing) return column.fallback === undefined ? { problem: "is missing" } : { value: column.fallback };
  return READERS[column.kind](sent, column);
}

const READERS: Record<Column["kind"], (sent: unknown, column: Column) => Read> = {
  text: readText,
  choice: (sent, { choices = [] }) =>
    choices.includes(sent as string)
      ? { value: sent as string }
      : { problem: `${shown(sent)} must be one of ${choices.filter(Boolean).join(", ")}` },
  time: (sent) =>
    typeof sent === "string" && TIME.test(sent) ? { value: sent } : { problem: `${shown(sent)} is not a time` },
  id: (sent) =>
    typeof sent === "string" && UUID.test(sent) ? { value: sent } : { problem: `${shown(sent)} is not a UUID` },
  flag: (sent) =>
    typeof sent === "boolean" ? { value: sent } : { problem: `${shown(sent)} is neither true nor false` },
  count: (sent) =>
    Number.isSafeInteger(sent) ? { value: sent as number } : { problem: `${shown(sent)} is not a whole number` },
};

function readText(sent: unknown, { longest, fallback }: Column): Read {
  if (typeof sent !== "string" && typeof sent !== "number") return { problem: `${shown(sent)} is not a text` };
  const text = String(sent);
  if (text.includes("\0")) return { problem: "contains a NUL character" };
  if (!text.isWellFormed()) return { problem: "contains a lone surrogate" };
  if (text === "" && fallback === undefined) return { problem: "is empty" };
  // PostgreSQL counts characters, JavaScript halves of them
  if (longest !== undefined && text.length > longest && [...text].length > longest)
    return { problem: `is longer than ${longest} characters` };
  return { value: text };
}

const shown = (sent: unknown) => (JSON.stringify(sent) ?? "nothing").slice(0, 60).replaceAll("\0", "").toWellFormed();
