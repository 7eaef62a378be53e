import type { Unit } from "../../wire/reports.ts";
import type { Parameters } from "../platform/parameters.ts";
import type { Question, Range } from "./question.ts";

/** The pieces of SQL that the reports of one range are made of. */
export interface Scope {
  sql: Parameters;
  readonly from: string;
  readonly to: string;
  by: "day" | "week";
  isNarrowed: boolean;
  /** The day, weekday or hour of a time is that of the asked zone. */
  local(column: string): string;
  /** Whether a time lies on one of the range's days. */
  within(column: string): string;
  /** The condition on tickets `t` that count: none of the trash, narrowed as asked. */
  readonly tickets: string;
  /** Whether the tally knows all that the condition asks. */
  isTallied: boolean;
}

export interface Column {
  key: string;
  title: string;
  unit: Unit;
}

export interface Report {
  columns: readonly Column[];
  /** A select of one JSON value {rows, totals}. */
  select(scope: Scope): string;
  /** Tells how things are now, so that there is nothing to compare with. */
  isOfNow?: boolean;
}

export function scopeOf(question: Question, range: Range, sql: Parameters): Scope {
  // a parameter that the text does not name has no type and is refused: each is added where it is first wanted
  const wanted = (value: string, type: string) => {
    let placeholder: string | null = null;
    return () => (placeholder ??= `${sql.add(value)}::${type}`);
  };
  const [from, to, zone] = [wanted(range.from, "date"), wanted(range.to, "date"), wanted(question.tz, "text")];
  const local = (column: string) => `(${column} at time zone ${zone()})`;
  return {
    sql,
    get from() {
      return from();
    },
    get to() {
      return to();
    },
    by: question.by,
    isNarrowed: question.isNarrowed,
    isTallied: question.filter.tally !== null,
    local,
    // the first bounds are for the index: clocks are at most 14 hours off; the days themselves are told by the clocks, since
    // midnight may come twice or not at all when these are changed
    within: (column) =>
      `(${column} >= (${from()} - 1)::timestamp at time zone 'UTC' and ${column} < (${to()} + 2)::timestamp at time zone 'UTC'
        and ${local(column)}::date between ${from()} and ${to()})`,
    get tickets() {
      return question.filter.where(sql);
    },
  };
}

/** Rows as JSON arrays in their order, [] when there are none. */
export const rowsOf = (cells: string, from: string, order: string): string =>
  `coalesce((select json_agg(json_build_array(${cells}) order by ${order}) from ${from}), '[]')`;

export const hours = (interval: string): string => `(extract(epoch from ${interval}) / 3600)`;
export const rounded = (value: string): string => `round((${value})::numeric, 2)`;
