import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import pg from "pg";
import { inject } from "vitest";
import { type App, buildApp } from "../server/app.ts";
import { readConfig, showSettings } from "../server/config.ts";
import { openStorage } from "../server/open.ts";
import { type Database, openDatabase } from "../server/platform/database.ts";
import { type FreeBytes, watchDisks } from "../server/platform/disk-space.ts";
import { type Log, openLog } from "../server/platform/log.ts";
import type { ServiceParts } from "../server/services.ts";
import { openSession } from "../server/users/sessions.ts";
import { openTokens } from "../server/users/tokens.ts";
import { createUser, type UserColumns, userColumns } from "../server/users/users.ts";

export const PASSWORD = "correct horse battery";
// fewer than in production, because each connection compiles the triggers that it runs
const POOL_SIZE = 7;
export const SECRET_KEY = "the tests sign their tokens with this, 0123456789";

export interface TestReply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads any response
  body: any;
}

export interface RequestOptions {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A user, or someone without an account, who sends requests to a server. */
export interface Caller {
  id: string;
  token: string;
  ask(path: string, options?: RequestOptions): Promise<TestReply>;
  get(path: string): Promise<TestReply>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<TestReply>;
  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<TestReply>;
  patch(path: string, body?: unknown, headers?: Record<string, string>): Promise<TestReply>;
  remove(path: string): Promise<TestReply>;
}

export interface WorldServer {
  base: string;
  app: App;
  as(caller: Caller): Caller;
  stranger: Caller;
  close(): Promise<void>;
}

export interface World extends WorldServer {
  admin: Caller;
  /** Fay has the role Finance, Tom the role Tech. */
  fay: Caller;
  tom: Caller;
  database: Database;
  folder: string;
  /** Free bytes of the disks, as the server measures them. Empty until a test sets them. */
  free: FreeBytes;
  /** Starts one more server on the same database. */
  another(): Promise<WorldServer>;
  /** Starts a server on a database that the test has opened. Closing the world closes it. */
  serve(database: Database, log?: Log, measure?: () => Promise<FreeBytes>): Promise<WorldServer>;
  url: string;
  login(username: string, password?: string): Promise<Caller>;
}

const toReply = (status: number, headers: Headers, text: string): TestReply => ({
  status,
  headers,
  body: text && headers.get("content-type")?.includes("json") ? JSON.parse(text) : text,
});

type Message = { method: string; headers: Record<string, string>; body?: unknown };

async function sendByFetch(url: string, message: Message): Promise<TestReply> {
  const response = await fetch(url, { ...(message as RequestInit), redirect: "manual" });
  return toReply(response.status, response.headers, await response.text());
}

const agent = new Agent({ keepAlive: true });

/** Sends a request as fetch would, for about half of its processor time. */
const sendByAgent = (url: string, { method, headers, body }: Message) =>
  new Promise<TestReply>((resolve, reject) => {
    const options = { method, agent, headers: { accept: "*/*", "user-agent": "node", ...headers } };
    const outgoing = request(url, options, (response) => {
      const pairs = Object.entries(response.headersDistinct).flatMap(([name, values = []]) =>
        values.map((value): [string, string] => [name, value]),
      );
      text(response).then((text) => resolve(toReply(response.statusCode!, new Headers(pairs), text)), reject);
    });
    outgoing.on("error", reject).end(body);
  });

// a server may answer a larger body before all of it was sent
const MAX_LENGTH = 50_000;

export function caller(base: string, id = "", token = ""): Caller {
  const ask = async (path: string, { method = "GET", body, headers = {} }: RequestOptions = {}) => {
    const isRaw =
      typeof body === "string" ||
      body instanceof FormData ||
      body instanceof Uint8Array ||
      body instanceof URLSearchParams;
    const content = body === undefined || isRaw ? body : JSON.stringify(body);
    // Fetch also writes forms, and names the type of a text that has none. After HEAD it leaves the connection, on which
    // a server may still be busy with a response that never ends.
    const isText = content === undefined || (typeof content === "string" && (!isRaw || "content-type" in headers));
    const isPlain = isText && method !== "HEAD";
    const isShort = String(content).length < MAX_LENGTH;
    return (isPlain && isShort ? sendByAgent : sendByFetch)(path.startsWith("http") ? path : `${base}/api/v1${path}`, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && !isRaw && { "content-type": "application/json" }),
        ...headers,
      },
      body: content,
    });
  };
  return {
    id,
    token,
    ask,
    get: (path) => ask(path),
    post: (path, body, headers) => ask(path, { method: "POST", body, headers }),
    put: (path, body, headers) => ask(path, { method: "PUT", body, headers }),
    patch: (path, body, headers) => ask(path, { method: "PATCH", body, headers }),
    remove: (path) => ask(path, { method: "DELETE" }),
  };
}

let hashing: Promise<UserColumns> | undefined;
/** The password of all users of the world, hashed once, because hashing is slow. */
const passwordColumns = () => {
  hashing ??= userColumns({ password: PASSWORD });
  return hashing;
};

/** A copy of the migrated database, which exists until it is dropped. */
async function copyDatabase() {
  const { host, port, user } = inject("server");
  const name = `world_${process.pid}_${Math.random().toString(36).slice(2)}`;
  const owner = new pg.Client({ host, port, user, database: "postgres" });
  await owner.connect();
  await owner.query(`create database ${name} template template_docket strategy file_copy`);
  return {
    connection: { host, port, user, database: name },
    url: `postgres://${user}@localhost/${name}?host=${encodeURIComponent(host)}&port=${port}`,
    async drop() {
      await owner.query(`drop database ${name} with (force)`);
      await owner.end();
    },
  };
}

type OwnParts = Partial<Pick<ServiceParts, "webApp" | "replyDelayMs" | "storage">> & { listenAt?: number };

/** Starts servers with these settings. Only the first one listens at `listenAt`. */
function openServers(settings: Record<string, string>, { listenAt = 0, ...parts }: OwnParts, free: FreeBytes) {
  const config = readConfig(settings);
  const servers: WorldServer[] = [];
  const serve = async (
    database: Database,
    log = openLog(config.logLevel),
    measure = async (): Promise<FreeBytes> => ({ ...free }),
  ): Promise<WorldServer> => {
    const disks = await watchDisks(measure, log);
    const app = await buildApp({
      config,
      settings: showSettings(settings),
      secretKey: SECRET_KEY,
      database,
      storage: parts.storage ?? (await openStorage(config, log)),
      disks,
      log,
      webApp: null,
      ...parts,
    });
    await app.http.listen({ host: "127.0.0.1", port: servers.length === 0 ? listenAt : 0 });
    const base = `http://127.0.0.1:${(app.http.server.address() as AddressInfo).port}`;
    const close = async () => {
      app.http.server.closeAllConnections();
      await app.close();
      disks.close();
      await database.close();
    };
    const server = {
      base,
      app,
      stranger: caller(base),
      as: (each: Caller) => caller(base, each.id, each.token),
      close,
    };
    servers.push(server);
    return server;
  };
  const close = async () => {
    for (const each of servers) await each.close();
  };
  return { serve, close };
}

const PEOPLE = [
  { username: "admin", first_name: "Ada", last_name: "Admin", role: "Admin" },
  { username: "fay", first_name: "Fay", last_name: "Finance", role: "Finance" },
  { username: "tom", first_name: "Tom", last_name: "Tech", role: "Tech" },
] as const;

/** Creates the users of a world. Returns their IDs in the order of `PEOPLE`. */
async function createPeople({ db }: Database): Promise<string[]> {
  const ids: string[] = [];
  for (const each of PEOPLE) {
    const email = `${each.username}@docket.test`;
    ids.push(await createUser(db, null, { ...each, ...(await passwordColumns()), email, is_active: true }));
  }
  return ids;
}

/** A complete Docket for one test file, with its own database, folder and port, and three users. */
export async function openWorld(env: Record<string, string> = {}, parts: OwnParts = {}): Promise<World> {
  const { connection, url, drop } = await copyDatabase();
  const folder = mkdtempSync(join(tmpdir(), "docket-world-"));
  const settings = { DATA_DIR: folder, PORT: "0", RATE_LIMIT: "off", LOG_LEVEL: "error", SECRET_KEY, ...env };
  const free: FreeBytes = {};
  const servers = openServers(settings, parts, free);
  const { serve } = servers;
  const database = openDatabase(connection, { size: POOL_SIZE });
  const ids = await createPeople(database);
  const server = await serve(database);
  const tokens = openTokens(SECRET_KEY);
  /** Signs in without checking the password, because a check costs as much as ten requests. */
  const enter = async (id: string) => {
    const { access } = await openSession(database.db, tokens, id, { ip: "127.0.0.1", userAgent: "node" });
    return caller(server.base, id, access);
  };
  const [admin, fay, tom] = await Promise.all(ids.map(enter));
  const login = async (username: string, password = PASSWORD) => {
    const { body } = await server.stranger.post("/auth/login/", { username, password });
    return caller(server.base, body.user.id, body.access);
  };
  return {
    ...server,
    database,
    folder,
    free,
    login,
    serve,
    url,
    another: () => serve(openDatabase(connection, { size: POOL_SIZE })),
    admin: admin!,
    fay: fay!,
    tom: tom!,
    close: async () => {
      await servers.close();
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A company with a contact and a zone. */
export async function makeCompany(by: Caller, name = `Harbour Hotel ${Math.random()}`) {
  const company = (await by.post("/companies/", { name })).body;
  const contact = (
    await by.post("/contacts/", { company: company.id, name: "Ploy Srisai", email: "ploy@harbour.test" })
  ).body;
  const zone = (await by.post("/zones/", { company: company.id, name: "Lobby" })).body;
  return { company, contact, zone };
}

export async function makeTicket(by: Caller, company: string, values: Record<string, unknown> = {}) {
  return (
    await by.post("/tickets/", { subject: "Zone offline", description: "Offline for two hours.", company, ...values })
  ).body;
}
