import { mapFields } from "../../wire/ticket-fields.ts";
import { type Db, query } from "../platform/database.ts";
import {
  afterPosition,
  keyColumns,
  newestFirst,
  offsetOfPage,
  orderBy,
  type Paging,
  type SortKey,
  sortColumns,
} from "../platform/paging.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import type { LiteralSearch } from "../search/literal.ts";
import { planNewest } from "../search/planner.ts";
import { SQL_TYPES } from "./field-columns.ts";
import type { TicketFilter } from "./filters.ts";
import type { Tally, TallyFilter } from "./tally.ts";

// Reads a page of a list of tickets in one statement: which tickets are on it, and how many there are in all. Their JSON
// comes from the cache. The number comes from
//
// - the tally, if it knows the filter;
// - the rows otherwise, which the statement counts;
// - nowhere if the list is paged by cursor.

/** The tickets of a page. */
export interface TicketPage {
  /** One more than requested if it is paged by cursor and there are more. */
  marks: [id: string, version: number, keys: (string | null)[]][];
  namesVersion: number;
  /** The number of tickets in the whole list; 0 if it is paged by cursor. */
  count: number;
}

/** The page that a caller wants. */
export interface PageRequest {
  filter: TicketFilter;
  /** Whether it lists the trash, or the other tickets. */
  inTrash: boolean;
  paging: Paging;
  keys: readonly SortKey[];
}

const column = sortColumns("t");
export const SORT_COLUMNS = {
  created_at: column("created_at", "timestamptz"),
  ...mapFields(
    (_, name) => column(name, SQL_TYPES[name]),
    ({ isListOrdering = false }) => isListOrdering,
  ),
};

export async function readTicketPage(db: Db, tally: Tally, request: PageRequest): Promise<TicketPage> {
  const { filter, inTrash, paging } = request;
  if (filter.tally && !inTrash && paging.kind !== "cursor") return readWithTally(db, tally, request, filter.tally);
  return (await readNewest(db, request)) ?? readWithCount(db, request);
}

async function readWithTally(db: Db, tally: Tally, request: PageRequest, filter: TallyFilter): Promise<TicketPage> {
  const offset = await offsetOf(request.paging, async () => (await tally.counts(db)).count(filter));
  const { row, counts } = await tally.readWithCounts<TicketPage>(
    db,
    (columns, sql) => `${pageStatement(request, offset, false, sql)}, ${columns}`,
  );
  return { ...row, count: counts.count(filter) };
}

async function readWithCount(db: Db, request: PageRequest): Promise<TicketPage> {
  const offset = await offsetOf(request.paging, () => countRows(db, request));
  const sql = parameters();
  const text = pageStatement(request, offset, request.paging.kind !== "cursor", sql);
  const [page] = await query<TicketPage>(db, text, sql.values, sql);
  return { ...page!, count: page!.count ?? 0 };
}

/** The number of tickets before the page. The last page needs the number of all tickets. */
async function offsetOf(paging: Paging, countAll: () => Promise<number>): Promise<number> {
  if (paging.kind === "cursor") return 0;
  const count = paging.kind === "page" && paging.page === "last" ? await countAll() : 0;
  return offsetOfPage(paging, () => count);
}

const isIn = (inTrash: boolean) => `t.deleted_at is ${inTrash ? "not null" : "null"}`;

async function countRows(db: Db, { filter, inTrash }: PageRequest): Promise<number> {
  const sql = parameters();
  const text = `
    select count(*)::int as n
    from tickets t
    where ${isIn(inTrash)}${filter.where(sql)}`;
  const [row] = await query<{ n: number }>(db, text, sql.values, sql);
  return row!.n;
}

/** The statement that reads a page. `isCounted`: it also counts the rows of the list. */
function pageStatement(request: PageRequest, offset: number, isCounted: boolean, sql: Parameters): string {
  const { searchCte, source, isOfTexts } = sourceOf(request, sql);
  const { keys, after, order, limit } = pagePosition(request, sql);
  const rows = `
    select t.id${isOfTexts ? "" : ", t.version"}, ${keys} as keys
    from ${source}${after}
    order by ${order}
    limit ${sql.add(limit)}::int
    offset ${sql.add(offset)}::bigint`;
  const version = isOfTexts ? "(select version from tickets where id = p.id)" : "p.version";
  return `${searchCte}
    select
      (select coalesce(json_agg(json_build_array(p.id, ${version}, p.keys)), '[]')
       from (${rows}) p) as marks,
      (select n from name_epoch) as "namesVersion",
      ${isCounted ? `(select count(*)::int from ${source})` : "null::int"} as count`;
}

/** Where the page is in the list. By cursor, it begins after a ticket, and one more ticket says whether others follow. */
function pagePosition({ paging, keys }: PageRequest, sql: Parameters) {
  if (paging.kind !== "cursor") return { keys: "null::text[]", after: "", order: orderBy(keys), limit: paging.size };
  const { after, size } = paging;
  return {
    keys: keyColumns(keys),
    after: after ? ` and ${afterPosition(keys, after, sql)}` : "",
    order: orderBy(keys, after?.back ?? false),
    limit: size + 1,
  };
}

interface Source {
  /** The search, which precedes the statement. */
  searchCte: string;
  /** Rows named t and their conditions, for a statement's `from`. */
  source: string;
  /** Whether the rows are those of the texts, which have no version. */
  isOfTexts: boolean;
}

const COLUMNS_OF_TEXTS = new Set(["t.created_at", "t.id"]);
const COLUMNS = ["id", "version", ...Object.keys(SORT_COLUMNS)].map((name) => `t.${name}`).join(", ");

/**
 * The tickets of the list. A search runs once, for the page and its count. Otherwise PostgreSQL might read all tickets
 * from the newest on until it has found twenty with a rare word.
 */
function sourceOf({ filter, inTrash, keys }: PageRequest, sql: Parameters): Source {
  const where = () => `${isIn(inTrash)}${filter.where(sql)}`;
  if (!filter.search) return { searchCte: "", source: `tickets t where ${where()}`, isOfTexts: false };
  const isOfTexts = filter.isSearchOnly && keys.every(({ expression }) => COLUMNS_OF_TEXTS.has(expression));
  const matches = isOfTexts ? filter.search.find(sql) : `select ${COLUMNS} from tickets t where ${where()}`;
  return { searchCte: `with matches as materialized (${matches})`, source: "matches t where true", isOfTexts };
}

const NEWEST_FIRST = orderBy(newestFirst("t"));

/**
 * A page of a search that no index answers, such as one letter, from the newest tickets; null if they do not fill it, or
 * for another search. The list of all matches, which is not needed then, takes PostgreSQL 0.3 s at 1,000,000 tickets.
 */
async function readNewest(db: Db, request: PageRequest): Promise<TicketPage | null> {
  const { filter, paging, inTrash } = request;
  const isNewestFirst = !inTrash && orderBy(request.keys) === NEWEST_FIRST;
  if (!filter.search || !filter.isSearchOnly || !isNewestFirst) return null;
  const sql = parameters();
  const { keys, after, order, limit } = pagePosition(request, sql);
  const offset = paging.kind === "cursor" ? 0 : offsetOfPage(paging, () => Number.POSITIVE_INFINITY);
  const attempt = planNewest(filter.search, offset + limit);
  if (!attempt) return null;
  const text = `
    select
      coalesce(json_agg(json_build_array(p.id, p.version, p.keys)), '[]') as marks,
      (select n from name_epoch) as "namesVersion"
    from (
      select t.id, t.version, ${keys} as keys
      from (
        select *
        from tickets t
        where t.deleted_at is null${after}
        order by ${order}
        limit ${attempt.examine}) t
      where ${attempt.check(sql)}
      order by ${order}
      limit ${sql.add(limit)}::int
      offset ${sql.add(offset)}::int) p`;
  const [page] = await query<TicketPage>(db, text, sql.values, sql);
  if (page!.marks.length < limit) return null;
  return { ...page!, count: paging.kind === "cursor" ? 0 : await countMatches(db, filter.search) };
}

async function countMatches(db: Db, search: LiteralSearch): Promise<number> {
  const sql = parameters();
  const text = `select count(*)::int as n from (${search.find(sql)}) x`;
  return (await query<{ n: number }>(db, text, sql.values, sql))[0]!.n;
}
