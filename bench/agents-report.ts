/** Results of a run with a number of agents. */
export interface AgentsRun {
  agents: number;
  seconds: number;
  actions: number;
  /** Percentiles of the time that an action took, in milliseconds. */
  p50: number;
  p95: number;
  p99: number;
  /** Milliseconds from the response to a new comment until its event reached an agent. */
  liveP95: number | null;
  refused: number;
  failed: number;
  slowest: string;
  serverCpu: number | null;
  postgresCpu: number | null;
  loadCpu: number;
  foreignCpu: number | null;
  peakMb: number | null;
  streamMbPerSecond: number;
}

const format = (value: number | null, places = 0) => (value === null ? "–" : value.toFixed(places));

/** The run in one line. */
export const lineOf = (run: AgentsRun) =>
  `${run.agents} agents: ${run.actions} actions, p50 ${format(run.p50)} p95 ${format(run.p95)} p99 ${format(run.p99)} ms (slowest: ${run.slowest}), ` +
  `live p95 ${format(run.liveP95)} ms, ${run.refused} refused, ${run.failed} failed, CPU server ${format(run.serverCpu, 2)} + PostgreSQL ${format(run.postgresCpu, 2)}, ` +
  `load ${format(run.loadCpu, 2)}, other ${format(run.foreignCpu, 2)}, ${format(run.peakMb)} MB, streams ${format(run.streamMbPerSecond, 1)} MB/s`;

/** The runs as a Markdown table. */
export function agentsReport(size: number, runs: readonly AgentsRun[], load: string): string {
  const head = [
    "agents",
    "actions/s",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "live p95 ms",
    "refused",
    "failed",
    "server CPU",
    "PostgreSQL CPU",
    "load CPU",
    "other CPU",
    "server MB",
  ];
  const rows = runs.map((run) => [
    run.agents,
    format(run.actions / run.seconds, 1),
    ...[run.p50, run.p95, run.p99, run.liveP95].map((each) => format(each)),
    run.refused,
    run.failed,
    ...[run.serverCpu, run.postgresCpu, run.loadCpu, run.foreignCpu].map((each) => format(each, 2)),
    format(run.peakMb),
  ]);
  return [
    `### ${size.toLocaleString("en")} tickets`,
    `${load}, for ${runs[0]?.seconds} s.
"live" is the time from the answer to a reply until its event has arrived; CPU is in processors, "other" is what the rest of the machine took.`,
    [head, head.map(() => "--:"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n"),
  ].join("\n\n");
}
