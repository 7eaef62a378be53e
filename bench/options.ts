import { parseArgs } from "node:util";
import { OPERATIONS } from "./operations.ts";

export interface BenchServer {
  /** Name of the server in the tables. */
  name: string;
  base: string;
  /** Number of tickets; null if unknown. */
  size: number | null;
  username: string;
  password: string;
  serverPid: number | null;
  postgresPid: number | null;
  /** Another address of the same server that returns the header X-Sql-Count. */
  sqlBase: string | null;
}

export interface BenchOptions {
  sizes: number[];
  operations: string[];
  clients: number[];
  seconds: number;
  rounds: number;
  tool: "wrk" | "autocannon" | null;
  /** A running server to measure, instead of a new one. */
  given: BenchServer | null;
  peers: BenchServer[];
  write: string | null;
  /** Heading of the part of that file to replace. */
  section: string;
  title: string;
  json: string | null;
  floors: boolean;
  keep: string | null;
  /** Whether to wait until background work is done after filling. */
  settles: boolean;
}

export const HELP = `npm run bench -- [options]

Starts a private Docket (embedded PostgreSQL, a data folder of its own, no rate limits) for each size, fills it, loads it
with one operation after another, prints a table, and stops and removes everything.

  --sizes 10000,100000     numbers of tickets; one server each, measured in turn so that sizes can be compared
  --ops list,detail        operations to measure: ${OPERATIONS.map((each) => each.name).join(" ")}
  --clients 1,16           numbers of simultaneous requests
  --seconds 5              length of one measurement
  --rounds 1               measurements of each kind; the servers take turns, and the table shows the median
  --tool wrk|autocannon    load generator; default: wrk if it is on PATH, because it needs less of the processor
  --write FILE             write the tables as Markdown into a section of the file; other sections stay
  --section NAME           name of the section; default: api. "agents" is a load of its own: agents who each follow live events
                           and do something every 5 s; --clients is their number (default 200,500,1000), --seconds 30.
                           "help-center": 500 customers, and searches in 5,000 articles (--seconds 60)
                           "mail": incoming and outgoing emails, and the API at the same time (--seconds 10 per figure)
                           "reports": every report alone, for 30 days and for a year with comparison
  --title TEXT             its heading
  --json FILE              write every single measurement
  --no-floors              leave out PostgreSQL's own time for the same statements (pgbench, if it is on PATH)
  --keep DIR               keep the filled data folders there and use them again: the second run starts at once
                           (its numbers then begin where the first run's writes ended)
  --at-once                measure right after filling, while its background work goes on

To measure a running server that has this API (only HTTP is used):
  --base URL               address of the server, instead of private ones
  --username, --password   one of its users
  --server-pid PID         the process whose family is the server: CPU and memory are read from /proc
  --postgres-pid PID       its PostgreSQL's postmaster
  --name NAME              its name in the tables

To measure another server in turn, with ratios. For several sizes, write each option as SIZE=VALUE,…
  --peer URL               --peer-username, --peer-password, --peer-server-pid, --peer-postgres-pid, --peer-name
  --peer-sql URL           the same server in a mode that returns X-Sql-Count, for statements per request

Figures of a shared machine vary by half within minutes. Compare only figures that were taken in turn in one run.`;

const SETTINGS = {
  sizes: { type: "string" },
  ops: { type: "string", default: OPERATIONS.map((each) => each.name).join(",") },
  clients: { type: "string" },
  seconds: { type: "string" },
  rounds: { type: "string", default: "1" },
  tool: { type: "string" },
  write: { type: "string" },
  section: { type: "string", default: "api" },
  title: { type: "string" },
  json: { type: "string" },
  "no-floors": { type: "boolean", default: false },
  keep: { type: "string" },
  "at-once": { type: "boolean", default: false },
  base: { type: "string" },
  username: { type: "string", default: "user01" },
  password: { type: "string", default: process.env.BENCH_PASSWORD ?? "" },
  "server-pid": { type: "string" },
  "postgres-pid": { type: "string" },
  name: { type: "string", default: "Docket" },
  peer: { type: "string" },
  "peer-username": { type: "string", default: "user01" },
  "peer-password": { type: "string", default: process.env.BENCH_PEER_PASSWORD ?? "" },
  "peer-server-pid": { type: "string" },
  "peer-postgres-pid": { type: "string" },
  "peer-name": { type: "string", default: "peer" },
  "peer-sql": { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** Reads the options; null means help. Throws an Error that names the invalid option. */
export function readOptions(args: string[]): BenchOptions | null {
  const { values } = parseArgs({ args, options: SETTINGS, strict: true });
  if (values.help) return null;
  const operations = values.ops.split(",");
  const unknown = operations.filter((name) => !OPERATIONS.some((each) => each.name === name));
  if (unknown.length > 0) throw new Error(`Unknown operation: ${unknown.join(", ")}.`);
  const { tool = null } = values;
  const isAgents = values.section === "agents";
  const isMail = values.section === "mail";
  const isHelpCenter = values.section === "help-center";
  if ((isMail || isHelpCenter || values.section === "reports") && values.base)
    throw new Error(`--section ${values.section} needs private servers, not --base.`);
  if (tool !== null && tool !== "wrk" && tool !== "autocannon") throw new Error("--tool must be wrk or autocannon.");
  return {
    sizes: numbers("--sizes", values.sizes ?? (isMail || isHelpCenter ? "10000" : "10000,100000")),
    operations,
    clients: numbers("--clients", values.clients ?? (isAgents ? "200,500,1000" : "1,16")),
    seconds: numbers("--seconds", values.seconds ?? (isAgents ? "30" : isHelpCenter ? "60" : isMail ? "10" : "5"))[0]!,
    rounds: numbers("--rounds", values.rounds)[0]!,
    tool,
    given: values.base ? serverAt(values, values.base) : null,
    peers: values.peer ? peers(values, values.peer) : [],
    write: values.write ?? null,
    section: values.section,
    title: values.title ?? (isAgents ? "A desk at work" : isMail ? "Emails in and out" : "Requests to the API"),
    json: values.json ?? null,
    floors: !values["no-floors"],
    keep: values.keep ?? null,
    settles: !values["at-once"],
  };
}

type Values = ReturnType<typeof parseArgs<{ options: typeof SETTINGS; strict: true }>>["values"];

const serverAt = (values: Values, base: string): BenchServer => ({
  name: values.name,
  base: origin(base),
  size: null,
  username: values.username,
  password: values.password,
  serverPid: pid(values["server-pid"]),
  postgresPid: pid(values["postgres-pid"]),
  sqlBase: null,
});

function peers(values: Values, text: string): BenchServer[] {
  const pids = bySize(values["peer-server-pid"]);
  const postgres = bySize(values["peer-postgres-pid"]);
  const sql = bySize(values["peer-sql"]);
  return [...bySize(text)].map(([size, base]) => {
    const sqlBase = of(sql, size);
    return {
      name: values["peer-name"],
      base: origin(base),
      size,
      username: values["peer-username"],
      password: values["peer-password"],
      serverPid: pid(of(pids, size)),
      postgresPid: pid(of(postgres, size)),
      sqlBase: sqlBase ? origin(sqlBase) : null,
    };
  });
}

// "10000=a,100000=b", or one value for all sizes
function bySize(text = ""): Map<number | null, string> {
  const parts = text.split(",").filter((part) => part !== "");
  return new Map(
    parts.map((part) => {
      const [, size, value = ""] = /^(?:(\d+)=)?(.*)$/.exec(part) ?? [];
      return [size === undefined ? null : Number(size), value];
    }),
  );
}

const of = (values: Map<number | null, string>, size: number | null) => values.get(size) ?? values.get(null);
const pid = (text: string | undefined) => (text ? numbers("a pid", text)[0]! : null);
const origin = (text: string) => new URL(text).origin;

function numbers(name: string, text: string): number[] {
  const integers = text.split(",").map(Number);
  if (integers.some((each) => !Number.isInteger(each) || each <= 0))
    throw new Error(`${name} takes whole numbers above 0, not "${text}".`);
  return integers;
}
