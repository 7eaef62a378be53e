interface Time {
  /** Milliseconds of the first request, and the median of the later ones. */
  first: number;
  ms: number;
  /** Processor milliseconds of PostgreSQL per later request. */
  postgresMs: number | null;
}

export interface ReportTime {
  report: string;
  month: Time;
  year: Time;
}

const MONTH_AIM = 1_000;
const YEAR_AIM = 3_000;

const cells = ({ first, ms, postgresMs }: Time) =>
  [first, ms, postgresMs].map((n) => (n === null ? "–" : n.toFixed(0)));
const slowest = (times: readonly Time[]) => Math.max(...times.flatMap(({ first, ms }) => [first, ms]));
const verdict = (times: readonly Time[], aim: number) =>
  `${(slowest(times) / 1000).toFixed(2)} s (aim: at most ${aim / 1000} s, ${slowest(times) <= aim ? "reached" : "missed"})`;

/** The times of all reports as a Markdown table. */
export function reportsReport(size: number, times: readonly ReportTime[], load: number): string {
  const head = ["report", "30 days: first", "again", "CPU", "a year compared: first", "again", "CPU"];
  return [
    `### ${size.toLocaleString("en")} tickets`,
    `Milliseconds until the answer was there, one request at a time: the first one, and the median of the next ones with PostgreSQL's processor time. The slowest report took ${verdict(
      times.map(({ month }) => month),
      MONTH_AIM,
    )} for 30 days and ${verdict(
      times.map(({ year }) => year),
      YEAR_AIM,
    )} for a year compared with the one before. The machine's load average was ${load.toFixed(1)}.`,
    [
      `| ${head.join(" | ")} |`,
      `| --- |${" --: |".repeat(6)}`,
      ...times.map(({ report, month, year }) => `| ${[report, ...cells(month), ...cells(year)].join(" | ")} |`),
    ].join("\n"),
  ].join("\n\n");
}
