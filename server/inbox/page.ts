import type { Parameters } from "../platform/parameters.ts";
import type { Condition } from "../search/planner.ts";
import { type ListPart, limitTo, selectInOrder } from "./ordered-tickets.ts";

// The statements that find the tickets of a page: their IDs, their sort keys, and their order n. An attempt of a search may
// have a condition that no index answers (`check`). It is checked on one ticket after the other, in the order of the list.

/** All tickets of the attempt, as many as the page has. */
export function pageQuery(list: ListPart, sql: Parameters): string {
  const { check } = list.attempt;
  const tickets = check
    ? selectMatches(list, check, selectInOrder({ ...list, size: null }, sql), sql)
    : selectInOrder(list, sql);
  return `
    select x.id, ${keysOf(list)} as keys, row_number() over () as n
    from (${tickets}) x`;
}

/**
 * The same among the first `examine` tickets. If they do not fill the page, a last row without an ID has the sort keys of
 * the last examined ticket and the number of examined ones.
 */
export function examineQuery(list: ListPart, examine: number, sql: Parameters): string {
  const check = list.attempt.check ?? (() => "true");
  return `
    with examined as materialized (
      select z.*, row_number() over () as n
      from (${selectInOrder({ ...list, size: examine }, sql)}) z),
    page as materialized (${selectMatches(list, check, "select * from examined", sql)})
    select x.id, ${keysOf(list)} as keys, x.n::int
    from page x
    union all
    (select null, ${keysOf(list)}, x.n::int
     from examined x
     where (select count(*) from page) < ${list.size}
     order by x.n desc
     limit 1)`;
}

/** Counts the tickets that an attempt has to examine, up to one more than the limit. */
export const countToExamine = (list: ListPart, examine: number, sql: Parameters): string => `
  select count(*)::int as n
  from (${selectInOrder({ ...list, size: examine + 1 }, sql)}) x`;

const keysOf = ({ keys }: ListPart) => `array[${keys.map((_, at) => `x.key${at}::text`).join(", ")}]`;

/** Those of the tickets that match. Lateral: their order is kept, and no more are read than the page needs. */
const selectMatches = ({ size }: ListPart, check: Condition, tickets: string, sql: Parameters) => `
  select y.*
  from (${tickets}) y
  cross join lateral (select * from tickets where id = y.id offset 0) t
  where ${check(sql)} ${limitTo(size)}`;
