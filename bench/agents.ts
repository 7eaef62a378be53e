import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type AgentsRun, lineOf } from "./agents-report.ts";
import { API_PATH, requestToken } from "./api.ts";
import { cpuSeconds, forgetPeak, machineSeconds, ownSeconds, peakMb, untilIdle } from "./cpu.ts";
import { onTicketEvents } from "./events.ts";
import type { BenchServer } from "./options.ts";
import { type BenchSubject, readSubject } from "./subject.ts";

// A busy desk: every agent follows live events and does something every few seconds.

const EVERY_MS = 5_000;
// Only this many streams are parsed. The bytes of the others are only counted, because parsing all of them would
// measure the load generator.
const OBSERVERS = 8;
const TICKETS = 2_000;
const ANSWER_MS = 30_000;

interface ApiRequest {
  method: string;
  path: string;
  type?: string;
  body?: string;
}

/** What agents do. The share is the number of times in a hundred actions. */
const ACTIONS: readonly [name: string, share: number, send: (desk: Desk) => ApiRequest[]][] = [
  ["list", 25, () => [{ method: "GET", path: "/inbox/?open=true" }]],
  [
    "open",
    25,
    ({ ticket }) => [
      { method: "GET", path: `/tickets/${ticket}/` },
      { method: "GET", path: `/tickets/${ticket}/timeline/` },
    ],
  ],
  ["search", 10, ({ word }) => [{ method: "GET", path: `/inbox/?q=${word}` }]],
  ["reply", 10, ({ ticket }) => [json("POST", `/tickets/${ticket}/add_comment/`, { text: "We are on it." })]],
  [
    "note",
    5,
    ({ ticket }) => [json("POST", `/tickets/${ticket}/add_comment/`, { text: "Ask Ann.", is_internal: true })],
  ],
  ["change", 12, ({ ticket, pick }) => [json("PATCH", `/tickets/${ticket}/`, { priority: pick(PRIORITIES) })]],
  ["assign", 5, ({ ticket, user }) => [json("POST", `/tickets/${ticket}/assign/`, { user_id: user })]],
  ["upload", 3, ({ ticket }) => [upload(ticket)]],
  ["stats", 5, () => [{ method: "GET", path: "/tickets/stats/" }]],
];
const PRIORITIES = ["low", "medium", "high", "urgent"] as const;
const WORDS = ["printer", "invoice", "xylograph", "quokka", "password", "cable"] as const;

interface Desk {
  ticket: string;
  user: string;
  word: string;
  pick<T>(values: readonly T[]): T;
}

const json = (method: string, path: string, value: unknown): ApiRequest => ({
  method,
  path,
  type: "application/json",
  body: JSON.stringify(value),
});

const upload = (ticket: string): ApiRequest => {
  const part = (name: string, rest: string, value: string) =>
    `--b\r\ncontent-disposition: form-data; name="${name}"${rest}\r\n\r\n${value}\r\n`;
  const body = `${part("ticket", "", ticket)}${part("file", '; filename="log.txt"', "a line of a log\n".repeat(1_000))}--b--\r\n`;
  return { method: "POST", path: "/ticket-attachments/", type: "multipart/form-data; boundary=b", body };
};

const pick = <T>(values: readonly T[]): T => values[Math.floor(Math.random() * values.length)]!;

export async function runAgents(
  server: BenchServer,
  counts: readonly number[],
  seconds: number,
  say: (text: string) => void,
) {
  const subject = await readSubject(server);
  const tickets = await subject.tickets(TICKETS);
  const runs: AgentsRun[] = [];
  for (const agents of counts) {
    const run = await runOf(subject, tickets, agents, seconds);
    say(lineOf(run));
    runs.push(run);
  }
  return { size: subject.server.size, runs, load: LOAD };
}

const LOAD = `Agents who each hold a live stream and do one thing every ${EVERY_MS / 1000} s (${ACTIONS.map(([name, share]) => `${name} ${share} %`).join(", ")})`;

interface Samples {
  took: number[];
  byAction: Map<string, number[]>;
  live: number[];
  refused: number;
  failed: number;
}

async function runOf(
  { server, logins, users }: BenchSubject,
  tickets: readonly string[],
  agents: number,
  seconds: number,
) {
  const tokens = await Promise.all(logins.map((each) => requestToken({ ...server, ...each })));
  const connections = new Agent({ keepAlive: true, maxSockets: agents });
  const samples: Samples = { took: [], byAction: new Map(), live: [], refused: 0, failed: 0 };
  const replyTimes = new Map<string, number>();
  const streams = await openStreams(server.base, tokens, agents, (ticket) => {
    const since = replyTimes.get(ticket);
    if (since === undefined) return;
    replyTimes.delete(ticket);
    samples.live.push(Math.max(0, performance.now() - since));
  });
  const act = async (token: string) => {
    const [name, send] = choose();
    const desk: Desk = { ticket: pick(tickets), user: pick(users), word: pick(WORDS), pick };
    const began = performance.now();
    const statuses = await Promise.all(send(desk).map((each) => call(connections, server.base, token, each)));
    note(samples, name, statuses, performance.now() - began);
    if (name === "reply" && (statuses[0] ?? 0) < 300 && statuses[0] !== 0)
      replyTimes.set(desk.ticket, performance.now());
  };
  await untilIdle(server.serverPid, 20);
  const usage = cpuMeter(server);
  const bytesBefore = streams.bytes();
  const began = performance.now();
  const end = began + seconds * 1000;
  const work = async (token: string) => {
    await sleep(Math.random() * EVERY_MS);
    while (performance.now() < end) {
      const next = performance.now() + EVERY_MS;
      await act(token);
      await sleep(Math.max(0, next - performance.now()));
    }
  };
  await Promise.all(Array.from({ length: agents }, (_, at) => work(tokens[at % tokens.length]!)));
  const took = (performance.now() - began) / 1000;
  const bytes = streams.bytes() - bytesBefore;
  const run = { agents, seconds, ...usage(took), ...sumUp(samples), streamMbPerSecond: bytes / took / 1_000_000 };
  run.failed += streams.lost();
  streams.close();
  connections.destroy();
  return run;
}

function note(samples: Samples, name: string, statuses: readonly number[], took: number): void {
  if (statuses.some((status) => status === 503 || status === 429)) samples.refused += 1;
  else if (statuses.some((status) => status === 0 || status > 299)) samples.failed += 1;
  samples.took.push(took);
  samples.byAction.set(name, [...(samples.byAction.get(name) ?? []), took]);
}

function sumUp({ took, byAction, live, refused, failed }: Samples) {
  const slowest = [...byAction]
    .map(([name, each]) => ({ name, p95: percentile(each, 95) }))
    .toSorted((a, b) => b.p95 - a.p95)[0];
  return {
    actions: took.length,
    p50: percentile(took, 50),
    p95: percentile(took, 95),
    p99: percentile(took, 99),
    liveP95: live.length > 0 ? percentile(live, 95) : null,
    refused,
    failed,
    slowest: slowest?.name ?? "",
  };
}

/**
 * Starts to measure. The returned function returns the processors that each family of processes has used since then.
 */
function cpuMeter({ serverPid, postgresPid }: BenchServer) {
  forgetPeak(serverPid, postgresPid);
  const read = () => [cpuSeconds(serverPid, postgresPid), cpuSeconds(postgresPid), ownSeconds(), machineSeconds()];
  const before = read();
  return (seconds: number) => {
    const [serverCpu, postgresCpu, load, all] = read().map((after, at) => {
      const start = before[at];
      return after === null || start === null || start === undefined ? null : (after - start) / seconds;
    });
    return {
      serverCpu: serverCpu ?? null,
      postgresCpu: postgresCpu ?? null,
      loadCpu: load ?? 0,
      foreignCpu: serverCpu == null ? null : Math.max(0, (all ?? 0) - (load ?? 0) - serverCpu - (postgresCpu ?? 0)),
      peakMb: peakMb(serverPid, postgresPid),
    };
  };
}

function choose(): [name: string, send: (desk: Desk) => ApiRequest[]] {
  let remainder = Math.random() * ACTIONS.reduce((sum, [, share]) => sum + share, 0);
  for (const [name, share, send] of ACTIONS) {
    remainder -= share;
    if (remainder < 0) return [name, send];
  }
  const [name, , send] = ACTIONS[0]!;
  return [name, send];
}

/** The status of a response; 0 if the connection was lost or the response took too long. */
function call(agent: Agent, base: string, token: string, { method, path, type, body }: ApiRequest): Promise<number> {
  return new Promise((resolve) => {
    const headers = {
      authorization: `Bearer ${token}`,
      accept: "application/json",
      ...(type && { "content-type": type }),
    };
    const clientRequest = request(base + API_PATH + path, { agent, method, headers, timeout: ANSWER_MS }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode ?? 0));
      answer.on("error", () => resolve(0));
    });
    clientRequest.on("timeout", () => clientRequest.destroy());
    clientRequest.on("error", () => resolve(0));
    clientRequest.end(body);
  });
}

async function openStreams(base: string, tokens: readonly string[], n: number, onComment: (ticket: string) => void) {
  let [bytes, lostCount, isClosed] = [0, 0, false];
  const agent = new Agent({ maxSockets: n });
  const open = (at: number) =>
    new Promise<void>((resolve, reject) => {
      const headers = { authorization: `Bearer ${tokens[at % tokens.length]}`, accept: "text/event-stream" };
      const clientRequest = request(`${base}${API_PATH}/events/`, { agent, headers }, (answer) => {
        if (answer.statusCode !== 200) return reject(new Error(`a stream was answered with ${answer.statusCode}`));
        answer.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
        });
        answer.on("close", () => {
          if (!isClosed) lostCount += 1;
        });
        if (at < OBSERVERS) onTicketEvents(answer, "comment.added", onComment);
        resolve();
      });
      clientRequest.on("error", reject);
      clientRequest.end();
    });
  // in groups, because agents do not all start work in the same millisecond
  for (let at = 0; at < n; at += 50)
    await Promise.all(Array.from({ length: Math.min(50, n - at) }, (_, more) => open(at + more)));
  return {
    bytes: () => bytes,
    lost: () => lostCount,
    close() {
      isClosed = true;
      agent.destroy();
    },
  };
}

export function percentile(values: readonly number[], share: number): number {
  const ascending = values.toSorted((a, b) => a - b);
  return ascending[Math.min(ascending.length - 1, Math.ceil((ascending.length * share) / 100) - 1)] ?? 0;
}
