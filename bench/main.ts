import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { runAgents } from "./agents.ts";
import { agentsReport } from "./agents-report.ts";
import { requestToken, send } from "./api.ts";
import { type PrivateDocket, startDocket } from "./docket.ts";
import { floorsOf } from "./floors.ts";
import { runHelpCenter } from "./help-center.ts";
import { isOnPath, type Tool } from "./load.ts";
import { runMail } from "./mail.ts";
import { mailReport } from "./mail-report.ts";
import { type LoadTrial, type Measurement, measure, statementsOf, warmUp } from "./measure.ts";
import { type BenchOperation, OPERATIONS } from "./operations.ts";
import { type BenchOptions, type BenchServer, HELP, readOptions } from "./options.ts";
import { circumstances, report, type Statements, statementKey } from "./report.ts";
import { runReports } from "./reports.ts";
import { reportsReport } from "./reports-report.ts";
import { writeSection } from "./section.ts";
import { type BenchSubject, readSubject } from "./subject.ts";

const say = (text: string) => console.log(text);

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!options) return say(HELP);
  const tool = options.tool ?? (isOnPath("wrk") ? "wrk" : "autocannon");
  const dockets: PrivateDocket[] = [];
  const closeAll = async () => {
    for (const each of dockets.splice(0)) await each.close();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => closeAll().finally(() => process.exit(130)));
  try {
    if (!options.given) for (const size of options.sizes) dockets.push(await startDocket(size, options.keep, say));
    if (options.settles) for (const each of dockets) await each.settle();
    const servers = [...(options.given ? [options.given] : dockets.map((each) => each.server)), ...options.peers];
    if (options.section === "mail") return await measureMail(dockets, options);
    if (options.section === "reports") return await measureReports(dockets, options);
    if (options.section === "help-center") return await measureHelpCenter(dockets, options);
    if (options.section === "agents") return await measureAgents(servers, options, dockets[0]?.version ?? null);
    const { measures, statements } = await measureAll(servers, options, tool);
    const floors = options.floors ? await floorsOf(dockets, measures, options.seconds) : "";
    const postgres = dockets[0]?.version ?? null;
    const text = [circumstances({ ...options, tool, postgres }), report(measures, statements), floors]
      .filter(Boolean)
      .join("\n\n");
    say(`\n${text}`);
    const heading = `## ${options.title}\n\nWritten by \`npm run bench\`, section \`${options.section}\`.\n\n`;
    if (options.write) writeSection(options.write, options.section, heading + text);
    if (options.json) writeFileSync(options.json, JSON.stringify({ measures, statements: [...statements] }, null, 1));
  } finally {
    await closeAll();
  }
}

async function measureAgents(
  servers: readonly BenchServer[],
  options: BenchOptions,
  postgres: string | null,
): Promise<void> {
  const parts = [circumstances({ ...options, tool: "agents", postgres })];
  for (const server of servers) {
    const { size, runs, load } = await runAgents(server, options.clients, options.seconds, say);
    parts.push(agentsReport(size, runs, load));
  }
  finish(parts, options, "npm run bench -- --section agents");
}

async function measureMail(dockets: readonly PrivateDocket[], options: BenchOptions): Promise<void> {
  const parts = [circumstances({ ...options, tool: "bench/mail.ts", postgres: dockets[0]?.version ?? null })];
  for (const docket of dockets) parts.push(mailReport(await runMail(docket, options.seconds, say)));
  finish(parts, options, "npm run bench -- --section mail");
}

async function measureReports(dockets: readonly PrivateDocket[], options: BenchOptions): Promise<void> {
  const parts = [circumstances({ ...options, tool: "bench/reports.ts", postgres: dockets[0]?.version ?? null })];
  for (const docket of dockets) {
    const { size, times } = await runReports(docket, say);
    parts.push(reportsReport(size, times, loadavg()[0]!));
  }
  finish(parts, options, "npm run bench -- --section reports");
}

async function measureHelpCenter(dockets: readonly PrivateDocket[], options: BenchOptions): Promise<void> {
  const postgres = dockets[0]?.version ?? null;
  const parts = [circumstances({ ...options, tool: "bench/help-center.ts", postgres })];
  for (const docket of dockets) parts.push(await runHelpCenter(docket, options.seconds, say));
  finish(parts, options, "npm run bench -- --section help-center");
}

function finish(parts: readonly string[], options: BenchOptions, command: string): void {
  const text = parts.join("\n\n");
  say(`\n${text}`);
  const heading = `## ${options.title}\n\nWritten by \`${command}\`.\n\n`;
  if (options.write) writeSection(options.write, options.section, heading + text);
}

async function measureAll(servers: readonly BenchServer[], options: BenchOptions, tool: Tool) {
  const measures: Measurement[] = [];
  const statements: Statements = new Map();
  const subjects: BenchSubject[] = [];
  for (const server of servers) subjects.push(await readSubject(server));
  for (const operation of OPERATIONS.filter((each) => options.operations.includes(each.name))) {
    const trials: LoadTrial[] = [];
    for (const subject of subjects) {
      const trial = await prepare(subject, operation, statements);
      if (!trial) continue;
      await warmUp(trial, tool);
      trials.push(trial);
    }
    for (const clients of options.clients)
      for (let round = 0; round < options.rounds; round += 1)
        for (const trial of trials) {
          const result = await measure(trial, tool, clients, options.seconds);
          measures.push(result);
          say(lineOf(result));
        }
  }
  return { measures, statements };
}

/** The operation's requests to one server, each sent once; null if the server does not have the operation. */
async function prepare(
  subject: BenchSubject,
  operation: BenchOperation,
  statements: Statements,
): Promise<LoadTrial | null> {
  // a run takes longer than tokens are valid
  subject.token = await requestToken(subject.server);
  const shots = await operation.shots(subject);
  const { server } = subject;
  if (shots.length === 0) return null;
  const began = performance.now();
  let reply = await send(server.base, shots[0]!);
  let aloneMs = performance.now() - began;
  if (aloneMs < 3000) {
    // the first request may have been slow because caches were empty
    reply = await send(server.base, shots.at(-1)!);
    aloneMs = Math.min(aloneMs, performance.now() - began - aloneMs);
  }
  if (reply.status > 299)
    throw new Error(
      `${server.name} at ${server.base} answered "${operation.title}" with ${reply.status}: ${reply.body.subarray(0, 300)}`,
    );
  const sql = await statementsOf(server, shots[0]!);
  if (sql !== null) statements.set(statementKey(server.name, server.size, operation.name), sql);
  const isClosing = reply.headers.get("connection") === "close";
  return { server, operation: operation.name, shots, aloneMs, isClosing };
}

function lineOf(result: Measurement): string {
  const number = (value: number | null, width: number, places = 2) =>
    (value === null ? "–" : value.toFixed(places)).padStart(width);
  return [
    `${result.server} ${result.size}`.padEnd(16),
    result.operation.padEnd(14),
    `c=${result.clients}`.padEnd(5),
    `${number(result.rate, 9, 1)}/s  p50 ${number(result.p50, 9)} ms  p99 ${number(result.p99, 9)} ms`,
    `CPU ${number(result.serverMs, 8)} + ${number(result.postgresMs, 8)} ms  ${number(result.peakMb, 5, 0)} MB  other ${number(result.foreign, 5)}`,
    result.failures > 0 ? `FAILED ${result.failures} of ${result.requests}` : "",
  ].join("  ");
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
