import type { Readable } from "node:stream";
import { badRequest, invalidPage } from "../../wire/problems.ts";
import { type Ordering, offsetOf, orderingOf, pageOf, pageSizeOf } from "../../wire/query.ts";
import { type AnswerRow, answerOf, refuseHugePage } from "./large-answers.ts";
import type { Parameters } from "./parameters.ts";

type Query = Record<string, string | undefined>;

export type Paging =
  | { kind: "page"; page: number | "last"; size: number }
  | { kind: "offset"; offset: number; size: number }
  | { kind: "cursor"; after: Position | null; size: number };

/** A place in an ordered list: the sort keys of the entry before it (or after it, when paging back). */
interface Position {
  back: boolean;
  keys: (string | null)[];
}

/** Which of the three ways of paging a request uses. */
export function pagingOf(query: Query): Paging {
  const size = pageSizeOf(query.page_size);
  if (query.cursor !== undefined) return cursorPagingOf(query.cursor, size);
  if (query.page === undefined && query.page_size === undefined && (query.limit || query.offset))
    return { kind: "offset", offset: offsetOf(query.offset), size: pageSizeOf(query.limit) };
  const page = pageOf(query.page);
  if (page === null) throw invalidPage();
  return { kind: "page", page, size };
}

export type CursorPaging = Extract<Paging, { kind: "cursor" }>;

/** Paging by cursor; without one, from the beginning. */
export const cursorPagingOf = (cursor: string | undefined, size: number): CursorPaging => ({
  kind: "cursor",
  after: positionOf(cursor ?? ""),
  size,
});

/** The offset of a page; `last` needs the count. */
export function offsetOfPage(paging: Exclude<Paging, { kind: "cursor" }>, count: () => number): number {
  if (paging.kind === "offset") return paging.offset;
  if (paging.page === "last") return Math.max(0, Math.ceil(count() / paging.size) - 1) * paging.size;
  return (paging.page - 1) * paging.size;
}

function positionOf(cursor: string): Position | null {
  if (cursor === "") return null;
  try {
    const [back, ...keys] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as [number, ...(string | null)[]];
    const isSound =
      (back === 0 || back === 1) &&
      keys.every((key) => key === null || (typeof key === "string" && !key.includes("\0")));
    if (isSound && keys.length > 0) return { back: back === 1, keys };
  } catch {
    // reported below
  }
  throw badRequest("Invalid cursor.");
}

/** Reads a page. An invented cursor, whose keys are not times or IDs, returns 400. */
export async function readingFrom<T>(paging: Paging, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    // class 22 of PostgreSQL's errors: a value that does not fit its type
    if (paging.kind === "cursor" && String((error as { code?: unknown }).code).startsWith("22"))
      throw badRequest("Invalid cursor.");
    throw error;
  }
}

const cursorOf = (keys: (string | null)[], back: boolean) =>
  Buffer.from(JSON.stringify([back ? 1 : 0, ...keys])).toString("base64url");

export interface SortKey {
  expression: string;
  type: string;
  descending: boolean;
  /** Never null: an index can be entered at a place in it from both sides. */
  isAlwaysThere?: boolean;
}

/** Columns that lists are sorted by, in the table with this alias. */
export const sortColumns =
  (alias: string) =>
  (column: string, type = "text"): Omit<SortKey, "descending"> => ({ expression: `${alias}.${column}`, type });

/** Newest first, and by ID if times are equal. */
export const newestFirst = (alias: string, time = "created_at"): SortKey[] => [
  { ...sortColumns(alias)(time, "timestamptz"), descending: true },
  { ...sortColumns(alias)("id", "uuid"), descending: false },
];

/** The sort keys of a list: the requested ones or its own, completed so that the order is total. */
export function sortKeys(
  text: string | undefined,
  available: Record<string, Omit<SortKey, "descending">>,
  own: readonly SortKey[],
  end: readonly SortKey[],
): SortKey[] {
  const requestedKeys = orderingOf(text, Object.keys(available)).map(({ name, descending }: Ordering) => ({
    ...available[name]!,
    descending,
  }));
  const keys = [...(requestedKeys.length > 0 ? requestedKeys : own), ...end];
  return keys.filter((key, at) => keys.findIndex((other) => other.expression === key.expression) === at);
}

export const orderBy = (keys: readonly SortKey[], isReversed = false): string =>
  keys.map(({ expression, descending }) => `${expression} ${descending !== isReversed ? "desc" : "asc"}`).join(", ");

/** The condition on rows after a position, in the order of the keys (nulls come last). */
export function afterPosition(keys: readonly SortKey[], { back, keys: values }: Position, sql: Parameters): string {
  if (values.length !== keys.length) throw badRequest("Invalid cursor.");
  const places = keys.map((key, at) => (values[at] === null ? null : `${sql.add(values[at])}::${key.type}`));
  const ways = keys.map((key, at) => {
    const same = keys
      .slice(0, at)
      .map((other, i) => (places[i] === null ? `${other.expression} is null` : `${other.expression} = ${places[i]}`));
    const isUp = key.descending === back;
    const position = places[at];
    const further =
      position === null
        ? isUp
          ? "false"
          : `${key.expression} is not null`
        : isUp
          ? `(${key.expression} > ${position} or ${key.expression} is null)`
          : `${key.expression} < ${position}`;
    return `(${[...same, further].join(" and ")})`;
  });
  return `(${entrance(keys[0]!, places[0]!, back)}(${ways.join(" or ")}))`;
}

// Redundant, but lets PostgreSQL enter the index of the first key at the position instead of walking from its
// beginning.
function entrance({ expression, descending, isAlwaysThere }: SortKey, position: string | null, back: boolean): string {
  if (position === null) return "";
  if (descending !== back) return `${expression} <= ${position} and `;
  return isAlwaysThere ? `${expression} >= ${position} and ` : "";
}

/** The sort keys of a row as texts, to make cursors of. */
export const keyColumns = (keys: readonly SortKey[]): string =>
  `array[${keys.map(({ expression }) => `${expression}::text`).join(", ")}]`;

export interface PageRows {
  count: number;
  rows: readonly AnswerRow[];
  /** Only for pages by cursor. */
  keys?: readonly (string | null)[][];
  hasMore?: boolean;
}

/** The response of a list: its rows, and links to the pages before and after. */
export function envelope(url: URL, paging: Paging, cluster: PageRows): Buffer | Readable {
  if (paging.kind === "cursor") return wrapRows({ ...cursorLinks(url, paging, cluster) }, cluster.rows);
  const { next, previous } =
    paging.kind === "page" ? pageLinks(url, paging, cluster.count) : offsetLinks(url, paging, cluster.count);
  return wrapRows({ count: cluster.count, next, previous }, cluster.rows);
}

const [COMMA, END] = [Buffer.from(","), Buffer.from("]}")];

// Copied once: a page has tens of kilobytes, and small pieces of it would take up most of a busy server's memory.
function wrapRows(head: object, rows: readonly AnswerRow[]): Buffer | Readable {
  refuseHugePage(rows);
  const pieces: AnswerRow[] = [`${JSON.stringify(head).slice(0, -1)},"results":[`];
  for (const [at, row] of rows.entries()) {
    if (at > 0) pieces.push(COMMA);
    pieces.push(row);
  }
  pieces.push(END);
  return answerOf(pieces);
}

function pageLinks(url: URL, { page, size }: { page: number | "last"; size: number }, count: number) {
  const pages = Math.max(1, Math.ceil(count / size));
  const at = page === "last" ? pages : page;
  if (at > pages) throw invalidPage();
  const to = (number: number) => link(url, { page: number === 1 ? null : String(number) });
  return { next: at < pages ? to(at + 1) : null, previous: at > 1 ? to(at - 1) : null };
}

function offsetLinks(url: URL, { offset, size }: { offset: number; size: number }, count: number) {
  const to = (start: number) => link(url, { limit: String(size), offset: start > 0 ? String(start) : null });
  return {
    next: offset + size < count ? to(offset + size) : null,
    previous: offset > 0 ? to(Math.max(0, offset - size)) : null,
  };
}

function cursorLinks(url: URL, { after }: { after: Position | null }, { keys = [], hasMore = false }: PageRows) {
  const to = (at: (string | null)[] | undefined, back: boolean) =>
    at ? link(url, { cursor: cursorOf(at, back) }) : null;
  const isBack = after?.back ?? false;
  return {
    next: isBack || hasMore ? to(keys.at(-1), false) : null,
    previous: after && (!isBack || hasMore) ? to(keys[0], true) : null,
  };
}

// as the Django backend writes them: sorted by name, spaces as +, and unescaped characters as in Python
function link(url: URL, changes: Record<string, string | null>): string {
  const pairs = [...url.searchParams].filter(([name]) => !(name in changes));
  for (const [name, value] of Object.entries(changes)) if (value !== null) pairs.push([name, value]);
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const query = new URLSearchParams(pairs).toString().replaceAll("%7E", "~").replaceAll("*", "%2A");
  return url.origin + url.pathname + (query && `?${query}`);
}
