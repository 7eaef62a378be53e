import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, createWriteStream, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { loginShot, send } from "./api.ts";
import { type ClientConfig, fillDatabase } from "./fill.ts";
import type { BenchServer } from "./options.ts";

const ROOT = dirname(import.meta.dirname);
const ADMIN = { username: "bench", password: "bench-benches-benched" };

export interface PrivateDocket {
  server: BenchServer & { size: number };
  admin: { username: string; password: string };
  connection: ClientConfig;
  version: string;
  /** Waits until the background work that follows filling is done. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a new Docket with `size` tickets. Closing it deletes its data, unless a folder was named to keep it. */
export async function startDocket(
  size: number,
  keep: string | null,
  say: (text: string) => void,
): Promise<PrivateDocket> {
  const folder = keep ? join(keep, String(size)) : mkdtempSync(join(tmpdir(), "docket-bench-"));
  mkdirSync(folder, { recursive: true });
  // if root runs this, PostgreSQL runs as another user, who must be able to enter the folder
  chmodSync(folder, 0o755);
  const dataDir = join(folder, "data");
  let running = await serve(dataDir, join(folder, "server.log"));
  try {
    const began = performance.now();
    const connection = connectionOf(dataDir);
    const facts = await readFacts(connection, "select exists (select from tickets) as yes");
    if (!facts.yes) {
      say(`filling ${size.toLocaleString("en")} tickets`);
      await fillDatabase(connection, size);
      say(`filled ${size.toLocaleString("en")} tickets in ${((performance.now() - began) / 1000).toFixed(0)} s`);
      // a server whose database has just been filled is slower than usual, so it is started again
      await running.stop();
      running = await serve(dataDir, join(folder, "server.log"));
    }
    const { version } = await readFacts(connectionOf(dataDir), "select current_setting('server_version') as version");
    return {
      server: {
        name: "Docket",
        base: running.base,
        size,
        ...LOGIN,
        serverPid: running.pid,
        postgresPid: postmaster(dataDir).pid,
        sqlBase: null,
      },
      admin: ADMIN,
      connection: connectionOf(dataDir),
      version,
      settle: () => (facts.yes ? Promise.resolve() : untilTallied(connectionOf(dataDir))),
      close: () => close(running, dataDir, keep ? null : folder),
    };
  } catch (error) {
    await close(running, dataDir, keep ? null : folder);
    throw error;
  }
}

const LOGIN = { username: "user01", password: ADMIN.password };

interface Running {
  base: string;
  pid: number;
  stop(): Promise<void>;
}

async function serve(dataDir: string, log: string): Promise<Running> {
  const port = await freePort();
  const child = spawn(process.execPath, startArguments(), {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH ?? "",
      HOST: "127.0.0.1",
      PORT: String(port),
      DATA_DIR: dataDir,
      RATE_LIMIT: "off",
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      ADMIN_USERNAME: ADMIN.username,
      ADMIN_PASSWORD: ADMIN.password,
    },
    stdio: ["ignore", "pipe", "pipe"],
    // Ctrl-C then reaches only this process, which stops the servers in the right order
    detached: true,
  });
  const output = createWriteStream(log, { flags: "a" });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const base = `http://127.0.0.1:${port}`;
  await untilReady(child, base, log);
  return { base, pid: child.pid!, stop: () => stop(child) };
}

/** The arguments with which `npm start` starts the server, without npm and its shell. */
function startArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: { start: string } };
  const [program, ...rest] = scripts.start.split(" ");
  if (program !== "node") throw new Error(`npm start does not run node: ${scripts.start}`);
  return rest;
}

async function untilReady(child: ChildProcess, base: string, log: string): Promise<void> {
  const until = Date.now() + 300_000;
  while (child.exitCode === null && Date.now() < until) {
    const reply = await fetch(`${base}/readyz`).catch(() => null);
    // the first Admin may be created a moment after the server answers
    const login =
      reply?.status === 200 ? await send(base, loginShot(ADMIN.username, ADMIN.password)).catch(() => null) : null;
    if (login?.status === 200) return;
    await sleep(50);
  }
  await stop(child);
  throw new Error(`Docket did not become ready:\n${readFileSync(log, "utf8").slice(-2000)}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 60_000);
  await exit;
  clearTimeout(late);
}

async function close(running: Running, dataDir: string, remove: string | null): Promise<void> {
  // if PostgreSQL runs as another user who cannot reach the data folder, the cluster and its socket are elsewhere
  const cluster = realpathSync(join(dataDir, "postgres"));
  const { sockets } = postmaster(dataDir);
  await running.stop();
  if (!remove) return;
  for (const folder of [remove, cluster, sockets]) rmSync(folder, { recursive: true, force: true });
}

/** What PostgreSQL writes about itself into its data folder while it runs. */
function postmaster(dataDir: string): { pid: number; port: number; sockets: string } {
  const lines = readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n");
  return { pid: Number(lines[0]), port: Number(lines[3]), sockets: lines[4]! };
}

function connectionOf(dataDir: string): ClientConfig {
  const { port, sockets } = postmaster(dataDir);
  return { host: sockets, port, user: "postgres", database: "docket" };
}

// Filling leaves one row per ticket in the tally. A job adds these up within two minutes.
async function untilTallied(connection: ClientConfig): Promise<void> {
  const question = "select not exists (select from ticket_tally where xid > '0'::xid8) as yes";
  for (let seconds = 0; seconds < 300 && !(await readFacts(connection, question)).yes; seconds += 1) await sleep(1000);
  await readFacts(connection, "vacuum analyze ticket_tally");
}

interface ServerFacts {
  yes: boolean;
  version: string;
}

async function readFacts(connection: ClientConfig, text: string): Promise<ServerFacts> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query<ServerFacts>(text)).rows[0]!;
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  listener.close();
  await once(listener, "close");
  if (typeof address !== "object" || address === null) throw new Error("no free port");
  return address.port;
}
