import { afterPosition, orderBy, type SortKey } from "../platform/paging.ts";
import type { Parameters } from "../platform/parameters.ts";
import type { Attempt, Condition } from "../search/planner.ts";
import { COMPANY_NAME, JOINS, SLA_DUE } from "./orderings.ts";

// Selects the tickets of a list in its order, so that an index can give that order and PostgreSQL stops at the limit. An
// ordering by a value that many tickets lack (a company, a running SLA clock) is read in two parts, because no index has
// both: tickets with the value, in the order of its index, and tickets without it.

/** The part of a list that a statement reads. */
export interface ListPart {
  /** The condition on tickets t besides the search. */
  where: Condition;
  attempt: Attempt;
  isTrash: boolean;
  keys: readonly SortKey[];
  /** The sort keys of the ticket before the page, or after it when paging back. */
  after: { back: boolean; keys: (string | null)[] } | null;
  /** Null: all. */
  size: number | null;
}

/** The text of a select of tickets: their IDs, and their sort keys as key0, key1, and so on. */
export function selectInOrder(list: ListPart, sql: Parameters): string {
  const [first] = list.keys;
  if (first!.expression === COMPANY_NAME) return byCompany(list, sql);
  if (first!.expression === SLA_DUE) return bySlaDue(list, sql);
  return selectPart(list, sql, { joins: joinsOf(list.keys, JOINS), conditions: [] });
}

/** Null: no limit; the order stays if a limit follows outside. */
export const limitTo = (size: number | null): string => (size === null ? "" : `limit ${size}`);

const joinsOf = (keys: readonly SortKey[], joins: Record<string, string>) =>
  keys.map(({ expression }) => joins[expression] ?? "").join(" ");

interface Part {
  joins: string;
  /** The conditions that make it a part of the list. */
  conditions: readonly string[];
}

function selectPart({ where, attempt, keys, after, size }: ListPart, sql: Parameters, part: Part): string {
  // as stored: converting them to text costs more than sorting, and only the page needs the text
  const columns = keys.map(({ expression }, at) => `${expression} as key${at}`);
  const conditions = [
    where(sql),
    // conditions with an index come first, so that only their tickets are examined
    ...(attempt.find ? [attempt.find(sql)] : []),
    ...part.conditions,
    ...(after ? [afterPosition(keys, after, sql)] : []),
  ];
  // the limit is part of the text, because a plan for an unknown limit would sort all tickets
  return `
    select t.id, ${columns.join(", ")}
    from tickets t ${part.joins}
    where ${conditions.join(" and ")}
    order by ${orderBy(keys, after?.back ?? false)} ${limitTo(size)}`;
}

// Finds tickets with a company in the order of the index on names, which an outer join could not use.
function byCompany(list: ListPart, sql: Parameters): string {
  // the tickets of a deleted company are deleted, too; this condition only lets PostgreSQL start with the index
  const present = list.isTrash ? "" : " and co.deleted_at is null";
  const ofCompany = `join companies co on co.id = t.company${present}`;
  return inTwoParts(list, {
    withKey: (keys) => {
      const joins = joinsOf(list.keys, { ...JOINS, [COMPANY_NAME]: ofCompany });
      return selectPart({ ...list, keys }, sql, { joins, conditions: [] });
    },
    withoutKey: () => selectPart(list, sql, { joins: joinsOf(list.keys, JOINS), conditions: ["t.company is null"] }),
  });
}

// Most tickets have no running clock, so an index holds only those that have one.
function bySlaDue(list: ListPart, sql: Parameters): string {
  const joins = joinsOf(list.keys, JOINS);
  return inTwoParts(list, {
    withKey: (keys) => {
      const conditions = ["sa.sla_metric is not null", `${SLA_DUE} is not null`];
      return selectPart({ ...list, keys }, sql, { joins, conditions });
    },
    withoutKey: () => {
      const [first, ...others] = list.keys as [SortKey, ...SortKey[]];
      const keys = [{ ...first, expression: "null::timestamptz" }, ...others];
      return selectPart({ ...list, keys }, sql, { joins, conditions: [`${SLA_DUE} is null`] });
    },
  });
}

interface Parts {
  withKey(keys: readonly SortKey[]): string;
  withoutKey(): string;
}

/** Both parts of a list, as far as the page reaches into them. Tickets without the key come last, or first in descending order. */
function inTwoParts({ keys, after, size }: ListPart, { withKey, withoutKey }: Parts): string {
  const [first, ...others] = keys as [SortKey, ...SortKey[]];
  const isUp = first.descending === (after?.back ?? false);
  const isInSecond = after && (after.keys[0] === null) === isUp;
  const needsWithKey = !isInSecond || !isUp;
  const needsWithout = !isInSecond || isUp;
  const parts = [
    ...(needsWithKey ? [withKey([{ ...first, isAlwaysThere: true }, ...others])] : []),
    ...(needsWithout ? [withoutKey()] : []),
  ];
  const selects = parts.map(
    (part, at) => `
      select ${at} as part, row_number() over () as i, y.*
      from (${part}) y`,
  );
  return `
    select z.*
    from (${selects.join(" union all ")}) z
    order by z.part${isUp ? "" : " desc"}, z.i ${limitTo(size)}`;
}
