import type { Unit } from "../../wire/reports.ts";
import type { Parameters } from "../platform/parameters.ts";
import { type Question, type Range, type Spans, spansOf } from "./question.ts";

/** The pieces of SQL that the reports of one range are made of. */
export interface Scope {
  sql: Parameters;
  /** The days of the range, or its days or weeks as asked: a source of `label` and `place` (from 1), in their order. */
  days(): string;
  spans(): string;
  /** The place of the day (or span) that a time lies in; one more than the last for all that comes later. */
  dayOf(column: string): string;
  spanOf(column: string): string;
  /** Whether a time lies in the range, or at its end or later. */
  within(column: string): string;
  isAfter(column: string): string;
  isSinceStart(column: string): string;
  /** A time as the clocks of the asked zone show it. */
  local(column: string): string;
  /** The moment at which the day of a place begins. */
  beginOf(place: string): string;
  isNarrowed: boolean;
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
  const wanted = (value: unknown, type: string) => {
    let placeholder: string | null = null;
    return () => (placeholder ??= `${sql.add(value)}::${type}`);
  };
  // the moments are found here, once a day: asking the clocks of a zone for every ticket takes longer than all the rest
  const days = spansOf(range, question.tz, "day");
  const spans = spansOf(range, question.tz, question.by);
  const zone = wanted(question.tz, "text");
  const [start, end] = [wanted(days.bounds[0], "timestamptz"), wanted(days.bounds.at(-1), "timestamptz")];
  const placed = ({ labels, bounds }: Spans) => ({
    labels: wanted(labels, "date[]"),
    bounds: wanted(bounds, "timestamptz[]"),
  });
  const [byDay, bySpan] = [placed(days), placed(spans)];
  const listed = (labels: string) => `unnest(${labels}) with ordinality as d (label, place)`;
  return {
    sql,
    days: () => listed(byDay.labels()),
    spans: () => listed(bySpan.labels()),
    dayOf: (column) => `width_bucket(${column}, ${byDay.bounds()})`,
    spanOf: (column) => `width_bucket(${column}, ${bySpan.bounds()})`,
    within: (column) => `(${column} >= ${start()} and ${column} < ${end()})`,
    isAfter: (column) => `${column} >= ${end()}`,
    isSinceStart: (column) => `${column} >= ${start()}`,
    local: (column) => `(${column} at time zone ${zone()})`,
    beginOf: (place) => `(${byDay.bounds()})[${place}]`,
    isNarrowed: question.isNarrowed,
    isTallied: question.filter.tally !== null,
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
