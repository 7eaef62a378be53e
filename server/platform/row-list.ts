import type { Readable } from "node:stream";
import { RELEVANCE } from "../../wire/lists.ts";
import { anywhere, orderingOf } from "../../wire/query.ts";
import type { Actor } from "./actor.ts";
import { type AddressSettings, urlOf } from "./addresses.ts";
import { type Db, query } from "./database.ts";
import type { RequestContext } from "./front-door.ts";
import { type AnswerRow, MAX_SMALL_BYTES } from "./large-answers.ts";
import {
  afterPosition,
  envelope,
  keyColumns,
  offsetOfPage,
  orderBy,
  pagingOf,
  readingFrom,
  type SortKey,
  sortKeys,
} from "./paging.ts";
import { type Parameters, parameters } from "./parameters.ts";
import { wantedFields } from "./shape.ts";

/** The reader of rows, and the parameters of the URL: ordering, fields, paging. */
export interface RowQuery {
  query: Record<string, string | undefined>;
  actor?: Actor;
}

/** How the rows of a feature are listed and shown. */
export interface RowView {
  from: string;
  /** The fields of the response in their order, each with its SQL expression. */
  columns: Record<string, string>;
  /** The names that ?ordering= may use, with the PostgreSQL type of the expression. */
  sortable: Record<string, { expression: string; type: string }>;
  /** The order if the request names none; `end` follows. */
  order: readonly SortKey[];
  /** The name of a row, for `ordering=relevance`: rows whose name begins with the search come first, then by name. */
  name?: string;
  /** The end of every ordering, which makes it total. */
  end: readonly SortKey[];
  /** Completes a row's JSON text for the response; by default it does not change. */
  finish?: (json: string, isOwn: boolean) => string;
  /** SQL for the number of bytes in texts that can be large; without it, none can. */
  size?: string;
  /** SQL for the ID of the user who owns the row; read even if the response does not include it. */
  owner?: string;
}

const jsonOf = ({ columns }: RowView, fields: readonly string[] | null) =>
  `(select row_to_json(x)::text from (select ${Object.entries(columns)
    .filter(([name]) => fields === null || fields.includes(name))
    .map(([name, expression]) => `${expression} as ${name}`)
    .join(", ")}) x)`;

const smallJsonOf = (view: RowView, fields: readonly string[] | null) =>
  view.size ? `case when ${view.size} <= ${MAX_SMALL_BYTES} then ${jsonOf(view, fields)} end` : jsonOf(view, fields);

interface ListedRow {
  id: string;
  /** Null if the row is large. */
  json: string | null;
  size: number;
  owner: string | null;
}

function toRow(db: Db, view: RowView, { id, json, size, owner }: ListedRow, request: RowQuery): AnswerRow {
  if (json !== null) return finishJson(view, { json, owner }, request);
  const read = async function* () {
    // if the row was deleted in the meantime, only its ID is left
    yield (await showRow(db, view, request, id)) ?? JSON.stringify({ id });
  };
  return { size, read };
}

export type Conditions = (sql: Parameters) => string[];

/** A page of a feature's rows, in any of the three ways of paging. */
export async function listRows(
  db: Db,
  view: RowView,
  request: RequestContext,
  addresses: AddressSettings,
  conditions: Conditions,
): Promise<Buffer | Readable> {
  const params = request.query;
  const paging = pagingOf(params);
  const sql = parameters();
  const where = ["true", ...conditions(sql)].join(" and ");
  const counting = [...sql.values];
  const keys = keysOf(view, params, sql);
  const countRows = async () =>
    (await query<{ n: number }>(db, `select count(*)::int as n from ${view.from} where ${where}`, counting))[0]!.n;
  const isCursor = paging.kind === "cursor";
  const count = isCursor ? 0 : await countRows();
  const after = isCursor && paging.after ? ` and ${afterPosition(keys, paging.after, sql)}` : "";
  const isBack = isCursor && (paging.after?.back ?? false);
  const rows = await readingFrom(paging, () =>
    query<ListedRow & { keys: (string | null)[] }>(
      db,
      `select ${smallJsonOf(view, wantedFields(params, Object.keys(view.columns)))} as json,
        ${view.owner ?? "null"} as owner,
       ${view.size ? `${view.size} as size, ${view.columns.id}` : "0 as size, null"} as id,
       ${isCursor ? keyColumns(keys) : "null"} as keys
     from ${view.from} where ${where}${after} order by ${orderBy(keys, isBack)}
     limit ${sql.add(paging.size + (isCursor ? 1 : 0))}::int offset ${sql.add(isCursor ? 0 : offsetOfPage(paging, () => count))}::bigint`,
      sql.values,
    ),
  );
  const hasMore = rows.length > paging.size;
  const pageRows = rows.slice(0, paging.size);
  if (isBack) pageRows.reverse();
  return envelope(urlOf(request.request, addresses), paging, {
    count,
    hasMore,
    rows: pageRows.map((row) => toRow(db, view, row, request)),
    keys: pageRows.map((row) => row.keys),
  });
}

const finishJson = (
  { finish }: RowView,
  { json, owner }: { json: string; owner: string | null },
  request: RowQuery,
): string => finish?.(json, owner !== null && owner === request.actor?.id) ?? json;

function keysOf({ name, sortable, order, end }: RowView, query: RowQuery["query"], sql: Parameters): SortKey[] {
  if (!name || orderingOf(query.ordering, [RELEVANCE]).length === 0)
    return sortKeys(query.ordering, sortable, order, end);
  // relevance compares the text as it was typed
  const beginning = sql.add(anywhere((query.search ?? "").trim().toWellFormed()).slice(1));
  const best = { expression: `(${name} not ilike ${beginning})`, type: "boolean", descending: false };
  return [best, { expression: name, type: "text", descending: false }, ...end];
}

/** One row as JSON text, or null. */
export async function showRow(
  db: Db,
  view: RowView,
  request: RowQuery,
  id: string,
  conditions: Conditions = () => [],
): Promise<string | null> {
  const sql = parameters();
  const key = view.columns.id!;
  const where = [`${key} = ${sql.add(id)}`, ...conditions(sql)].join(" and ");
  const fields = wantedFields(request.query, Object.keys(view.columns));
  const [row] = await query<{ json: string; owner: string | null }>(
    db,
    `select ${jsonOf(view, fields)} as json, ${view.owner ?? "null"} as owner from ${view.from} where ${where}`,
    sql.values,
  );
  return row ? finishJson(view, row, request) : null;
}
