import { type Priority, STATUSES, type Status } from "../../wire/ticket-shapes.ts";
import { type Db, query } from "../platform/database.ts";

/** A filter that the tally can answer; what is not named is not asked. */
export interface TallyFilter {
  status?: Status;
  priority?: Priority;
  category?: string;
  assigned_team?: string;
  assigned_to?: string | null;
  open?: boolean;
}

type Row = [
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
interface Kind {
  status: Status;
  priority: Priority;
  category: string;
  team: string;
  assignee: string | null;
  n: number;
}

/** What a statement brings of the tally, beside its own answer. */
export interface News {
  news: Row[];
  horizon: string;
  generation: number;
}

export interface Counts {
  count(filter: TallyFilter): number;
  by(key: "status" | "priority"): Map<string, number>;
  /** Open tickets whose due day lies before this one (UTC, YYYY-MM-DD). */
  dueBefore(day: string): number;
}

export interface Tally {
  /** The columns to put into a statement, with the placeholder of the horizon. */
  columns(horizon: string): string;
  horizon(db: Db): Promise<string>;
  /** Counts as of that statement; reads the sums again when they were summed up meanwhile. */
  counts(db: Db, brought: News): Promise<Counts>;
}

const isOpen = (status: Status) => STATUSES.indexOf(status) < 4;
const keyOf = (kind: Omit<Kind, "n">) =>
  [kind.status, kind.priority, kind.category, kind.team, kind.assignee ?? ""].join("|");

interface Sums {
  horizon: bigint;
  generation: number;
  kinds: Map<string, Kind>;
  /** by status, priority and whether assigned: what most lists ask for */
  coarse: Map<string, Kind>;
  due: Map<string, number>;
}

/**
 * Counts of tickets at a cost that does not grow with their number: each server keeps the sums up to a horizon below which
 * every transaction has ended, and every statement that wants a count brings the differences since.
 */
export function openTally(): Tally {
  let sums: Sums | null = null;
  const columns = (horizon: string) => `
    (select coalesce(json_agg(json_build_array(xid::text, status, priority, category, assigned_team, assigned_to, n, due_day, due_n)), '[]')
     from ticket_tally where xid >= ${horizon}::xid8) as news,
    pg_snapshot_xmin(pg_current_snapshot())::text as horizon, (select n from tally_generation) as generation`;
  // of two that read at once the later answer may be the older one, and what lies between the two was told already
  const load = async (db: Db) => {
    const read = await readSums(db);
    if (!sums || read.generation !== sums.generation || read.horizon > sums.horizon) sums = read;
    return sums;
  };
  return {
    columns,
    horizon: async (db) => String((sums ?? (await load(db))).horizon),
    async counts(db, brought) {
      let base = sums ?? (await load(db));
      let { news, horizon } = brought;
      while (base.generation !== brought.generation) {
        base = await load(db);
        const [fresh] = await query<News>(db, `select ${columns("$1")}`, [String(base.horizon)]);
        brought = fresh!;
        news = fresh!.news;
        horizon = fresh!.horizon;
      }
      fold(base, news, BigInt(horizon));
      const since = news.filter(([xid]) => BigInt(xid) >= base.horizon);
      return countsOf(since.length === 0 ? base : withNews(base, since));
    },
  };
}

async function readSums(db: Db): Promise<Sums> {
  const [read] = await query<{ rows: Row[]; horizon: string; generation: number }>(
    db,
    `select (select coalesce(json_agg(json_build_array('0', status, priority, category, assigned_team, assigned_to, n, due_day, due_n)), '[]')
       from (select status, priority, category, assigned_team, assigned_to, null::date as due_day, sum(n)::int as n, 0 as due_n
             from ticket_tally where xid < pg_snapshot_xmin(pg_current_snapshot()) and status is not null group by 1, 2, 3, 4, 5
             union all
             select null, null, null, null, null, due_day, 0, sum(due_n)::int
             from ticket_tally where xid < pg_snapshot_xmin(pg_current_snapshot()) and due_day is not null group by due_day) x) as rows,
     pg_snapshot_xmin(pg_current_snapshot())::text as horizon, (select n from tally_generation) as generation`,
  );
  const sums: Sums = {
    horizon: BigInt(read!.horizon),
    generation: read!.generation,
    kinds: new Map(),
    coarse: new Map(),
    due: new Map(),
  };
  for (const row of read!.rows) add(sums, row);
  return sums;
}

function fold(sums: Sums, news: Row[], horizon: bigint): void {
  if (horizon <= sums.horizon) return;
  for (const row of news) {
    const xid = BigInt(row[0]);
    if (xid >= sums.horizon && xid < horizon) add(sums, row);
  }
  sums.horizon = horizon;
}

function add(sums: Pick<Sums, "kinds" | "coarse" | "due">, row: Row): void {
  const [, status, priority, category, team, assignee, n, dueDay, dueN] = row;
  if (n !== 0) {
    const kind = { status, priority, category, team, assignee };
    bump(sums.kinds, kind, n);
    bump(sums.coarse, { status, priority, category: "", team: "", assignee: assignee === null ? null : "some" }, n);
  }
  if (dueDay) sums.due.set(dueDay, (sums.due.get(dueDay) ?? 0) + dueN);
}

function bump(kinds: Map<string, Kind>, kind: Omit<Kind, "n">, n: number): void {
  const key = keyOf(kind);
  const known = kinds.get(key);
  if (known) known.n += n;
  else kinds.set(key, { ...kind, n });
}

// the sums with what is not yet final laid over them; the sums themselves stay
function withNews(base: Sums, news: Row[]): Pick<Sums, "kinds" | "coarse" | "due"> {
  const over = { kinds: new Map<string, Kind>(), coarse: new Map<string, Kind>(), due: new Map<string, number>() };
  for (const row of news) add(over, row);
  const both = (first: Map<string, Kind>, second: Map<string, Kind>) =>
    new Map([...first, ...[...second].map(([key, kind]) => [`+${key}`, kind] as const)]);
  const due = new Map(base.due);
  for (const [day, n] of over.due) due.set(day, (due.get(day) ?? 0) + n);
  return { kinds: both(base.kinds, over.kinds), coarse: both(base.coarse, over.coarse), due };
}

function countsOf({ kinds, coarse, due }: Pick<Sums, "kinds" | "coarse" | "due">): Counts {
  return {
    count(filter) {
      const isCoarse = filter.category === undefined && filter.assigned_team === undefined && !filter.assigned_to;
      let n = 0;
      for (const kind of (isCoarse ? coarse : kinds).values()) if (matches(kind, filter)) n += kind.n;
      return n;
    },
    by(key) {
      const found = new Map<string, number>();
      for (const kind of coarse.values()) found.set(kind[key], (found.get(kind[key]) ?? 0) + kind.n);
      return found;
    },
    dueBefore(day) {
      let n = 0;
      for (const [each, count] of due) if (each < day) n += count;
      return n;
    },
  };
}

const matches = (kind: Kind, filter: TallyFilter) =>
  (filter.status === undefined || kind.status === filter.status) &&
  (filter.priority === undefined || kind.priority === filter.priority) &&
  (filter.category === undefined || kind.category === filter.category) &&
  (filter.assigned_team === undefined || kind.team === filter.assigned_team) &&
  (filter.assigned_to === undefined || kind.assignee === filter.assigned_to) &&
  (!filter.open || isOpen(kind.status));

/** Makes all of a restored tally final: its numbers of transactions are another PostgreSQL's. */
export async function restartTally(db: Db): Promise<void> {
  await query(db, "lock table ticket_tally in share row exclusive mode");
  await query(db, "update ticket_tally set xid = '0' where xid <> '0'");
  await query(db, "update tally_generation set n = n + 1");
}

/** Sums the tally's rows that are final into one a kind, so that reading the sums stays cheap. */
export async function sumTally(db: Db): Promise<void> {
  await query(db, "select n from tally_generation for update");
  await query(
    db,
    `with old as (delete from ticket_tally where xid < pg_snapshot_xmin(pg_current_snapshot()) returning *)
     insert into ticket_tally (xid, status, priority, category, assigned_team, assigned_to, n, due_day, due_n)
     select '0'::xid8, status, priority, category, assigned_team, assigned_to, sum(n), null, 0 from old
     where status is not null group by 2, 3, 4, 5, 6 having sum(n) <> 0
     union all select '0'::xid8, null, null, null, null, null, 0, due_day, sum(due_n) from old
     where due_day is not null group by due_day having sum(due_n) <> 0`,
  );
  await query(db, "update tally_generation set n = n + 1");
}
