import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import { type Measurement, median } from "./measure.ts";
import { OPERATIONS } from "./operations.ts";

/** Results of several runs of the same kind. */
export interface TableCell extends Omit<Measurement, "requests"> {
  runs: number;
  requests: number;
}

/** SQL statements per request, by server, size and operation. */
export type Statements = Map<string, number>;
export const statementKey = (server: string, size: number, operation: string) => `${server} ${size} ${operation}`;

/** Medians of all runs with the same server, size, operation and number of clients. */
export function cells(measures: readonly Measurement[]): TableCell[] {
  const groups = Map.groupBy(measures, (each) => [each.server, each.size, each.operation, each.clients].join(" "));
  return [...groups.values()].map((runs) => {
    const middle = (name: "rate" | "p50" | "p99") => median(runs.map((each) => each[name]));
    const valuesOf = (name: "serverMs" | "postgresMs" | "peakMb" | "foreign") =>
      runs.map((each) => each[name]).filter((each) => each !== null);
    const orNull = (values: number[], of: (values: number[]) => number) => (values.length > 0 ? of(values) : null);
    return {
      ...runs[0]!,
      runs: runs.length,
      rate: middle("rate"),
      p50: middle("p50"),
      p99: middle("p99"),
      requests: runs.reduce((sum, each) => sum + each.requests, 0),
      failures: runs.reduce((sum, each) => sum + each.failures, 0),
      serverMs: orNull(valuesOf("serverMs"), median),
      postgresMs: orNull(valuesOf("postgresMs"), median),
      peakMb: orNull(valuesOf("peakMb"), (values) => Math.max(...values)),
      foreign: orNull(valuesOf("foreign"), median),
    };
  });
}

const clientsText = (clients: number) => `${clients} ${clients === 1 ? "client" : "clients"}`;

// A figure is marked if other processes used more than this share of a processor.
const MAX_OTHER_LOAD = 0.3;

const digits = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString("en") : value >= 10 ? value.toFixed(1) : value.toFixed(2);
const format = (value: number | null | undefined) => (value === null || value === undefined ? "–" : digits(value));
const title = (operation: string) => OPERATIONS.find((each) => each.name === operation)?.title ?? operation;

const table = (head: string[], rows: string[][]) =>
  [head, head.map((_, at) => (at === 0 ? "---" : "--:")), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

/** All tables of a run in Markdown. */
export function report(measures: readonly Measurement[], statements: Statements): string {
  const all = cells(measures);
  const sizes = [...new Set(all.map((each) => each.size))].sort((a, b) => a - b);
  const names = [...new Set(all.map((each) => each.server))];
  const parts = sizes.map(
    (size) => `### ${size.toLocaleString("en")} tickets\n\n${sizeTable(all, size, names, statements)}`,
  );
  if (sizes.length > 1) parts.push(growth(all, names[0]!, sizes));
  parts.push(memory(all));
  return parts.join("\n\n");
}

function sizeTable(all: readonly TableCell[], size: number, names: string[], statements: Statements): string {
  const here = all.filter((each) => each.size === size);
  const present = names.filter((name) => here.some((each) => each.server === name));
  const [first, ...others] = present;
  const columns = (name: string) => [
    `${name}: req/s`,
    "p50 ms",
    "p99 ms",
    "CPU ms: server + PostgreSQL",
    "SQL",
    "failed",
  ];
  const ratios = (name: string) => [`rate: ${first} / ${name}`, `CPU: ${name} / ${first}`];
  const head = ["operation", "clients", ...present.flatMap(columns), ...others.flatMap(ratios)];
  const kinds = new Map(here.map((each) => [`${each.operation} ${each.clients}`, each]));
  const rows = [...kinds.values()].map(({ operation, clients }) => {
    const of = (name: string) =>
      here.find((each) => each.server === name && each.operation === operation && each.clients === clients);
    const ratio = (name: string) => {
      const [mine, theirs] = [of(first!), of(name)];
      if (!mine || !theirs || theirs.rate === 0) return ["–", "–"];
      const [less, more] = [cpuMs(mine), cpuMs(theirs)];
      return [`**${digits(mine.rate / theirs.rate)}×**`, less && more ? `**${digits(more / less)}×**` : "–"];
    };
    const sql = (name: string) => statements.get(statementKey(name, size, operation));
    return [
      title(operation),
      String(clients),
      ...present.flatMap((name) => figures(of(name), sql(name))),
      ...others.flatMap(ratio),
    ];
  });
  return table(head, rows);
}

/**
 * Processor milliseconds per request of the server and PostgreSQL together. Of all figures, other work on the machine
 * changes this one least.
 */
const cpuMs = (cell: TableCell | undefined): number | null =>
  cell && cell.serverMs !== null && cell.postgresMs !== null ? cell.serverMs + cell.postgresMs : null;

function figures(cell: TableCell | undefined, sql: number | undefined): string[] {
  if (!cell) return ["–", "–", "–", "–", "–", "–"];
  const { rate, p50, p99, serverMs, postgresMs, failures, requests, foreign } = cell;
  const mark = foreign !== null && foreign > MAX_OTHER_LOAD ? " †" : "";
  const failureText = failures === 0 ? "0" : `${failures} of ${requests}`;
  const cpu = serverMs === null ? "–" : `${format(serverMs)} + ${format(postgresMs)}`;
  return [format(rate) + mark, format(p50), format(p99), cpu, sql === undefined ? "–" : String(sql), failureText];
}

/** Processor milliseconds per request at each size, server and PostgreSQL together. */
function growth(all: readonly TableCell[], name: string, sizes: number[]): string {
  const mine = all.filter((each) => each.server === name);
  const clients = Math.max(...mine.map((each) => each.clients));
  const cost = (operation: string, size: number) => {
    const cell = mine.find((each) => each.operation === operation && each.size === size && each.clients === clients);
    return cpuMs(cell);
  };
  const rows = [...new Set(mine.map((each) => each.operation))].map((operation) => {
    const [least, most] = [cost(operation, sizes[0]!), cost(operation, sizes.at(-1)!)];
    const ratio = least && most ? `**${(most / least).toFixed(2)}×**` : "–";
    return [title(operation), ...sizes.map((size) => format(cost(operation, size))), ratio];
  });
  const head = ["operation", ...sizes.map((size) => size.toLocaleString("en")), "last / first"];
  return `### ${name}: cost of a request as the number of tickets grows\n\nProcessor milliseconds, server and PostgreSQL together, ${clientsText(clients)}.\n\n${table(head, rows)}`;
}

function memory(all: readonly TableCell[]): string {
  const groups = Map.groupBy(
    all.filter((each) => each.peakMb !== null),
    (each) => `${each.server}, ${each.size.toLocaleString("en")} tickets`,
  );
  if (groups.size === 0) return "";
  const rows = [...groups].map(([name, each]) => {
    const most = each.toSorted((a, b) => b.peakMb! - a.peakMb!)[0]!;
    return [name, most.peakMb!.toFixed(0), `${title(most.operation)}, ${clientsText(most.clients)}`];
  });
  return `### Peak memory of the server's processes\n\n${table(["server", "MB", "during"], rows)}`;
}

/** The machine and the time, without which figures mean nothing. */
export function circumstances({
  tool,
  seconds,
  rounds,
  postgres,
}: {
  tool: string;
  seconds: number;
  rounds: number;
  postgres: string | null;
}): string {
  const commit = commandOutput("git", ["rev-parse", "--short", "HEAD"]);
  return [
    `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC${commit ? `, commit ${commit}` : ""}.`,
    `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, ${process.platform}; shared by server, database and load.`,
    `Node ${process.versions.node}${postgres ? `, PostgreSQL ${postgres}` : ""}; load by ${tool}, ${rounds} × ${seconds} s a figure, the servers in turn, the median shown.`,
    `† other programs used more than ${MAX_OTHER_LOAD} of a processor. A run that would get few responses waits for every request that it has sent.`,
  ].join("\n");
}

function commandOutput(program: string, args: string[]): string | null {
  try {
    return execFileSync(program, args, { cwd: import.meta.dirname, stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  } catch {
    return null;
  }
}
