import { MAX_COUNTED, MAX_COUNTED_MATCHES } from "../../wire/inbox.ts";
import { type Db, query } from "../platform/database.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { type Attempt, attemptsInTurn, GROWTH, type TextSearch, WHOLE_LIST } from "../search/planner.ts";
import type { Tally } from "../tickets/tally.ts";
import type { InboxFilter } from "./filter.ts";
import { SHORT_PAGE } from "./find.ts";
import { NEWEST } from "./orderings.ts";
import { countToExamine } from "./page.ts";

export interface CappedCount {
  count: number;
  is_capped: boolean;
}

export const capCount = (n: number, most: number): CappedCount => ({ count: Math.min(n, most), is_capped: n > most });

/** The number of tickets in the inbox: from the tally if it knows the filter, otherwise from the rows up to a limit. */
export async function countInbox(db: Db, tally: Tally, filter: InboxFilter): Promise<CappedCount> {
  if (filter.tally) return { count: await countTallies(db, tally, filter.tally), is_capped: false };
  const most = filter.isTextSearch ? MAX_COUNTED_MATCHES : MAX_COUNTED;
  if (filter.search) return countMatches(db, filter, filter.search, most);
  return capCount(await countRows(db, filter, WHOLE_LIST, most), most);
}

async function countTallies(db: Db, tally: Tally, filters: NonNullable<InboxFilter["tally"]>): Promise<number> {
  const counts = await tally.counts(db);
  return filters.reduce((sum, each) => sum + counts.count(each), 0);
}

/** Counts up to one more than `most`, however long that takes; for a search, with the indexes. */
export async function countUpTo(db: Db, filter: InboxFilter, most: number): Promise<(sql: Parameters) => string> {
  const attempts = filter.search ? await filter.search.plan(db) : [WHOLE_LIST];
  return (sql) => countStatement(filter, attempts.at(-1)!, most, sql);
}

function countStatement({ besideSearch }: InboxFilter, attempt: Attempt, most: number, sql: Parameters): string {
  const { find, check, examine } = attempt;
  const where = [besideSearch, ...(find ? [find] : [])].map((each) => each(sql)).join(" and ");
  const tickets =
    examine === null
      ? `tickets t where ${where}${check ? ` and ${check(sql)}` : ""}`
      : `(
          select t.*
          from tickets t
          where ${where}
          order by t.created_at desc, t.id
          limit ${examine}) t
        where ${check?.(sql) ?? "true"}`;
  return `(
    select count(*)::int
    from (
      select
      from ${tickets}
      limit ${most + 1}) x)`;
}

async function countRows(db: Db, filter: InboxFilter, attempt: Attempt, most: number): Promise<number> {
  const sql = parameters();
  const text = `select ${countStatement(filter, attempt, most, sql)} as n`;
  const [row] = await query<{ n: number }>(db, text, sql.values, sql);
  return row!.n;
}

/** Makes the planned attempts until one has counted enough. */
async function countMatches(db: Db, filter: InboxFilter, search: TextSearch, most: number): Promise<CappedCount> {
  const attempts = await search.plan(db);
  const isSlow = attempts.at(-1)!.isSlow ?? false;
  let n = 0;
  for (const attempt of attemptsInTurn(attempts, () => n)) {
    n = await countRows(db, filter, attempt, most);
    if (n > most || attempt.examine === null) break;
    if (await hasExaminedAll(db, filter, attempt, attempt.examine)) break;
    // "more than 12" is enough if the exact number takes seconds, unless the next attempt would probably reach the
    // limit
    if (isSlow && n >= SHORT_PAGE && n * GROWTH < most) return { count: n, is_capped: true };
  }
  return capCount(n, most);
}

/** Whether an attempt that found too few has examined all tickets that match its other conditions. */
async function hasExaminedAll(db: Db, filter: InboxFilter, attempt: Attempt, examine: number): Promise<boolean> {
  const { besideSearch: where, isTrash } = filter;
  const sql = parameters();
  const text = countToExamine({ where, attempt, isTrash, keys: NEWEST, after: null, size: 0 }, examine, sql);
  const [row] = await query<{ n: number }>(db, text, sql.values, sql);
  return row!.n <= examine;
}
