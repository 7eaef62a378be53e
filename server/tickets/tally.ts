import { type Priority, STATUSES, type Status } from "../../wire/ticket-shapes.ts";
import { type Db, isInTransaction, query } from "../platform/database.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { readStableXid } from "../platform/stable-xid.ts";

/** A filter that the tally can answer; omitted fields do not filter. */
export interface TallyFilter {
  status?: Status;
  priority?: Priority;
  category?: string;
  assigned_team?: string;
  assigned_to?: string | null;
  open?: boolean;
}

export interface Counts {
  count(filter: TallyFilter): number;
  by(key: "status" | "priority"): Map<string, number>;
  /** Open tickets whose due day is before this one (UTC, YYYY-MM-DD). */
  dueBefore(day: string): number;
}

export interface Tally {
  counts(db: Db): Promise<Counts>;
  /** Runs a statement for its first row, and returns the counts of the same snapshot. `columns` belong in its select list. */
  readWithCounts<Row>(
    db: Db,
    statement: (columns: string, sql: Parameters) => string,
  ): Promise<{ row: Row; counts: Counts }>;
}

type TallyRow = [
  xid: string,
  status: Status,
  priority: Priority,
  category: string,
  team: string,
  assignee: string | null,
  n: number,
  dueDay: string | null,
  dueN: number,
];
interface Bucket {
  status: Status;
  priority: Priority;
  category: string;
  team: string;
  assignee: string | null;
  n: number;
}

/** Further columns of a statement: the tally's rows since the sums were read. */
interface TallyDelta {
  delta: TallyRow[];
  generation: number;
}

interface Sums {
  /** Every transaction below it has ended and is in the sums. */
  stableXid: bigint;
  generation: number;
  buckets: Map<string, Bucket>;
  /** by status, priority and whether assigned: the counts that most lists need */
  coarse: Map<string, Bucket>;
  due: Map<string, number>;
}
type Totals = Pick<Sums, "buckets" | "coarse" | "due">;

const deltaColumns = (since: string) => `
    (select coalesce(json_agg(json_build_array(xid::text, status, priority, category, assigned_team, assigned_to, n,
        due_day, due_n)),
        '[]')
     from ticket_tally where xid >= ${since}::xid8) as delta,
    (select n from tally_generation) as generation`;

// Reading this many rows with each count costs less than the statements that add them to the sums.
const MAX_UNSUMMED_ROWS = 100;
const ADVANCE_EVERY_MS = 100;

async function readDelta(db: Db, since: bigint): Promise<TallyDelta> {
  const [delta] = await query<TallyDelta>(db, `select ${deltaColumns("$1")}`, [String(since)]);
  return delta!;
}

/**
 * Counts tickets at a cost that does not grow with their number. Each server keeps the sums of all transactions that have
 * ended, and a statement that wants counts also reads the rows since then. When these become many, the sums advance to the
 * stable ID in the background.
 */
export function openTally(): Tally {
  let sums: Sums | null = null;
  let lastAdvance = 0;
  // two concurrent reads can finish in the wrong order; the sums never go back
  const load = async (db: Db) => {
    const read = await readSums(db);
    if (!sums || read.generation !== sums.generation || read.stableXid > sums.stableXid) sums = read;
    return sums;
  };
  const advanceSums = async (db: Db, base: Sums) => {
    lastAdvance = performance.now();
    const stableXid = await readStableXid(db);
    // in a later statement, which sees all rows of transactions below the stable ID
    const { delta, generation } = await readDelta(db, base.stableXid);
    if (generation === base.generation) advance(base, delta, stableXid);
  };
  const countsAsOf = async (db: Db, newest: TallyDelta): Promise<Counts> => {
    let base = sums ?? (await load(db));
    while (base.generation !== newest.generation) {
      base = await load(db);
      newest = await readDelta(db, base.stableXid);
    }
    const since = newest.delta.filter(([xid]) => BigInt(xid) >= base.stableXid);
    const isDue = since.length > MAX_UNSUMMED_ROWS && performance.now() - lastAdvance > ADVANCE_EVERY_MS;
    // not awaited; if it fails, the next count tries again
    if (isDue && !isInTransaction(db)) void advanceSums(db, base).catch(() => {});
    return countsOf(since.length === 0 ? base : withDelta(base, since));
  };
  const readWithCounts = async <Row>(db: Db, statement: (columns: string, sql: Parameters) => string) => {
    const { stableXid } = sums ?? (await load(db));
    const sql = parameters();
    const text = statement(deltaColumns(sql.add(String(stableXid))), sql);
    const [row] = await query<Row & TallyDelta>(db, text, sql.values, sql);
    return { row: row!, counts: await countsAsOf(db, row!) };
  };
  return {
    readWithCounts,
    counts: async (db) => (await readWithCounts(db, (columns) => `select ${columns}`)).counts,
  };
}

async function readSums(db: Db): Promise<Sums> {
  const stableXid = await readStableXid(db);
  const [read] = await query<{ rows: TallyRow[]; generation: number }>(
    db,
    `select (select coalesce(json_agg(json_build_array('0', status, priority, category, assigned_team, assigned_to, n,
        due_day, due_n)),
        '[]')
       from (select status, priority, category, assigned_team, assigned_to, null::date as due_day, sum(n)::int as n,
           0 as due_n
             from ticket_tally where xid < $1::xid8 and status is not null group by 1, 2, 3, 4, 5
             union all
             select null, null, null, null, null, due_day, 0, sum(due_n)::int
             from ticket_tally where xid < $1::xid8 and due_day is not null group by due_day) x) as rows,
     (select n from tally_generation) as generation`,
    [String(stableXid)],
  );
  const sums: Sums = {
    stableXid,
    generation: read!.generation,
    buckets: new Map(),
    coarse: new Map(),
    due: new Map(),
  };
  for (const row of read!.rows) add(sums, row);
  return sums;
}

/** Adds rows whose transactions have ended to the sums. */
function advance(sums: Sums, delta: TallyRow[], stableXid: bigint): void {
  if (stableXid <= sums.stableXid) return;
  for (const row of delta) {
    const xid = BigInt(row[0]);
    if (xid >= sums.stableXid && xid < stableXid) add(sums, row);
  }
  sums.stableXid = stableXid;
}

function add(totals: Totals, row: TallyRow): void {
  const [, status, priority, category, team, assignee, n, dueDay, dueN] = row;
  if (n !== 0) {
    addTo(totals.buckets, { status, priority, category, team, assignee }, n);
    addTo(totals.coarse, { status, priority, category: "", team: "", assignee: assignee === null ? null : "any" }, n);
  }
  if (dueDay) totals.due.set(dueDay, (totals.due.get(dueDay) ?? 0) + dueN);
}

function addTo(buckets: Map<string, Bucket>, bucket: Omit<Bucket, "n">, n: number): void {
  const key = [bucket.status, bucket.priority, bucket.category, bucket.team, bucket.assignee ?? ""].join("|");
  const existing = buckets.get(key);
  if (existing) existing.n += n;
  else buckets.set(key, { ...bucket, n });
}

/** The sums and the rows that are not final yet; the stored sums do not change. */
function withDelta(base: Sums, delta: TallyRow[]): Totals {
  const over: Totals = { buckets: new Map(), coarse: new Map(), due: new Map() };
  for (const row of delta) add(over, row);
  const both = (first: Map<string, Bucket>, second: Map<string, Bucket>) =>
    new Map([...first, ...[...second].map(([key, bucket]) => [`+${key}`, bucket] as const)]);
  const due = new Map(base.due);
  for (const [day, n] of over.due) due.set(day, (due.get(day) ?? 0) + n);
  return { buckets: both(base.buckets, over.buckets), coarse: both(base.coarse, over.coarse), due };
}

function countsOf({ buckets, coarse, due }: Totals): Counts {
  return {
    count(filter) {
      const matches = matcherOf(filter);
      const isCoarse = filter.category === undefined && filter.assigned_team === undefined && !filter.assigned_to;
      let n = 0;
      for (const bucket of (isCoarse ? coarse : buckets).values()) if (matches(bucket)) n += bucket.n;
      return n;
    },
    by(key) {
      const totals = new Map<string, number>();
      for (const bucket of coarse.values()) totals.set(bucket[key], (totals.get(bucket[key]) ?? 0) + bucket.n);
      return totals;
    },
    dueBefore(day) {
      let n = 0;
      for (const [each, count] of due) if (each < day) n += count;
      return n;
    },
  };
}

const MATCHES: { [K in keyof Required<TallyFilter>]: (bucket: Bucket, value: TallyFilter[K]) => boolean } = {
  status: ({ status }, value) => status === value,
  priority: ({ priority }, value) => priority === value,
  category: ({ category }, value) => category === value,
  assigned_team: ({ team }, value) => team === value,
  assigned_to: ({ assignee }, value) => assignee === value,
  open: ({ status }, value) => !value || STATUSES.indexOf(status) < STATUSES.indexOf("resolved"),
};

/** Whether the tally has this field of a ticket; filters on other fields count the rows. */
export const isInTally = (field: string): field is keyof TallyFilter => Object.hasOwn(MATCHES, field);

function matcherOf(filter: TallyFilter): (bucket: Bucket) => boolean {
  const conditions = Object.entries(filter).filter(([, value]) => value !== undefined);
  const unknown = conditions.find(([field]) => !isInTally(field));
  if (unknown) throw new Error(`the tally does not know ${unknown[0]}; count it from the rows`);
  return (bucket) => conditions.every(([field, value]) => MATCHES[field as keyof TallyFilter](bucket, value as never));
}

/** Makes all rows of a restored tally final, because their transaction numbers come from another PostgreSQL. */
export async function resetTally(db: Db): Promise<void> {
  await query(db, "lock table ticket_tally in share row exclusive mode");
  await query(db, "update ticket_tally set xid = '0' where xid <> '0'");
  await query(db, "update tally_generation set n = n + 1");
}

/** Adds up final rows into one for each bucket, so that reading the sums stays cheap. */
export async function compactTally(db: Db): Promise<void> {
  await query(db, "select n from tally_generation for update");
  const stableXid = await readStableXid(db);
  await query(
    db,
    `with deleted as (delete from ticket_tally where xid < $1::xid8 returning *)
     insert into ticket_tally (xid, status, priority, category, assigned_team, assigned_to, n, due_day, due_n)
     select '0'::xid8, status, priority, category, assigned_team, assigned_to, sum(n), null, 0 from deleted
     where status is not null group by 2, 3, 4, 5, 6 having sum(n) <> 0
     union all select '0'::xid8, null, null, null, null, null, 0, due_day, sum(due_n) from deleted
     where due_day is not null group by due_day having sum(due_n) <> 0`,
    [String(stableXid)],
  );
  await query(db, "update tally_generation set n = n + 1");
}
