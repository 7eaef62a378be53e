import type { Readable } from "node:stream";
import {
  INBOX_PAGE_SIZE,
  MAX_COUNTED,
  MAX_COUNTED_MATCHES,
  MAX_INBOX_PAGE_SIZE,
  type OTHER_ORDERINGS,
} from "../../wire/inbox.ts";
import { sizeOf } from "../../wire/query.ts";
import { mapFields } from "../../wire/ticket-fields.ts";
import type { Actor } from "../platform/actor.ts";
import { query as ask, type Db } from "../platform/database.ts";
import { envelope, pagingOf, readingFrom, type SortKey, sortKeys } from "../platform/paging.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { wantedFields } from "../platform/shape.ts";
import { MAX_EXAMINED, MAX_EXAMINED_FIRST } from "../search/planner.ts";
import { SQL_TYPES } from "../tickets/field-columns.ts";
import type { Query } from "../tickets/filters.ts";
import type { Tally } from "../tickets/tally.ts";
import { idList } from "../tickets/ticket-cache.ts";
import { type InboxAttempt, type InboxFilter, inboxFilter } from "./filter.ts";
import { findPlaces, SHORT_PAGE, type WantedPage } from "./find.ts";
import { ASSIGNEE_NAME, COMPANY_NAME, countToExamine, LAST_ACTIVITY, type Page, pageQuery, SLA_DUE } from "./page.ts";
import { INBOX_FIELDS, rowJson } from "./rows.ts";

const column = (name: string, type: string) => ({ expression: `t.${name}`, type, isAlwaysThere: true });
const OTHERS: Record<(typeof OTHER_ORDERINGS)[number], Omit<SortKey, "descending">> = {
  updated_at: { expression: LAST_ACTIVITY, type: "timestamptz", isAlwaysThere: true },
  created_at: column("created_at", "timestamptz"),
  resolved_at: { expression: "t.resolved_at", type: "timestamptz" },
  ticket_number: column("ticket_number", "text"),
  company_name: { expression: COMPANY_NAME, type: "text" },
  assigned_to_name: { expression: ASSIGNEE_NAME, type: "text" },
  sla_due_at: { expression: SLA_DUE, type: "timestamptz" },
};
const SORTABLE = {
  ...OTHERS,
  ...mapFields(
    ({ kind }, name) => ({ ...column(name, SQL_TYPES[name]), isAlwaysThere: kind !== "instant" }),
    ({ ordering }) => ordering !== undefined,
  ),
};
const LAST_ACTIVE: SortKey[] = [{ ...SORTABLE.updated_at, descending: true }];
export const NEWEST: SortKey[] = [
  { ...SORTABLE.created_at, descending: true },
  { ...column("id", "uuid"), descending: false },
];

/** The user whose inbox it is, and the filters. Times without a zone are in `zone` (IANA name). */
export interface InboxRequest {
  actor: Actor;
  query: Query;
  zone: string;
}

/** A page of the inbox, in one statement unless a search has to continue. `url`: the base of the links to other pages. */
export async function listInbox(
  db: Db,
  { actor, query, zone, url }: InboxRequest & { url: URL },
): Promise<Buffer | Readable> {
  const filter = inboxFilter(query, actor, zone);
  const size = Math.min(sizeOf(query.page_size, INBOX_PAGE_SIZE), MAX_INBOX_PAGE_SIZE);
  const paging = pagingOf({ cursor: query.cursor ?? "", page_size: String(size) });
  if (paging.kind !== "cursor") throw new Error("the inbox is paged by cursor");
  const keys = sortKeys(query.ordering, SORTABLE, LAST_ACTIVE, NEWEST);
  const fields = wantedFields(query, INBOX_FIELDS) ?? INBOX_FIELDS;
  const page = { keys, after: paging.after, size: size + 1, isTrash: filter.isTrash };
  const { rows, isWhole } = await readingFrom(paging, () => readPage(db, filter, page, fields, actor.id));
  const pageRows = rows.slice(0, size);
  if (paging.after?.back) pageRows.reverse();
  return envelope(url, paging, {
    count: 0,
    hasMore: !isWhole || rows.length > size,
    rows: pageRows.map(({ json }) => json),
    keys: pageRows.map((row) => row.keys),
  });
}

interface PageRow {
  json: string;
  keys: (string | null)[];
}

interface Found {
  /** One more than the page shows, if there is one. */
  rows: PageRow[];
  /** Whether fewer rows than wanted are all that remain. */
  isWhole: boolean;
}

async function readPage(
  db: Db,
  filter: InboxFilter,
  page: WantedPage,
  fields: readonly string[],
  user: string,
): Promise<Found> {
  const toJson = (source: string, sql: Parameters) =>
    ask<PageRow>(db, rowJson(source, fields, sql.add(user)), sql.values, sql);
  if (!filter.isSearch) {
    const [attempt] = await filter.plan(db);
    const sql = parameters();
    return { rows: await toJson(pageQuery({ ...page, attempt: attempt! }, sql), sql), isWhole: true };
  }
  const { places, isWhole } = await findPlaces(db, filter, page);
  if (places.length === 0) return { rows: [], isWhole };
  // planned once, unlike the search: to plan the joins of the rows takes PostgreSQL longer than to read them
  const sql = parameters();
  const keys = sql.add(places.map((place) => JSON.stringify(place.keys)));
  const rows = await toJson(
    `select u.id, u.keys::json as keys, u.n
     from unnest(${sql.add(idList(places.map(({ id }) => id)))}::uuid[], ${keys}::text[]) with ordinality as u (id, keys, n)`,
    sql,
  );
  return { rows, isWhole };
}
/** Whether an attempt that found too few has examined all tickets that match its other conditions. */
async function hasExaminedAll(db: Db, page: Page, examine: number): Promise<boolean> {
  const sql = parameters();
  const [row] = await ask<{ n: number }>(db, countToExamine(page, examine, sql), sql.values, sql);
  return row!.n <= examine;
}

export interface Counted {
  count: number;
  is_capped: boolean;
}

export const capCount = (n: number, most: number): Counted => ({ count: Math.min(n, most), is_capped: n > most });

/** Counts up to one more than `most`, however long that takes; for a search, with the indexes. */
export async function countUpTo(db: Db, filter: InboxFilter, most: number): Promise<(sql: Parameters) => string> {
  const attempt = (await filter.plan(db)).at(-1)!;
  return (sql) => countStatement(attempt, most, sql);
}

// each attempt examines so many times as many tickets as the one before
const GROWTH = MAX_EXAMINED / MAX_EXAMINED_FIRST;

const countStatement = ({ where, check, examine }: InboxAttempt, most: number, sql: Parameters): string => {
  const tickets =
    examine === null
      ? `tickets t where ${where(sql)}${check ? ` and ${check(sql)}` : ""}`
      : `(select t.* from tickets t where ${where(sql)}
        order by t.created_at desc, t.id limit ${examine}) t where ${check?.(sql) ?? "true"}`;
  return `(select count(*)::int from (select from ${tickets} limit ${most + 1}) x)`;
};

export async function countInbox(db: Db, tally: Tally, { actor, query, zone }: InboxRequest): Promise<Counted> {
  const filter = inboxFilter(query, actor, zone);
  if (filter.tally) return { count: await countTallies(db, tally, filter.tally), is_capped: false };
  return await countRows(db, filter, filter.isTextSearch ? MAX_COUNTED_MATCHES : MAX_COUNTED);
}

async function countRows(db: Db, filter: InboxFilter, most: number): Promise<Counted> {
  const page = { keys: NEWEST, after: null, size: 0, isTrash: filter.isTrash };
  const attempts = await filter.plan(db);
  let n = 0;
  for (const [at, attempt] of attempts.entries()) {
    if (at > 0 && attempt.examine !== null && n === 0) continue;
    const sql = parameters();
    const [row] = await ask<{ n: number }>(db, `select ${countStatement(attempt, most, sql)} as n`, sql.values, sql);
    n = row!.n;
    if (n > most || attempt.examine === null) break;
    if (await hasExaminedAll(db, { ...page, attempt }, attempt.examine)) break;
    // "more than 12" is enough if the exact number takes seconds, unless the next attempt would probably reach the
    // limit
    if (attempts.at(-1)!.isSlow && n >= SHORT_PAGE && n * GROWTH < most) return { count: n, is_capped: true };
  }
  return capCount(n, most);
}

async function countTallies(db: Db, tally: Tally, filters: NonNullable<InboxFilter["tally"]>): Promise<number> {
  const counts = await tally.counts(db);
  return filters.reduce((sum, each) => sum + counts.count(each), 0);
}
