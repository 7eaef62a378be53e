import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import autocannon from "autocannon";
import { type Shot, send } from "./api.ts";

export interface Load {
  requests: number;
  seconds: number;
  bytes: number;
  /** In milliseconds. */
  p50: number;
  p99: number;
  /** Responses with a status above 399, broken connections and timeouts. */
  refused: number;
  broken: number;
}

export type Tool = "wrk" | "autocannon";

export interface LoadRun {
  base: string;
  shots: readonly Shot[];
  clients: number;
  seconds: number;
  /** Position in the list of requests to start at, so that runs start with different requests. */
  turn: number;
}

const TIMEOUT_SECONDS = 60;

export function isOnPath(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export const load = (tool: Tool, run: LoadRun): Promise<Load> => (tool === "wrk" ? wrk(run) : cannon(run));

async function wrk({ base, shots, clients, seconds, turn }: LoadRun): Promise<Load> {
  const folder = mkdtempSync(join(tmpdir(), "docket-bench-"));
  try {
    const file = join(folder, "shots");
    writeFileSync(file, Buffer.concat(shots.flatMap((shot) => encodeRequest(shot, new URL(base).host))));
    const script = join(import.meta.dirname, "wrk.lua");
    const options = [
      "-t1",
      `-c${clients}`,
      `-d${seconds}s`,
      "--timeout",
      `${TIMEOUT_SECONDS}s`,
      "--latency",
      "-s",
      script,
    ];
    const child = spawn("wrk", [...options, base], {
      env: { ...process.env, BENCH_SHOTS: file, BENCH_TURN: String(turn) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    await once(child, "close");
    const result = /^RESULT (.*)$/m.exec(output)?.[1];
    if (!result) throw new Error(`wrk failed: ${output}`);
    return JSON.parse(result) as Load;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function encodeRequest({ method, path, headers, body = Buffer.alloc(0) }: Shot, host: string): Buffer[] {
  const lines = Object.entries({
    host,
    ...headers,
    ...(method === "POST" && { "content-length": String(body.length) }),
  });
  const head = Buffer.from(
    `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`,
  );
  return [Buffer.from(`${head.length + body.length}\n`), head, body];
}

async function cannon({ base, shots, clients, seconds, turn }: LoadRun): Promise<Load> {
  const at = turn % shots.length;
  const requests = [...shots.slice(at), ...shots.slice(0, at)].map((shot) => ({ ...shot }));
  const result = await autocannon({
    url: base,
    connections: clients,
    duration: seconds,
    timeout: TIMEOUT_SECONDS,
    setupClient: dealt(requests, clients),
    requests: [requests[0]!],
  });
  return {
    requests: result.requests.total,
    seconds: result.duration,
    bytes: result.throughput.total,
    p50: result.latency.p50,
    p99: result.latency.p99,
    refused: result.non2xx,
    broken: result.errors,
  };
}

// Each connection sends its own list, so each gets another part of the requests.
function dealt(shots: readonly Shot[], clients: number): autocannon.Options["setupClient"] {
  let hand = 0;
  return (client) => {
    const mine = shots.filter((_, at) => at % clients === hand % shots.length);
    hand += 1;
    client.setRequests(mine.length > 0 ? mine : [shots[0]!]);
  };
}

/** Like the other tools, but waits for the response to every request. For responses that take seconds. */
export async function patient({ base, shots, clients, seconds, turn }: LoadRun): Promise<Load> {
  const began = performance.now();
  const elapsedMs = () => performance.now() - began;
  const replies: { status: number; bytes: number; ms: number }[] = [];
  let next = turn;
  const client = async () => {
    do {
      const sentAt = elapsedMs();
      const { status, body } = await send(base, shots[next++ % shots.length]!);
      replies.push({ status, bytes: body.length, ms: elapsedMs() - sentAt });
    } while (elapsedMs() < seconds * 1000);
  };
  await Promise.all(Array.from({ length: clients }, client));
  const times = replies.map((each) => each.ms).sort((a, b) => a - b);
  const part = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
  return {
    requests: replies.length,
    seconds: elapsedMs() / 1000,
    bytes: replies.reduce((sum, each) => sum + each.bytes, 0),
    p50: part(0.5),
    p99: part(0.99),
    refused: replies.filter((each) => each.status > 399).length,
    broken: 0,
  };
}
