import { type Db, query } from "../platform/database.ts";
import { type Checked, checkRow, type Value } from "./check-row.ts";
import { MODEL_NAMES, MODELS, type ModelName } from "./models.ts";

const BATCH_ROWS = 1_000;
/** Tickets that are written with all that hangs on them in one transaction. */
const BATCH_TICKETS = 1_000;

export const stagedTable = (model: ModelName) => `staged_${MODELS[model].table}`;

/** Tables of this connection alone; they vanish with it, whatever happens. */
export async function openStaging(db: Db): Promise<void> {
  for (const model of MODEL_NAMES)
    await query(
      db,
      `create temp table ${stagedTable(model)} (like ${MODELS[model].table} including defaults, n int, batch int not null default 0, outcome text)`,
    );
  await query(
    db,
    "create temp table remarks (n int generated always as identity, model text, pk text, reason text, is_refused boolean)",
  );
  await query(db, "create temp table same_users (old uuid, same uuid)");
  // what was deleted here since an earlier import does not come back
  await query(
    db,
    "create temp table gone as select distinct coalesce(about, ticket) as id from events where kind like '%.deleted'",
  );
}

export async function closeStaging(db: Db): Promise<void> {
  await query(
    db,
    `drop table if exists pg_temp.remarks, pg_temp.same_users, pg_temp.gone, ${MODEL_NAMES.map((each) => `pg_temp.${stagedTable(each)}`).join(", ")}`,
  );
}

export interface Intake {
  add(row: unknown): void;
  /** Writes what has gathered; with `all`, also what is not yet a whole batch. */
  flush(all?: boolean): Promise<void>;
  skipped: Map<string, number>;
}

/** Takes rows as they come and puts them into the staging tables. */
export function openIntake(db: Db): Intake {
  const waiting = new Map<ModelName, Record<string, Value>[]>(MODEL_NAMES.map((each) => [each, []]));
  const skipped = new Map<string, number>();
  let refused: Exclude<Checked, { skipped: string } | { values: unknown }>[] = [];
  let n = 0;
  return {
    skipped,
    add(row) {
      const checked = checkRow(row);
      if ("skipped" in checked) skipped.set(checked.skipped, (skipped.get(checked.skipped) ?? 0) + 1);
      else if ("reason" in checked) refused.push(checked);
      else waiting.get(checked.model)!.push({ ...checked.values, n: ++n });
    },
    async flush(all = false) {
      for (const [model, rows] of waiting)
        while (rows.length >= (all ? 1 : BATCH_ROWS)) await stage(db, model, rows.splice(0, BATCH_ROWS));
      if (refused.length > 0) await remark(db, refused);
      refused = [];
    },
  };
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

function refuseOne(db: Db, model: ModelName, row: Record<string, Value>, error: unknown): Promise<void> {
  if (!isAboutData(error)) throw error;
  return remark(db, [{ label: model, pk: String(row.id), reason: error.message }]);
}

const remark = async (db: Db, rows: { label: string; pk: string; reason: string }[]): Promise<void> => {
  await query(
    db,
    `insert into remarks (model, pk, reason, is_refused)
     select lower(regexp_replace(label, '^.*\\.', '')), pk, reason, true
     from json_to_recordset($1::json) as x (label text, pk text, reason text)`,
    [JSON.stringify(rows)],
  );
};

/** Puts each ticket into a batch, oldest first, and what hangs on it into the same; answers how many there are. */
export async function makeBatches(db: Db): Promise<number> {
  for (const model of MODEL_NAMES) await refuseRepeated(db, model);
  await query(
    db,
    `update staged_tickets s set batch = x.batch from (select ctid, (row_number() over (order by created_at, n) - 1) / $1 + 1 as batch
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
    `with no as (update ${stagedTable(model)} s set outcome = 'refused'
       from (select ctid, row_number() over (partition by id order by n) as nth from ${stagedTable(model)}) x
       where s.ctid = x.ctid and x.nth > 1 returning s.id)
     insert into remarks (model, pk, reason, is_refused) select '${model}', id::text, 'duplicate pk; the first row was used', true from no`,
  );
