import { type Shot, send } from "./api.ts";
import { cpuSeconds, forgetPeak, machineSeconds, ownSeconds, peakMb, untilIdle } from "./cpu.ts";
import { load, patient, type Tool } from "./load.ts";
import type { BenchServer } from "./options.ts";

export interface Measurement {
  server: string;
  size: number;
  operation: string;
  clients: number;
  /** Successful responses per second. */
  rate: number;
  p50: number;
  p99: number;
  requests: number;
  failures: number;
  /** Processor milliseconds per request. */
  serverMs: number | null;
  postgresMs: number | null;
  peakMb: number | null;
  /** Processors that other processes used during the run. */
  foreign: number | null;
}

export interface LoadTrial {
  server: BenchServer & { size: number };
  operation: string;
  shots: readonly Shot[];
  /** How long a single request takes while nothing else runs. */
  aloneMs: number;
  /** Whether the server closes the connection after each response. */
  isClosing: boolean;
}

// At the end of a run, the tools drop unfinished requests. If each client gets only one or two responses, most of the
// work would be dropped, so this waits for every request. autocannon also counts every closed connection as a failure.
const needsPatience = ({ aloneMs, isClosing }: LoadTrial, tool: Tool, clients: number, seconds: number) =>
  aloneMs * clients > seconds * 500 || (isClosing && tool === "autocannon");

export async function warmUp(trial: LoadTrial, tool: Tool): Promise<void> {
  if (trial.aloneMs > 1000) return;
  await load(tool, { base: trial.server.base, shots: trial.shots, clients: 2, seconds: 1, turn: 0 });
}

/** Measures one operation on one server. */
export async function measure(trial: LoadTrial, tool: Tool, clients: number, seconds: number): Promise<Measurement> {
  const { server, operation, shots } = trial;
  const { serverPid, postgresPid } = server;
  await untilIdle(serverPid);
  forgetPeak(serverPid, postgresPid);
  const usage = () => ({
    server: cpuSeconds(serverPid, postgresPid),
    postgres: cpuSeconds(postgresPid),
    own: ownSeconds(),
    all: machineSeconds(),
  });
  const turn = Math.floor(Math.random() * shots.length);
  const before = usage();
  const began = performance.now();
  const run = { base: server.base, shots, clients, seconds, turn };
  const result = needsPatience(trial, tool, clients, seconds) ? await patient(run) : await load(tool, run);
  await untilFollowed(serverPid);
  const after = usage();
  const took = (performance.now() - began) / 1000;
  const usedSeconds = (name: "server" | "postgres") =>
    after[name] === null || before[name] === null ? null : after[name] - before[name];
  const perRequest = (cpuTime: number | null) =>
    cpuTime === null ? null : (cpuTime * 1000) / Math.max(1, result.requests);
  const ours = after.own - before.own + (usedSeconds("server") ?? 0) + (usedSeconds("postgres") ?? 0);
  const failures = result.refused + result.broken;
  return {
    server: server.name,
    size: server.size,
    operation,
    clients,
    rate: Math.max(0, result.requests - result.refused) / result.seconds,
    p50: result.p50,
    p99: result.p99,
    requests: result.requests,
    failures,
    serverMs: perRequest(usedSeconds("server")),
    postgresMs: perRequest(usedSeconds("postgres")),
    peakMb: peakMb(serverPid, postgresPid),
    foreign: serverPid === null || postgresPid === null ? null : Math.max(0, (after.all - before.all - ours) / took),
  };
}

// Emails, notifications and automations follow a write after half a second or more. Their work is part of its cost.
async function untilFollowed(serverPid: number | null): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, 700));
  await untilIdle(serverPid);
}

/**
 * SQL statements of one request, as the server counts them; null if it does not count them, or if too many jobs ran
 * at the same time.
 */
export async function statementsOf(server: BenchServer, shot: Shot): Promise<number | null> {
  if (server.sqlBase) {
    const statements = (await send(server.sqlBase, shot)).headers.get("x-sql-count");
    return statements === null ? null : Number(statements);
  }
  const scrape = async () => {
    const reply = await send(server.base, { method: "GET", path: "/metrics", headers: {} });
    const match = /^docket_sql_statements_total(?:\{[^}]*\})? (\S+)$/m.exec(reply.body.toString());
    return reply.status === 200 && match ? Number(match[1]) : null;
  };
  // The statements that read the metrics are subtracted. Those of jobs can only add to a count, so the smallest count
  // contains none.
  const [looks, counts]: [number[], number[]] = [[], []];
  for (let at = 0; at < 7; at += 1) {
    const [first, second] = [await scrape(), await scrape()];
    if (first === null || second === null) return null;
    await send(server.base, shot);
    looks.push(second - first);
    counts.push((await scrape())! - second);
  }
  const count = Math.min(...counts) - Math.min(...looks);
  return count > 0 ? count : null;
}

export const median = (values: readonly number[]): number => {
  const ascending = values.toSorted((a, b) => a - b);
  const middle = ascending.length >> 1;
  return ascending.length % 2 === 1 ? ascending[middle]! : (ascending[middle - 1]! + ascending[middle]!) / 2;
};
