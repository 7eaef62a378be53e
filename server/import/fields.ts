import { MODELS, type Model, type ModelName } from "./models.ts";

const FIXED_COLUMNS = ["created_at", "date_joined"];
// These only rise, on both sides. A difference is not a conflict and is not reported.
const RISING = ["updated_at", "last_login"];

/** The columns that follow the Django backend until the cut-over, in the order of `imported_rows.hashes`. */
export function followedColumns(model: ModelName): string[] {
  const { columns, fixed = [] }: Model = MODELS[model];
  return Object.keys(columns).filter((name) => !fixed.includes(name) && !FIXED_COLUMNS.includes(name));
}

export const isRising = (column: string): boolean => RISING.includes(column);

/** The hash of a column of `row`; for a time, it does not depend on the session's time zone. */
export function hashOf(model: ModelName, row: string, column: string): string {
  const { columns }: Model = MODELS[model];
  return columns[column]!.kind === "time"
    ? `hashtext((${row}.${column} at time zone 'UTC')::text)`
    : `hashtext(${row}.${column}::text)`;
}

export const hashesOf = (model: ModelName, row: string): string =>
  `array[${followedColumns(model)
    .map((column) => hashOf(model, row, column))
    .join(", ")}]`;
