import type { Unit } from "../../wire/reports.ts";
import type { Parameters } from "../platform/parameters.ts";
import {
  boundsOf,
  clockChanges,
  countDays,
  type ReportPeriod,
  rangeBefore,
  shiftSpans,
  spansOf,
  untilBefore,
} from "./days.ts";
import type { PastFilter, Question } from "./question.ts";

/** The pieces of SQL that the reports of one range share. */
export interface Scope {
  sql: Parameters;
  /** The days of the range, or its days or weeks as requested: a source of `label` and `place` (from 1), in order. */
  days(): string;
  /** The same with `days`, how many days of a week lie in the range. */
  spans(): string;
  /** The position of the day (or span) of a time; one more than the last for everything later. */
  dayOf(column: string): string;
  spanOf(column: string): string;
  /** Whether a time is in the range or later. */
  within(column: string): string;
  isAfter(column: string): string;
  isSinceStart(column: string): string;
  /** A time on the clocks of the requested zone, for a time within the range. */
  local(column: string): string;
  /** Whether the day at a position has begun. */
  hasBegun(position: string): string;
  isNarrowed: boolean;
  /** The condition on tickets `t` that count: none of the trash, narrowed as asked. */
  readonly tickets: string;
  /** The same for tickets in the trash, too. */
  readonly everyTicket: string;
  /** Whether the tally has all fields of the condition. */
  isTallied: boolean;
  /** The from and where clauses for the moves `m` of a kind in the range. */
  moves(kind: MoveKind): string;
  /** The from and where clauses for the differences `x.n` that moves `m` made to the number of open tickets. */
  openChanges(condition: string): string;
}

export type MoveKind = "created" | "resolved" | "reopened" | "answered";

export interface ReportColumn {
  key: string;
  title: string;
  unit: Unit;
}

export interface ReportSql {
  columns: readonly ReportColumn[];
  /** A select that returns one JSON value {rows, totals}. */
  select(scope: Scope): string;
  /** A select of that value for a range, `figures`, and for the one before it, `before`, where both can be read at once. */
  compare?(scope: Scope, before: Scope): string;
  /** It describes the present, so there is nothing to compare it with. */
  isOfNow?: boolean;
}

/**
 * The join of rows with their tickets `t`, by the column that names the ticket, and the condition on these. Without a filter
 * there is no join: a row goes with its ticket, and reading all tickets takes most of a report's time.
 */
export function countedTickets(scope: Scope, column: string): { join: string; where: string } {
  const where = scope.everyTicket;
  return where === "true" ? { join: "", where } : { join: `join tickets t on t.id = ${column}`, where };
}

/** `isBefore`: the previous range, with days and weeks of the same length. */
export function scopeOf(question: Question, isBefore: boolean, sql: Parameters): Scope {
  const { days, spans, start, end, now, localOf } = timesOf(question, isBefore, sql);
  const { past } = question;
  const within = (column: string) => `(${column} >= ${start()} and ${column} < ${end()})`;
  const restrict = (condition: string) =>
    past.rest
      ? ` join tickets t on t.id = m.ticket where ${condition} and ${past.rest.where(sql)}`
      : ` where ${condition}`;
  return {
    sql,
    days: () => `unnest(${days.labels()}) with ordinality as d (label, place)`,
    spans: () => `unnest(${spans.labels()}, ${spans.lengths()}) with ordinality as d (label, days, place)`,
    dayOf: (column) => `width_bucket(${column}, ${days.starts()})`,
    spanOf: (column) => `width_bucket(${column}, ${spans.starts()})`,
    within,
    isAfter: (column) => `${column} >= ${end()}`,
    isSinceStart: (column) => `${column} >= ${start()}`,
    local: localOf,
    hasBegun: (position) => `(${days.starts()})[${position}] < ${now()}`,
    isNarrowed: question.isNarrowed,
    isTallied: question.filter.tally !== null,
    get tickets() {
      return question.filter.where(sql);
    },
    get everyTicket() {
      return question.everything.where(sql);
    },
    moves: (kind) =>
      ` from ticket_moves m${restrict(`m.kind = '${kind}' and ${within("m.at")}${isIn("m", past, sql)}`)}`,
    openChanges: (condition) => openChanges(past, condition, restrict, sql),
  };
}

/** A value as a parameter. One that the text does not use has no type and is refused, so it is added at its first use. */
const lazily = (sql: Parameters, value: () => unknown, type: string) => {
  let placeholder: string | null = null;
  return () => (placeholder ??= `${sql.add(value())}::${type}`);
};

/**
 * The times of the range. They are computed here, because asking PostgreSQL for the local time of each ticket takes longer than
 * the rest.
 */
function timesOf(question: Question, isBefore: boolean, sql: Parameters) {
  const until = isBefore ? untilBefore(question, question.tz, question.now) : null;
  const axisOf = (own: readonly ReportPeriod[]) => {
    const spans = isBefore ? shiftSpans(own, -countDays(question)) : own;
    const bounds = boundsOf(spans, question.tz, until);
    return {
      bounds,
      labels: lazily(sql, () => spans.map(({ label }) => label), "date[]"),
      lengths: lazily(sql, () => spans.map(({ days }) => days), "int[]"),
      starts: lazily(sql, () => bounds, "timestamptz[]"),
    };
  };
  const days = axisOf(spansOf(question, "day"));
  const changes = () => clockChanges(days.bounds, question.tz);
  const changeTimes = lazily(sql, () => changes().from, "timestamptz[]");
  const seconds = lazily(sql, () => changes().seconds, "int[]");
  return {
    days,
    spans: axisOf(spansOf(question, question.by, question.weekStart)),
    start: lazily(sql, () => days.bounds[0], "timestamptz"),
    end: lazily(sql, () => days.bounds.at(-1), "timestamptz"),
    now: lazily(sql, () => until ?? new Date(question.now).toISOString(), "timestamptz"),
    localOf: (column: string) =>
      `(${column} at time zone 'UTC' + make_interval(secs => (${seconds()})[width_bucket(${column}, ${changeTimes()})]))`,
  };
}

function openChanges(
  past: PastFilter,
  condition: string,
  restrict: (condition: string) => string,
  sql: Parameters,
): string {
  // the same condition as in the index ticket_moves_of_open
  const all = `(m.was_open or m.is_open) and m.kind <> 'answered' and ${condition}`;
  if (!past.companies && !past.teams)
    return ` from ticket_moves m
      cross join lateral (select m.is_open::int - m.was_open::int as n) x${restrict(`${all} and m.is_open <> m.was_open`)}`;
  const sides = "(m.was_company, m.was_team, m.was_open, -1), (m.company, m.team, m.is_open, 1)";
  return ` from ticket_moves m
    cross join lateral (values ${sides}) x (company, team, counts,
      n)${restrict(`${all} and x.counts${isIn("x", past, sql)}`)}`;
}

/** The previous range, and up to when its last day counts if not as a whole. */
export const previousOf = (question: Question) => ({
  ...rangeBefore(question),
  until: untilBefore(question, question.tz, question.now),
});

function isIn(alias: string, { companies, teams }: PastFilter, sql: Parameters): string {
  const ids = companies?.filter((id) => id !== null);
  const ofCompany =
    companies &&
    ` and (${alias}.company = any(${sql.add(ids)}::uuid[])${ids!.length < companies.length ? ` or ${alias}.company is null` : ""})`;
  return `${ofCompany ?? ""}${teams ? ` and ${alias}.team = any(${sql.add(teams)}::text[])` : ""}`;
}

/** Rows as JSON arrays in their order, [] if there are none. */
export const rowsSql = (cells: string, from: string, order: string): string =>
  `coalesce((
     select json_agg(json_build_array(${cells}) order by ${order})
     from ${from}), '[]')`;

export const hours = (interval: string): string => `(extract(epoch from ${interval}) / 3600)`;
export const roundTo2 = (value: string): string => `round((${value})::numeric, 2)`;

/** Hours from a ticket's creation to a move `m`. */
export const tookHours = `${hours("(m.at - m.created_at)")}::float8`;

/** Percentiles of fewer values describe single tickets, not the desk. */
export const FEW = 5;
export const unlessFew = (n: string, value: string): string => `case when ${n} >= ${FEW} then ${value} end`;
