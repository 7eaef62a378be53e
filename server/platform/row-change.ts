import { type FieldErrors, invalid } from "../../wire/problems.ts";
import { type Db, query } from "./database.ts";
import { parameters } from "./parameters.ts";

/** The error that a violated constraint means for the client. */
export type ConstraintErrors = Record<string, FieldErrors>;

/** Turns a violated constraint into its error. */
export async function mapConstraintErrors<T>(work: Promise<T>, errors: ConstraintErrors): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const problem = errors[(error as { constraint?: string }).constraint ?? ""];
    throw problem ? invalid(problem) : error;
  }
}

/** Values of a row with those for columns of type jsonb as JSON text. */
export const jsonValues = (values: Record<string, unknown>, names: readonly string[]): Record<string, unknown> => ({
  ...values,
  ...Object.fromEntries(
    names.filter((name) => values[name] !== undefined).map((name) => [name, JSON.stringify(values[name])]),
  ),
});

/** Inserts a row with these values, and returns its ID. */
export async function insertRow(
  db: Db,
  table: string,
  values: Record<string, unknown>,
  errors: ConstraintErrors,
): Promise<string> {
  const sql = parameters();
  const names = Object.keys(values);
  const text = `insert into ${table} (${names.join(", ")})
    values (${names.map((name) => sql.add(values[name])).join(", ")})
    returning id`;
  const [row] = await mapConstraintErrors(query<{ id: string }>(db, text, sql.values), errors);
  return row!.id;
}

/** Sets these values in a row; false if there is no such row. */
export async function updateRow(
  db: Db,
  table: string,
  id: string,
  values: Record<string, unknown>,
  errors: ConstraintErrors,
  hasUpdatedAt = true,
): Promise<boolean> {
  const sql = parameters();
  const set = Object.entries(values).map(([name, value]) => `${name} = ${sql.add(value)}`);
  if (hasUpdatedAt) set.push("updated_at = now()");
  if (set.length === 0) return (await query(db, `select 1 from ${table} where id = $1`, [id])).length > 0;
  const text = `update ${table} set ${set.join(", ")} where id = ${sql.add(id)} returning id`;
  return (await mapConstraintErrors(query(db, text, sql.values), errors)).length > 0;
}
