import { behind, keyColumns, orderBy, type SortKey } from "../platform/paging.ts";
import type { Parameters } from "../platform/parameters.ts";
import { fullName } from "../users/names.ts";
import type { InboxAttempt } from "./filter.ts";

export const LAST_ACTIVITY = "a.at";
export const COMPANY_NAME = "co.name";
export const ASSIGNEE_NAME = fullName("u");
export const SLA_DUE = "sa.sla_due_at";

// the joins that an ordering needs
const JOINS: Record<string, string> = {
  [LAST_ACTIVITY]: "join ticket_activity a on a.ticket = t.id",
  [COMPANY_NAME]: "left join companies co on co.id = t.company",
  [ASSIGNEE_NAME]: "left join users u on u.id = t.assigned_to",
  [SLA_DUE]: "join ticket_activity sa on sa.ticket = t.id",
};
const joins = (keys: readonly SortKey[], joins = JOINS) =>
  keys.map(({ expression }) => joins[expression] ?? "").join(" ");

export interface Page {
  attempt: InboxAttempt;
  isTrash: boolean;
  keys: readonly SortKey[];
  /** The sort keys of the ticket before the page, or after it when paging back. */
  after: { back: boolean; keys: (string | null)[] } | null;
  size: number;
}

/** The text of a select of the page's tickets: their ids, sort keys, and order n. */
export function pageQuery(page: Page, sql: Parameters): string {
  const rows = page.attempt.examine === null ? ordered(page, sql) : examined(page, page.attempt.examine, sql);
  return `select x.id, x.keys, row_number() over () as n from (${rows}) x`;
}

/** The statement that counts the tickets that an attempt has to examine, up to one more than the limit. */
export const countToExamine = (page: Page, examine: number, sql: Parameters): string =>
  `select count(*)::int as n from (${ordered({ ...page, size: examine + 1 }, sql)}) x`;

// lateral: the order of the examined tickets is kept, and no more are read than the page needs
const examined = (page: Page, examine: number, sql: Parameters) =>
  `select t.id, y.keys from (${ordered({ ...page, size: examine }, sql)}) y
    cross
    join lateral (select * from tickets where id = y.id offset 0) t
    where ${page.attempt.search(sql)} limit ${page.size}`;

const ordered = (page: Page, sql: Parameters) =>
  PARTED[page.keys[0]!.expression]?.(page, sql) ?? inOrder(page, sql, joins(page.keys));

function inOrder({ attempt, keys, after, size }: Page, sql: Parameters, from: string, more = ""): string {
  const isBack = after?.back ?? false;
  const where = `${attempt.where(sql)}${attempt.examine === null ? ` and ${attempt.search(sql)}` : ""}`;
  // the limit is part of the text: a plan for any limit sorts all tickets
  return `select t.id, ${keyColumns(keys)} as keys from tickets t ${from}
    where ${where}${more}${after ? ` and ${behind(keys, after, sql)}` : ""}
    order by ${orderBy(keys, isBack)} limit ${size}`;
}

/** The parts of a list whose first key may be missing: rows with it, in the order of its index, and rows without it. */
interface Parts {
  with(keys: readonly SortKey[]): string;
  without(): string;
}

// Tickets with a company are found in the order of the index of names, which an outer join could not begin with. Those
// without one come after them, or before them in descending order.
function byCompany(page: Page, sql: Parameters): string {
  // a company is deleted only with its tickets; saying so lets the index lead
  const present = page.isTrash ? "" : " and co.deleted_at is null";
  const named = { ...JOINS, [COMPANY_NAME]: `join companies co on co.id = t.company${present}` };
  return inParts(page, {
    with: (keys) => inOrder({ ...page, keys }, sql, joins(page.keys, named)),
    without: () => inOrder(page, sql, joins(page.keys), " and t.company is null"),
  });
}

// most tickets have no running clock: those with one are found by an index of them alone
const bySla = (page: Page, sql: Parameters): string =>
  inParts(page, {
    with: (keys) =>
      inOrder({ ...page, keys }, sql, joins(page.keys), ` and sa.sla_metric is not null and ${SLA_DUE} is not null`),
    without: () => {
      const [first, ...rest] = page.keys as [SortKey, ...SortKey[]];
      const keys = [{ ...first, expression: "null::timestamptz" }, ...rest];
      return inOrder({ ...page, keys }, sql, joins(page.keys), ` and ${SLA_DUE} is null`);
    },
  });

const PARTED: Record<string, (page: Page, sql: Parameters) => string> = { [COMPANY_NAME]: byCompany, [SLA_DUE]: bySla };

function inParts(page: Page, { with: withKey, without }: Parts): string {
  const { keys, after, size } = page;
  const [first, ...rest] = keys as [SortKey, ...SortKey[]];
  const isUp = first.descending === (after?.back ?? false);
  const parts = [
    ...(after?.keys[0] === null && isUp ? [] : [withKey([{ ...first, isAlwaysThere: true }, ...rest])]),
    ...(after && after.keys[0] !== null && !isUp ? [] : [without()]),
  ];
  const numbered = parts.map(
    (part, at) => `select ${at} as part, row_number() over () as i, y.id, y.keys from (${part}) y`,
  );
  return `select z.id, z.keys
    from (${numbered.join(" union all ")}) z
    order by z.part${isUp ? "" : " desc"}, z.i limit ${size}`;
}
