import type { Readable } from "node:stream";
import type { Actor } from "../platform/actor.ts";
import type { AddressSettings } from "../platform/addresses.ts";
import { query as ask, type Db } from "../platform/database.ts";
import {
  afterPosition,
  envelope,
  keyColumns,
  offsetOfPage,
  orderBy,
  type Paging,
  pagingOf,
  readingFrom,
  type SortKey,
  sortKeys,
} from "../platform/paging.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { wantedFields } from "../platform/shape.ts";
import type { LiteralSearch } from "../search/literal.ts";
import { MAX_EXAMINED_UNINDEXED } from "../search/planner.ts";
import type { RenderContext } from "./cached-ticket.ts";
import { checkIds, type Query, refuseWrong, type TicketFilter, ticketFilter } from "./filters.ts";
import type { Tally } from "./tally.ts";
import type { TicketCache } from "./ticket-cache.ts";
import { TICKET_FIELDS } from "./ticket-json.ts";

/** The services that ticket operations need. */
export interface TicketDesk {
  ticketCache: TicketCache;
  tally: Tally;
  addresses: AddressSettings;
}

const column = (name: string, type: string) => ({ expression: `t.${name}`, type });
const SORTABLE = {
  created_at: column("created_at", "timestamptz"),
  priority: column("priority", "ticket_priority"),
  status: column("status", "ticket_status"),
  due_date: column("due_date", "timestamptz"),
};
const NEWEST: SortKey[] = [
  { ...SORTABLE.created_at, descending: true },
  { ...column("id", "uuid"), descending: false },
];
const LAST_DELETED: SortKey[] = [{ ...column("deleted_at", "timestamptz"), descending: true }, ...NEWEST.slice(1)];

interface Page {
  marks: [id: string, version: number, keys: (string | null)[]][];
  namesVersion: number;
  count: number | null;
}

/** The request for a list: the trash or the other tickets, for whom, and the format of the response. */
export interface TicketListRequest {
  db: Db;
  actor: Actor;
  query: Query;
  inTrash: boolean;
  /** The base of the links to other pages. */
  url: URL;
  context: RenderContext;
}

/** A page of tickets with all their fields. It costs the same whatever the number of tickets. */
export async function listTickets(
  desk: TicketDesk,
  { db, actor, query, inTrash, url, context }: TicketListRequest,
): Promise<Buffer | Readable> {
  const filter = ticketFilter(inTrash ? {} : query, actor);
  await refuseWrong(db, filter);
  await filter.search?.findCompanies(db);
  const paging = pagingOf(query);
  const keys = inTrash ? LAST_DELETED : sortKeys(query.ordering, SORTABLE, [], NEWEST);
  const { page, count } = await readingFrom(paging, () => readPage(db, desk, filter, paging, keys, inTrash));
  if (page.marks.length === 0) await checkIds(db, filter.ids);
  const isBack = paging.kind === "cursor" && (paging.after?.back ?? false);
  const hasMore = page.marks.length > paging.size;
  const marks = page.marks.slice(0, paging.size);
  if (isBack) marks.reverse();
  const fields = wantedFields(query, TICKET_FIELDS);
  const rows = fields
    ? await desk.ticketCache.answerFields(
        db,
        marks.map(([id]) => id),
        fields,
        context,
      )
    : await desk.ticketCache.answer(
        db,
        marks.map(([id, version]) => ({ id, version, namesVersion: page.namesVersion })),
        context,
      );
  return envelope(url, paging, {
    count,
    rows,
    keys: marks.map(([, , each]) => each),
    hasMore,
  });
}

async function readPage(
  db: Db,
  desk: TicketDesk,
  filter: TicketFilter,
  paging: Paging,
  keys: SortKey[],
  inTrash: boolean,
) {
  const needsTally = paging.kind !== "cursor" && !inTrash && filter.tally !== null;
  let total: number | null = null;
  if (paging.kind === "page" && paging.page === "last")
    total = needsTally ? (await desk.tally.counts(db)).count(filter.tally!) : await countRows(db, filter, inTrash);
  const pageRequest = { filter, paging, keys, inTrash, needsTally, total };
  if (needsTally) {
    const { row, counts } = await desk.tally.readWithCounts<Page>(
      db,
      (columns, sql) => `${pageStatement(pageRequest, sql)}, ${columns}`,
    );
    return { page: row, count: counts.count(filter.tally!) };
  }
  const newest = await readNewest(db, pageRequest);
  if (newest) return { page: newest, count: paging.kind === "cursor" ? 0 : await countMatches(db, filter.search!) };
  const sql = parameters();
  const [page] = await ask<Page>(db, pageStatement(pageRequest, sql), sql.values, sql);
  return { page: page!, count: page!.count ?? 0 };
}

interface Wanted {
  filter: TicketFilter;
  paging: Paging;
  keys: SortKey[];
  inTrash: boolean;
  needsTally: boolean;
  /** The number of tickets, for the last page; null if it is not needed. */
  total: number | null;
}

/**
 * A page of a search that no index answers, such as one letter, from the newest tickets; null if they do not fill it, or
 * for another search. The list of all matches, which is not needed then, takes PostgreSQL 0.3 s at 1,000,000 tickets.
 */
async function readNewest(db: Db, { filter, paging, keys, inTrash }: Wanted): Promise<Page | null> {
  const isNewest = !inTrash && orderBy(keys) === orderBy(NEWEST);
  if (!filter.search?.isUnindexed || !filter.isSearchOnly || !isNewest) return null;
  const isCursor = paging.kind === "cursor";
  const offset = isCursor ? 0 : offsetOfPage(paging, () => Number.POSITIVE_INFINITY);
  const size = paging.size + (isCursor ? 1 : 0);
  if (offset + size > MAX_EXAMINED_UNINDEXED) return null;
  const sql = parameters();
  const after = isCursor && paging.after ? ` and ${afterPosition(keys, paging.after, sql)}` : "";
  const order = orderBy(keys, isCursor && (paging.after?.back ?? false));
  const text = `select coalesce(json_agg(json_build_array(p.id, p.version, p.keys)), '[]') as marks,
      (select n from name_epoch) as "namesVersion"
    from (
      select t.id, t.version, ${isCursor ? keyColumns(keys) : "null::text[]"} as keys
      from (
        select *
        from tickets t
        where t.deleted_at is null${after}
        order by ${order}
        limit ${MAX_EXAMINED_UNINDEXED}) t
      where ${filter.search.where(sql)}
      order by ${order}
      limit ${sql.add(size)}::int offset ${sql.add(offset)}::int) p`;
  const [page] = await ask<Page>(db, text, sql.values, sql);
  return page!.marks.length === size ? page! : null;
}

async function countMatches(db: Db, search: LiteralSearch): Promise<number> {
  const sql = parameters();
  const text = `select count(*)::int as n from (${search.find(sql)}) x`;
  return (await ask<{ n: number }>(db, text, sql.values, sql))[0]!.n;
}

function pageStatement(pageRequest: Wanted, sql: Parameters): string {
  const { filter, paging, keys, inTrash, needsTally, total } = pageRequest;
  const { with: searchCte, source, isOfTexts } = sourceOf(filter, keys, inTrash, sql);
  const isCursor = paging.kind === "cursor";
  const after = isCursor && paging.after ? ` and ${afterPosition(keys, paging.after, sql)}` : "";
  const isReversed = isCursor && (paging.after?.back ?? false);
  const offset = isCursor ? 0 : offsetOfPage(paging, () => total ?? 0);
  const order = orderBy(keys, isReversed);
  const rows = `select t.id${isOfTexts ? "" : ", t.version"}, ${isCursor ? keyColumns(keys) : "null::text[]"} as keys
    from ${source}${after}
    order by ${order} limit ${sql.add(paging.size + (isCursor ? 1 : 0))}::int offset ${sql.add(offset)}::bigint`;
  const countSql = isCursor || needsTally ? "null::int" : `(select count(*)::int from ${source})`;
  const version = isOfTexts ? "(select version from tickets where id = p.id)" : "p.version";
  return `${searchCte}select (select coalesce(json_agg(json_build_array(p.id, ${version}, p.keys)), '[]')
    from (${rows}) p) as marks,
    (select n from name_epoch) as "namesVersion", ${countSql} as count`;
}

interface Source {
  with: string;
  source: string;
  /** Whether its rows are those of the texts, which have no version. */
  isOfTexts: boolean;
}

const IN_TEXTS = new Set(["t.created_at", "t.id"]);

// The search runs once, for the page and its count. Otherwise PostgreSQL might read all tickets from the newest on
// until it has found twenty with a rare word.
function sourceOf(filter: TicketFilter, keys: readonly SortKey[], inTrash: boolean, sql: Parameters): Source {
  const where = () => `t.deleted_at is ${inTrash ? "not null" : "null"}${filter.where(sql)}`;
  if (!filter.search) return { with: "", source: `tickets t where ${where()}`, isOfTexts: false };
  const isOfTexts = filter.isSearchOnly && keys.every(({ expression }) => IN_TEXTS.has(expression));
  const columns = ["id", "version", ...Object.keys(SORTABLE)].map((name) => `t.${name}`).join(", ");
  const matching = isOfTexts ? filter.search.find(sql) : `select ${columns} from tickets t where ${where()}`;
  return { with: `with found as materialized (${matching})\n`, source: "found t where true", isOfTexts };
}

async function countRows(db: Db, filter: TicketFilter, inTrash: boolean): Promise<number> {
  const sql = parameters();
  const [row] = await ask<{ n: number }>(
    db,
    `select count(*)::int as n
     from tickets t
     where t.deleted_at is ${inTrash ? "not null" : "null"}${filter.where(sql)}`,
    sql.values,
    sql,
  );
  return row!.n;
}
