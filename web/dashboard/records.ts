import type { Cell, Report } from "./report.ts";

/** The rows of a report as records, with the figures of the range before beside them as `before_…`. */
export function recordsOf({ columns, rows, previous }: Report): Record<string, Cell>[] {
  const record = (row: Cell[] | undefined, prefix = "") =>
    Object.fromEntries(columns.map(({ key }, at) => [prefix + key, row?.[at] ?? null]));
  // in a report by day, each day is compared with the day at the same position
  const isByDay = columns[0]?.unit === "day";
  return rows.map((row, at) => ({ ...record(row), ...(isByDay && previous && record(previous.rows[at], "before_")) }));
}

/** Whether the rows of a report are weeks, named by their first day. */
export function isByWeek({ columns, rows }: Report): boolean {
  const at = columns.findIndex(({ key }) => key === "days");
  return at >= 0 && rows.some((row) => Number(row[at]) > 1);
}

/** How many days of a week the range has; null for a whole week, and for a report by day. */
export const daysOfWeek = (report: Report, days: Cell | undefined): number | null =>
  isByWeek(report) && typeof days === "number" && days < 7 ? days : null;

// the column that has a value if the row describes anything
const VALUE_COLUMNS: Record<string, string> = {
  median: "tickets",
  p90: "tickets",
  median_first_response: "first_responses",
  first_response_median: "first_response_percent",
  next_response_median: "next_response_percent",
  resolution_median: "resolution_percent",
  median_wait: "assigned",
  satisfied: "answered",
  satisfied_percent: "answered",
  average: "answered",
};

/** Whether a figure of a record is missing because it would describe too few tickets, not because there were none. */
export function isTooFew(record: Record<string, Cell>, key: string): boolean {
  const [, prefix, figure] = /^(before_)?(.*)$/.exec(key)!;
  const by = VALUE_COLUMNS[figure!];
  const describedValue = (by && record[(prefix ?? "") + by]) ?? null;
  // a share of 0 percent is a figure, too
  return (
    (record[key] ?? null) === null && describedValue !== null && (describedValue !== 0 || by!.endsWith("_percent"))
  );
}

/** The stretches of values without a gap, and where each begins. */
export function unbrokenRuns(values: readonly (number | null)[]): { from: number; run: number[] }[] {
  const runs: { from: number; run: number[] }[] = [];
  for (const [at, value] of values.entries()) {
    if (value === null) continue;
    const last = runs.at(-1);
    if (last && last.from + last.run.length === at) last.run.push(value);
    else runs.push({ from: at, run: [value] });
  }
  return runs;
}
