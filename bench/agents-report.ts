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

const shown = (value: number | null, places = 0) => (value === null ? "–" : value.toFixed(places));

/** The run in one line. */
export const lineOf = (run: AgentsRun) =>
  `${run.agents} agents: ${run.actions} actions, p50 ${shown(run.p50)} p95 ${shown(run.p95)} p99 ${shown(run.p99)} ms (slowest: ${run.slowest}), ` +
  `live p95 ${shown(run.liveP95)} ms, ${run.refused} refused, ${run.failed} failed, CPU server ${shown(run.serverCpu, 2)} + PostgreSQL ${shown(run.postgresCpu, 2)}, ` +
  `load ${shown(run.loadCpu, 2)}, other ${shown(run.foreignCpu, 2)}, ${shown(run.peakMb)} MB, streams ${shown(run.streamMbPerSecond, 1)} MB/s`;

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
    shown(run.actions / run.seconds, 1),
    ...[run.p50, run.p95, run.p99, run.liveP95].map((each) => shown(each)),
    run.refused,
    run.failed,
    ...[run.serverCpu, run.postgresCpu, run.loadCpu, run.foreignCpu].map((each) => shown(each, 2)),
    shown(run.peakMb),
  ]);
  return [
    `### ${size.toLocaleString("en")} tickets`,
    `${load}, for ${runs[0]?.seconds} s.
"live" is the time from the answer to a reply until its event has arrived; CPU is in processors, "other" is what the rest of the machine took.`,
    [head, head.map(() => "--:"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n"),
  ].join("\n\n");
}
