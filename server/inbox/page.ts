import { behind, keyColumns, orderBy, type SortKey } from "../platform/paging.ts";
import type { Parameters } from "../platform/parameters.ts";
import { fullName } from "../users/names.ts";
import type { InboxFilter } from "./filter.ts";

export const LAST_ACTIVITY = "a.at";
export const COMPANY_NAME = "co.name";
export const ASSIGNEE_NAME = fullName("u");

// what an ordering needs beside the tickets
const JOINS: Record<string, string> = {
  [LAST_ACTIVITY]: "join ticket_activity a on a.ticket = t.id",
  [COMPANY_NAME]: "left join companies co on co.id = t.company",
  [ASSIGNEE_NAME]: "left join users u on u.id = t.assigned_to",
};
const joins = (keys: readonly SortKey[], known = JOINS) =>
  keys.map(({ expression }) => known[expression] ?? "").join(" ");

interface Page {
  filter: InboxFilter;
  keys: readonly SortKey[];
  /** The sort keys of the ticket that the page lies behind, or before if it goes back. */
  after: { back: boolean; keys: (string | null)[] } | null;
  size: number;
}

/** The text of a select of the page's tickets: their ids, sort keys, and order n. */
export function pageQuery(page: Page, sql: Parameters): string {
  const rows = page.keys[0]!.expression === COMPANY_NAME ? byCompany(page, sql) : inOrder(page, sql, joins(page.keys));
  return `select x.id, x.keys, row_number() over () as n from (${rows}) x`;
}

function inOrder({ filter, keys, after, size }: Page, sql: Parameters, from: string, where = ""): string {
  const isBack = after?.back ?? false;
  // the limit stands in the text: a plan that is made for any limit sorts all tickets
  return `select t.id, ${keyColumns(keys)} as keys from tickets t ${from}
    where ${filter.where(sql)}${where}${after ? ` and ${behind(keys, after, sql)}` : ""} order by ${orderBy(keys, isBack)} limit ${size}`;
}

// Tickets with a company are found in the order of the index of names, which an outer join could not begin with. Those without
// one come behind them, or before them if the order descends.
function byCompany(page: Page, sql: Parameters): string {
  const { keys, after, size, filter } = page;
  const [first, ...rest] = keys as [SortKey, ...SortKey[]];
  const isUp = first.descending === (after?.back ?? false);
  // a ticket's company is deleted only with the ticket; told, so that the index may lead
  const present = filter.isTrash ? "" : " and co.deleted_at is null";
  const named = { ...JOINS, [COMPANY_NAME]: `join companies co on co.id = t.company${present}` };
  const always = { ...page, keys: [{ ...first, isAlwaysThere: true }, ...rest] };
  const parts = [
    ...(after?.keys[0] === null && isUp ? [] : [inOrder(always, sql, joins(keys, named))]),
    ...(after && after.keys[0] !== null && !isUp ? [] : [inOrder(page, sql, joins(keys), " and t.company is null")]),
  ];
  const numbered = parts.map(
    (part, at) => `select ${at} as part, row_number() over () as i, y.id, y.keys from (${part}) y`,
  );
  return `select z.id, z.keys from (${numbered.join(" union all ")}) z order by z.part${isUp ? "" : " desc"}, z.i limit ${size}`;
}
