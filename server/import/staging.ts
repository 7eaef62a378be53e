import { type Db, query } from "../platform/database.ts";
import { type CheckOptions, checkRow, type Value } from "./check-row.ts";
import { lockImports, unlockImports } from "./history.ts";
import { type ImportColumn, MODEL_NAMES, MODELS, type ModelName } from "./models.ts";
import { addRemarks, openRemarks, type Remark, remarkFrom } from "./remarks.ts";

const BATCH_ROWS = 1_000;
/** The number of tickets that are written in one transaction, with everything that belongs to them. */
const BATCH_TICKETS = 1_000;

const TIMES = Object.fromEntries(
  Object.entries(MODELS).map(([model, { columns }]) => [
    model,
    Object.entries<ImportColumn>(columns).flatMap(([name, { kind }]) => (kind === "time" ? [name] : [])),
  ]),
) as Record<ModelName, string[]>;

export const stagedTable = (model: ModelName) => `staged_${MODELS[model].table}`;

const SCHEMA = "import_staging";

/**
 * Creates the staging tables: in a schema of their own, so that two connections can use them, or as temporary tables if
 * the role may not create a schema. Returns whether another connection can use them after `seeStaging`.
 */
export async function openStaging(db: Db): Promise<boolean> {
  const isShared = await mayCreateSchema(db);
  if (isShared) {
    // a killed import left it behind
    await query(db, `drop schema if exists ${SCHEMA} cascade`);
    await query(db, `create schema ${SCHEMA}`);
    await seeStaging(db);
  }
  await createStaging(db, isShared ? `create unlogged table ${SCHEMA}.` : "create temp table ");
  return isShared;
}

async function mayCreateSchema(db: Db): Promise<boolean> {
  const [row] = await query<{ may: boolean }>(db, "select has_database_privilege(current_database(), 'create') as may");
  return row!.may;
}

/**
 * Lets a connection find the staging tables by their names. They come last in the path, so that triggers create nothing in
 * their schema.
 */
export const seeStaging = (db: Db) =>
  query(db, `select set_config('search_path', current_setting('search_path') || ', ${SCHEMA}', false)`);

async function createStaging(db: Db, create: string): Promise<void> {
  for (const model of MODEL_NAMES) {
    const ofFiles = model === "ticketattachment" ? ", media_path text" : "";
    await query(
      db,
      `${create}${stagedTable(model)} (like ${MODELS[model].table} including defaults, n int,
         batch int not null default 0, outcome text, fresh text[], kept text[]${ofFiles})
       with (autovacuum_enabled = false)`,
    );
  }
  await openRemarks(db, create);
  await query(db, `${create}same_users (old uuid, same uuid)`);
  // rows that were deleted here after an earlier import are not imported again
  await query(
    db,
    `${create}deleted_ids as select coalesce(about, ticket) as id from events where kind like '%.deleted'
     union
     select i.id
     from imported_rows i
     where ${MODEL_NAMES.map(
       (model) => `not exists (
         select from ${MODELS[model].table} r
         where r.id = i.id)`,
     ).join(" and ")}`,
  );
  await query(db, "create index on deleted_ids (id)");
}

export async function closeStaging(db: Db): Promise<void> {
  await query(db, `drop schema if exists ${SCHEMA} cascade`);
  await query(db, "discard temp");
}

/** Deletes the rows that a killed import left in the staging tables, unless an import is running. */
export const sweepStaging = (pool: Db): Promise<void> =>
  pool.connect(async (db) => {
    const [row] = await query<{ is_there: boolean }>(db, "select to_regnamespace($1) is not null as is_there", [
      SCHEMA,
    ]);
    if (!row!.is_there || !(await lockImports(db))) return;
    try {
      await query(db, `drop schema if exists ${SCHEMA} cascade`);
    } finally {
      await unlockImports(db).catch(() => {});
    }
  });

export interface RowWriter {
  add(row: unknown): void;
  /** Writes the collected rows; with `all`, an incomplete batch too. */
  flush(all?: boolean): Promise<void>;
  skips: Map<string, number>;
  /** A time without a zone, if there was one. */
  zoneless(): string | null;
}

/** Collects rows and writes them to the staging tables, on all connections. */
export function openRowWriter(connections: readonly Db[], options: CheckOptions): RowWriter {
  const waiting = new Map<ModelName, Record<string, Value>[]>(MODEL_NAMES.map((each) => [each, []]));
  const skips = new Map<string, number>();
  let remarks: Remark[] = [];
  let n = 0;
  let zoneless: string | null = null;
  return {
    skips,
    zoneless: () => zoneless,
    add(row) {
      const result = checkRow(row, options);
      if ("skipped" in result) skips.set(result.skipped, (skips.get(result.skipped) ?? 0) + 1);
      else {
        remarks.push(...result.remarks);
        if (result.model) zoneless ??= timeWithoutZone(result.model, result.values);
        if (result.model) waiting.get(result.model)!.push({ ...result.values, n: ++n });
      }
    },
    async flush(all = false) {
      const full = takeFull(waiting, all ? 1 : BATCH_ROWS);
      await Promise.all(
        connections.map(async (db) => {
          for (let next = full.shift(); next; next = full.shift()) await stage(db, next.model, next.rows);
        }),
      );
      if (remarks.length > 0) await addRemarks(connections[0]!, remarks);
      remarks = [];
    },
  };
}

interface Rows {
  model: ModelName;
  rows: Record<string, Value>[];
}

/** Takes the rows to write next: up to `BATCH_ROWS` of a model, at least `min`. */
function takeFull(waiting: Map<ModelName, Rows["rows"]>, min: number): Rows[] {
  const full: Rows[] = [];
  for (const [model, rows] of waiting)
    while (rows.length >= min) full.push({ model, rows: rows.splice(0, BATCH_ROWS) });
  return full;
}

function timeWithoutZone(model: ModelName, values: Record<string, Value>): string | null {
  for (const name of TIMES[model]) {
    const value = values[name];
    if (typeof value === "string" && value !== "now" && !/(?:Z|[+-]\d\d(?::?\d\d)?)$/.test(value.slice(10)))
      return value;
  }
  return null;
}

async function stage(db: Db, model: ModelName, rows: Record<string, Value>[]): Promise<void> {
  const table = stagedTable(model);
  const names = ["id", ...Object.keys(MODELS[model].columns), "n"].join(", ");
  const insert = (rows: unknown[]) =>
    query(
      db,
      `insert into ${table} (${names}) select ${names} from json_populate_recordset(null::${table}, $1::json)`,
      [JSON.stringify(rows)],
    );
  try {
    await insert(rows);
  } catch (error) {
    if (!isAboutData(error)) throw error;
    for (const row of rows) await insert([row]).catch((error: unknown) => refuseOne(db, model, row, error));
  }
}

// 22: data exceptions (a 31st of February); 23: constraints
const isAboutData = (error: unknown): error is Error =>
  error instanceof Error && "code" in error && /^2[23]/.test(String(error.code));

async function refuseOne(db: Db, model: ModelName, row: Record<string, Value>, error: unknown): Promise<void> {
  if (!isAboutData(error)) throw error;
  const label = String(row.ticket_number ?? row.username ?? row.name ?? row.id);
  await addRemarks(db, [{ model, pk: String(row.id), label, cause: error.message, detail: null, level: "refused" }]);
}

/** Assigns each ticket to a batch, oldest first, with everything that belongs to it; returns the number of batches. */
export async function makeBatches(db: Db): Promise<number> {
  for (const model of MODEL_NAMES) await refuseRepeated(db, model);
  await query(
    db,
    `update staged_tickets s
     set batch = x.batch
     from (select ctid, (row_number() over (order by created_at, n) - 1) / $1 + 1 as batch
       from staged_tickets where outcome is null) x where s.ctid = x.ctid`,
    [BATCH_TICKETS],
  );
  for (const table of ["staged_comments", "staged_attachments"])
    await query(
      db,
      `update ${table} s set batch = t.batch from staged_tickets t where t.id = s.ticket and t.batch > 0`,
    );
  for (const model of MODEL_NAMES) {
    await query(db, `create index on ${stagedTable(model)} (batch)`);
    await query(db, `analyze ${stagedTable(model)}`);
  }
  const [row] = await query<{ n: number }>(db, "select coalesce(max(batch), 0)::int as n from staged_tickets");
  return row!.n;
}

const refuseRepeated = (db: Db, model: ModelName) =>
  query(
    db,
    `with s as (update ${stagedTable(model)} s set outcome = 'refused'
       from (
         select ctid, row_number() over (partition by id order by n) as nth
         from ${stagedTable(model)}) x
       where s.ctid = x.ctid and x.nth > 1 returning s.*)
     ${remarkFrom(model, "s", { level: "refused", cause: "'duplicate pk; the first row was used'" })}`,
  );
