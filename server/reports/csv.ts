import { stringify } from "csv-stringify/sync";
import { isOfNow, type Unit } from "../../wire/reports.ts";
import type { Cell, ReportAnswer } from "./reports.ts";

/**
 * A report as CSV (RFC 4180), which Excel reads as UTF-8 because of its byte order mark; the figures of the range before stand
 * in further columns. A text that a spreadsheet would run as a formula begins with an apostrophe (OWASP: CSV injection); one with
 * an end of line of any kind is quoted, or its next line would be a row of its own.
 */
export function csvOf(answer: ReportAnswer): string {
  return stringify(linesOf(answer), {
    bom: true,
    escape_formulas: true,
    record_delimiter: "windows",
    quoted_match: /[\r\n]/,
  });
}

/** A report as lines of cells, beginning with the titles. */
export const linesOf = (answer: ReportAnswer): Cell[][] =>
  answer.previous ? compare(answer) : [titlesOf(answer), ...answer.rows];

// a bare number of a duration or a share does not say what it counts
const UNIT_WORDS: Partial<Record<Unit, string>> = { hours: "hours", percent: "%" };

/** The titles of the columns, with the units of durations and shares: "Median (hours)". */
const titlesOf = ({ columns }: Pick<ReportAnswer, "columns">): string[] =>
  columns.map(({ title, unit }) => (UNIT_WORDS[unit] ? `${title} (${UNIT_WORDS[unit]})` : title));

const DIMENSIONS = new Set(["text", "id", "weekday", "hour"]);

function compare({ report, columns, rows, previous }: ReportAnswer): Cell[][] {
  const isByDay = columns[0]!.unit === "day";
  const places = columns.map((_, at) => at);
  const own = places.filter((at) => DIMENSIONS.has(columns[at]!.unit));
  const keyOf = (row: Cell[], n: number) => (isByDay ? String(n) : JSON.stringify(own.map((at) => row[at])));
  const figures = places.filter((at) => !own.includes(at) && !isOfNow(report, columns[at]!.key));
  const unmatchedRows = new Map(previous!.rows.map((row, n) => [keyOf(row, n), row]));
  const lines = rows.map((row, n) => {
    const before = unmatchedRows.get(keyOf(row, n));
    unmatchedRows.delete(keyOf(row, n));
    return [...row, ...figures.map((at) => before?.[at] ?? null)];
  });
  const earlierLines = [...unmatchedRows.values()]
    .filter((row) => figures.some((at) => row[at]))
    .map((row) => [...places.map((at) => (own.includes(at) ? row[at]! : null)), ...figures.map((at) => row[at]!)]);
  const titles = titlesOf({ columns });
  return [[...titles, ...figures.map((at) => `${titles[at]} (before)`)], ...lines, ...earlierLines];
}
