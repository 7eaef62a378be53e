import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import type { PrivateDocket } from "./docket.ts";
import { isOnPath } from "./load.ts";
import { type Measure, median } from "./measure.ts";

// Each floor is one statement that returns the same answer or makes the same change, without HTTP and without a server.
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

/** How fast PostgreSQL alone is with the same data, and how far the server is from that. Says so if there is no pgbench. */
export async function floorsOf(
  dockets: readonly PrivateDocket[],
  measures: readonly Measure[],
  seconds: number,
): Promise<string> {
  const heading = "### PostgreSQL alone (pgbench)";
  if (dockets.length === 0) return "";
  if (!isOnPath("pgbench")) return `${heading}\n\nNot measured: pgbench is not on PATH.`;
  const rows: string[] = [];
  for (const { server, connection } of dockets) {
    await prepare(connection);
    for (const { name, title, operation } of FLOORS) {
      const [alone, together] = [
        await pgbench(connection, name, 1, seconds),
        await pgbench(connection, name, WRITERS, seconds),
      ];
      const rates = measures
        .filter((each) => each.server === server.name && each.size === server.size && each.operation === operation)
        .filter((each) => each.clients === WRITERS)
        .map((each) => each.rate);
      const own = rates.length > 0 ? median(rates) : null;
      const share = own === null ? ["–", "–"] : [whole(own), `${((own / together) * 100).toFixed(0)} %`];
      rows.push(
        `| ${[title, server.size.toLocaleString("en"), whole(alone), whole(together), ...share].join(" | ")} |`,
      );
      console.log(`pgbench ${server.size}  ${name.padEnd(12)} c=1 ${whole(alone)}/s  c=16 ${whole(together)}/s`);
    }
  }
  const head =
    "| statement | tickets | 1 client /s | 16 clients /s | Docket, 16 clients /s | of that |\n| --- | --: | --: | --: | --: | --: |";
  return `${heading}\n\nMeasured after the rest, so compare within a factor of the machine's noise.\n\n${head}\n${rows.join("\n")}`;
}

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

async function pgbench(
  { host, port, user, database }: pg.ClientConfig,
  name: string,
  clients: number,
  seconds: number,
): Promise<number> {
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
  const { stdout } = await promisify(execFile)("pgbench", [...where, ...how]);
  return Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1] ?? Number.NaN);
}
