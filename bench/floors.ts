import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { cpuSeconds } from "./cpu.ts";
import type { PrivateDocket } from "./docket.ts";
import { isOnPath } from "./load.ts";
import { type Measurement, median } from "./measure.ts";

// Each floor is one SQL statement that reads the same result or makes the same change, without HTTP and without a
// server.
const FLOORS: readonly { name: string; title: string; operation: string | null }[] = [
  { name: "select-1", title: "select 1", operation: null },
  { name: "list-ids", title: "ids and versions of the first 20", operation: "list" },
  { name: "list", title: "the first 20, their JSON built", operation: "list" },
  { name: "detail", title: "a ticket's JSON built", operation: "detail-many" },
  { name: "stats", title: "stats, by reading all tickets", operation: "stats" },
  { name: "search-two", title: "two rare words in the description", operation: "search-two" },
  { name: "comment", title: "comment, version and event written", operation: "comment" },
  { name: "create", title: "ticket and event written", operation: "create" },
  { name: "assign", title: "assignee, version and event written", operation: "assign" },
];

const WRITERS = 16;

/** Measures PostgreSQL alone on the same data, and compares the server with it. Says so if pgbench is missing. */
export async function floorsOf(
  dockets: readonly PrivateDocket[],
  measures: readonly Measurement[],
  seconds: number,
): Promise<string> {
  const heading = "### PostgreSQL alone (pgbench)";
  if (dockets.length === 0) return "";
  if (!isOnPath("pgbench")) return `${heading}\n\nNot measured: pgbench is not on PATH.`;
  const rows: string[] = [];
  for (const { server, connection } of dockets) {
    await prepare(connection);
    for (const { name, title, operation } of FLOORS) {
      const alone = await pgbench(connection, server.postgresPid, name, 1, seconds);
      const together = await pgbench(connection, server.postgresPid, name, WRITERS, seconds);
      const own = measures
        .filter((each) => each.server === server.name && each.size === server.size && each.operation === operation)
        .filter((each) => each.clients === WRITERS);
      const cells = [title, server.size.toLocaleString("en"), whole(alone.rate), whole(together.rate)];
      rows.push(`| ${[...cells, ...shares(own, together), small(together.cpuMs)].join(" | ")} |`);
      console.log(
        `pgbench ${server.size}  ${name.padEnd(12)} c=1 ${whole(alone.rate)}/s  c=16 ${whole(together.rate)}/s`,
      );
    }
  }
  const head = `| statement | tickets | 1 client /s | 16 clients /s | Docket, 16 clients /s | of that | Docket, CPU ms | of that | PostgreSQL alone, CPU ms |
| --- | --: | --: | --: | --: | --: | --: | --: | --: |`;
  return `${heading}\n\n${EXPLANATION}\n\n${head}\n${rows.join("\n")}`;
}

const EXPLANATION = `Measured after the rest, so compare within a factor of the machine's noise. Docket's processor time is that of server and PostgreSQL,
with all reactions to the change; nothing reacts to the changes of PostgreSQL alone.`;

/** Docket's rate and processor time as shares of PostgreSQL's own. */
function shares(own: readonly Measurement[], alone: Floor): string[] {
  if (own.length === 0) return ["–", "–", "–", "–"];
  const rate = median(own.map((each) => each.rate));
  const cpuMs = median(own.map(({ serverMs, postgresMs }) => (serverMs ?? Number.NaN) + (postgresMs ?? Number.NaN)));
  return [whole(rate), percent(rate / alone.rate), small(cpuMs), percent(alone.cpuMs / cpuMs)];
}

const percent = (part: number) => (Number.isNaN(part) ? "–" : `${(part * 100).toFixed(0)} %`);
const small = (ms: number) => (Number.isNaN(ms) ? "–" : ms.toFixed(2));
const whole = (rate: number) => (rate >= 10 ? Math.round(rate).toLocaleString("en") : rate.toFixed(1));

async function prepare(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await client.query("drop table if exists bench_ids; drop function if exists bench_ticket(tickets)");
    await client.query(readFileSync(join(import.meta.dirname, "floors.sql"), "utf8"));
  } finally {
    await client.end();
  }
}

interface Floor {
  /** Statements per second. */
  rate: number;
  /** Processor milliseconds of PostgreSQL per statement. */
  cpuMs: number;
}

async function pgbench(
  { host, port, user, database }: pg.ClientConfig,
  postgresPid: number | null,
  name: string,
  clients: number,
  seconds: number,
): Promise<Floor> {
  const file = join(import.meta.dirname, "floors", `${name}.sql`);
  const where = ["-h", String(host), "-p", String(port), "-U", String(user)];
  const how = [
    "-n",
    "-M",
    "prepared",
    "-c",
    String(clients),
    "-j",
    "1",
    "-T",
    String(seconds),
    "-f",
    file,
    String(database),
  ];
  const before = cpuSeconds(postgresPid) ?? Number.NaN;
  const { stdout } = await promisify(execFile)("pgbench", [...where, ...how]);
  const cpuSpent = (cpuSeconds(postgresPid) ?? Number.NaN) - before;
  const read = (label: string) => Number(new RegExp(`^${label}([\\d.]+)`, "m").exec(stdout)?.[1] ?? Number.NaN);
  return { rate: read("tps = "), cpuMs: (cpuSpent * 1000) / read("number of transactions actually processed: ") };
}
