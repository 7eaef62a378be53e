import { afterPosition, orderBy, type SortKey } from "../platform/paging.ts";
import type { Parameters } from "../platform/parameters.ts";
import type { Condition } from "../search/planner.ts";
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
  /** Null: all. */
  size: number | null;
}

/** The text of a select of the page's tickets: their ids, sort keys, and order n. */
export function pageQuery(page: Page, sql: Parameters): string {
  const { check } = page.attempt;
  const rows = check ? checkRows(page, check, orderedRows({ ...page, size: null }, sql), sql) : orderedRows(page, sql);
  return `select x.id, ${keysOf(page)} as keys, row_number() over () as n from (${rows}) x`;
}

/**
 * The same for a page whose first `examine` tickets are examined. If they do not fill the page, a last row without an ID has
 * the sort keys of the last examined ticket and the number of examined ones.
 */
export function examineQuery(page: Page, examine: number, sql: Parameters): string {
  const check = page.attempt.check ?? (() => "true");
  return `with examined as materialized (
      select z.*, row_number() over () as n
      from (${orderedRows({ ...page, size: examine }, sql)}) z),
    page as materialized (${checkRows(page, check, "select * from examined", sql)})
    select x.id, ${keysOf(page)} as keys, x.n::int from page x
    union all
    (select null, ${keysOf(page)}, x.n::int
     from examined x
     where (select count(*) from page) < ${page.size}
     order by x.n desc
     limit 1)`;
}

const keysOf = ({ keys }: Page) => `array[${keys.map((_, at) => `x.key${at}::text`).join(", ")}]`;

/** A statement that counts the tickets that an attempt has to examine, up to one more than the limit. */
export const countToExamine = (page: Page, examine: number, sql: Parameters): string =>
  `select count(*)::int as n from (${orderedRows({ ...page, size: examine + 1 }, sql)}) x`;

// lateral: the order of the examined tickets is kept, and no more are read than the page needs
const checkRows = (page: Page, check: Condition, rows: string, sql: Parameters) =>
  `select y.* from (${rows}) y
    cross
    join lateral (select * from tickets where id = y.id offset 0) t
    where ${check(sql)} ${limit(page.size)}`;

const orderedRows = (page: Page, sql: Parameters) =>
  PARTED[page.keys[0]!.expression]?.(page, sql) ?? inOrder(page, sql, joins(page.keys));

// null: no limit; the order stays if a limit follows outside
const limit = (size: number | null) => (size === null ? "" : `limit ${size}`);

function inOrder({ attempt, keys, after, size }: Page, sql: Parameters, from: string, more = ""): string {
  const isBack = after?.back ?? false;
  // as stored: converting them to text costs more than sorting, and only the page needs the text
  const columns = keys.map(({ expression }, at) => `${expression} as key${at}`);
  // part of the text, because a plan for an unknown limit would sort all tickets
  return `select t.id, ${columns.join(", ")} from tickets t ${from}
    where ${attempt.where(sql)}${more}${after ? ` and ${afterPosition(keys, after, sql)}` : ""}
    order by ${orderBy(keys, isBack)} ${limit(size)}`;
}

/** The parts of a list whose first key may be missing: rows with the key, in the order of its index, and rows without it. */
interface Parts {
  with(keys: readonly SortKey[]): string;
  without(): string;
}

// Finds tickets with a company in the order of the index on names, which an outer join could not use. Tickets without a
// company come last, or first in descending order.
function byCompany(page: Page, sql: Parameters): string {
  // the tickets of a deleted company are deleted, too; this condition only lets PostgreSQL start with the index
  const present = page.isTrash ? "" : " and co.deleted_at is null";
  const allJoins = { ...JOINS, [COMPANY_NAME]: `join companies co on co.id = t.company${present}` };
  return inParts(page, {
    with: (keys) => inOrder({ ...page, keys }, sql, joins(page.keys, allJoins)),
    without: () => inOrder(page, sql, joins(page.keys), " and t.company is null"),
  });
}

// most tickets have no running clock, so an index holds only those that have one
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
  const numberedParts = parts.map(
    (part, at) => `select ${at} as part, row_number() over () as i, y.* from (${part}) y`,
  );
  return `select z.*
    from (${numberedParts.join(" union all ")}) z
    order by z.part${isUp ? "" : " desc"}, z.i ${limit(size)}`;
}
