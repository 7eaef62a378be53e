import { execFileSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { Agent, type ClientRequest, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { command, killServers, type Running, startServer } from "./commands.ts";
import { asOwner, databaseUrl } from "./databases.ts";
import { canMount } from "./mounts.ts";
import { type Caller, caller, makeCompany, makeTicket, PASSWORD, SECRET_KEY } from "./world.ts";

// Several server processes on one database.

let folder: string;
let env: Record<string, string>;
// background jobs take more of a start than the server does
let withoutJobs: Record<string, string>;
let database: pg.Client;
const name = `processes_${process.pid}`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "docket-processes-"));
  await asOwner((owner) => owner.query(`create database ${name} template template_docket strategy file_copy`));
  env = {
    ...{ DATA_DIR: folder, SECRET_KEY, ADMIN_PASSWORD: PASSWORD, RATE_LIMIT: "off" },
    DATABASE_URL: databaseUrl(name),
  };
  withoutJobs = { ...env, WORKER: "off" };
  await command(["user", "root", "--role", "Admin", "--password", PASSWORD], env);
  database = new pg.Client({ connectionString: databaseUrl(name) });
  await database.connect();
}, 60_000);
afterAll(async () => {
  killServers();
  await database.end();
  await asOwner((owner) => owner.query(`drop database if exists ${name} with (force)`));
  rmSync(folder, { recursive: true, force: true });
});

async function signIn({ base }: Running): Promise<Caller> {
  const { body } = await caller(base).post("/auth/login/", { username: "root", password: PASSWORD });
  return caller(base, body.user.id, body.access);
}

/** Sends a request once on a new connection; null if the server accepts no connection. */
function send(base: string, method: string, path: string, headers: Record<string, string>, body?: string) {
  return new Promise<number | null>((resolve, reject) => {
    const sent = request(`${base}${path}`, { method, headers, agent: new Agent() }, (response) => {
      response
        .resume()
        .on("end", () => resolve(response.statusCode!))
        .on("error", reject);
    });
    sent.on("error", (error: NodeJS.ErrnoException) => (error.code === "ECONNREFUSED" ? resolve(null) : reject(error)));
    sent.end(body);
  });
}

test("two servers restart one after the other under load without a failed request", { timeout: 240_000 }, async () => {
  const servers = [await startServer(env), await startServer(env)];
  const root = await signIn(servers[0]!);
  const { company } = await makeCompany(root);
  let isOver = false;
  const failures: unknown[] = [];
  let succeeded = 0;
  // like nginx: tries the next server if one accepts no connection, and repeats a GET whose connection was reset
  const balance = async (turn: number, method: string, path: string, body?: string) => {
    const headers = { authorization: `Bearer ${root.token}`, "content-type": "application/json" };
    for (const at of [turn, turn + 1]) {
      const status = await send(servers[at % 2]!.base, method, path, headers, body).catch((error) => {
        if (method === "GET" && error.code === "ECONNRESET") return null;
        throw error;
      });
      if (status !== null) return status;
    }
    return null;
  };
  const load = async (client: number) => {
    for (let turn = client; !isOver; turn += 1) {
      const ticket = JSON.stringify({ subject: `ticket ${turn}`, description: "x", company: company.id });
      const asked =
        turn % 3 ? balance(turn, "GET", "/api/v1/tickets/") : balance(turn, "POST", "/api/v1/tickets/", ticket);
      const status = await asked.catch((error: unknown) => error);
      if (status === 200 || status === 201) succeeded += 1;
      else failures.push(status);
      // the load must not prevent the servers from starting
      await sleep(20);
    }
  };
  const clients = Array.from({ length: 4 }, (_, client) => load(client));
  for (const at of [0, 1]) {
    const before = succeeded;
    const { code } = await servers[at]!.stop();
    expect(code).toBe(0);
    await expect.poll(() => succeeded, { timeout: 60_000 }).toBeGreaterThan(before + 10);
    servers[at] = await startServer({ ...env, PORT: new URL(servers[at]!.base).port });
  }
  isOver = true;
  await Promise.all(clients);
  expect(failures).toEqual([]);
  // only the disk of the files can be measured, not the one of a remote database
  const metrics: string = (await caller(servers[0]!.base).get(`${servers[0]!.base}/metrics`)).body;
  expect(metrics.match(/docket_disk_free_bytes\{.*?\}/g)).toEqual(['docket_disk_free_bytes{disk="files"}']);
  for (const server of servers) expect((await server.stop()).code).toBe(0);
});

const incoming = () => join(folder, "files/.incoming");
const drafts = () => (existsSync(incoming()) ? readdirSync(incoming()) : []);
const storedFiles = () =>
  readdirSync(join(folder, "files"), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".bin"));

/** An upload that is sent piece by piece. */
function beginUpload(base: string, token: string, ticket: string, file: string): ClientRequest {
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "multipart/form-data; boundary=part",
    "transfer-encoding": "chunked",
  };
  const upload = request(`${base}/api/v1/ticket-attachments/`, { method: "POST", headers, agent: new Agent() });
  upload.on("error", () => {});
  upload.write(
    `--part\r\ncontent-disposition: form-data; name="ticket"\r\n\r\n${ticket}\r\n--part\r\ncontent-disposition: form-data; name="file"; filename="${file}"\r\n\r\n`,
  );
  return upload;
}

test("a server that is killed during an upload leaves all of it or nothing", { timeout: 180_000 }, async () => {
  const unclaimed = async () => (await database.query("select file from unclaimed_files order by file")).rows;
  const attachments = async () => (await database.query("select name, file from attachments order by name")).rows;
  const bytes = randomBytes(200_000);
  let server = await startServer(withoutJobs);
  let root = await signIn(server);
  const ticket = (await makeTicket(root, (await makeCompany(root)).company.id)).id;
  const other = new pg.Client(env.DATABASE_URL);
  await other.connect();
  const killWhen = async (isThere: () => Promise<boolean>) => {
    await expect.poll(isThere, { interval: 20 }).toBe(true);
    await server.stop("SIGKILL");
    server = await startServer(withoutJobs);
    root = await signIn(server);
  };

  // killed before the first byte is written
  beginUpload(server.base, root.token, ticket, "first.bin").write(bytes.subarray(0, 1));
  await killWhen(async () => (await unclaimed()).length === 1);
  // killed in the middle of the file
  beginUpload(server.base, root.token, ticket, "second.bin").write(bytes.subarray(0, 100_000));
  await killWhen(async () => drafts().some((draft) => statSync(join(incoming(), draft)).size >= 50_000));
  expect([await attachments(), storedFiles()]).toEqual([[], []]);
  // killed after the bytes are stored, but before the row is
  await other.query("begin");
  await other.query("select 1 from tickets where id = $1 for update", [ticket]);
  const third = beginUpload(server.base, root.token, ticket, "third.bin");
  third.end(Buffer.concat([bytes, Buffer.from("\r\n--part--\r\n")]));
  await killWhen(async () => storedFiles().length === 1);
  // the killed server's statement still waits in PostgreSQL, and would commit once it gets the lock
  const waiting = "from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  await database.query(`select pg_terminate_backend(pid) ${waiting}`);
  await expect.poll(async () => (await database.query(`select 1 ${waiting}`)).rowCount).toBe(0);
  await other.query("commit");
  await other.end();
  expect(await attachments()).toEqual([]);
  // the three files are recorded, and a job removes them a day later
  const left = (await unclaimed()).map(({ file }) => String(file));
  expect(left).toHaveLength(3);
  for (const file of storedFiles()) expect(left).toContain(file);
  // killed after the response
  const answered = await new Promise((resolve) => {
    const fourth = beginUpload(server.base, root.token, ticket, "fourth.bin");
    fourth.on("response", (response) => resolve(response.statusCode));
    fourth.end(Buffer.concat([bytes, Buffer.from("\r\n--part--\r\n")]));
  });
  expect(answered).toBe(201);
  await killWhen(async () => true);
  const [attachment] = await attachments();
  const { body } = await root.get(`/ticket-attachments/?ticket=${ticket}`);
  expect(body.results[0].name).toBe("fourth.bin");
  const download = await fetch(body.results[0].file);
  expect(Buffer.from(await download.arrayBuffer()).equals(bytes)).toBe(true);
  expect((await unclaimed()).map(({ file }) => file)).not.toContain(attachment!.file);
  expect((await server.stop()).code).toBe(0);
});

test.runIf(canMount())(
  "a server whose data folder became read-only refuses uploads and continues otherwise",
  async () => {
    const disk = mkdtempSync(join(tmpdir(), "docket-read-only-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=500m", "tmpfs", disk]);
    try {
      const server = await startServer({ ...env, DATA_DIR: disk });
      const root = await signIn(server);
      const ticket = (await makeTicket(root, (await makeCompany(root)).company.id)).id;
      execFileSync("mount", ["-o", "remount,ro", disk]);
      const upload = () => {
        const form = new FormData();
        form.append("ticket", ticket);
        form.append("file", new Blob(["a plan"]), "plan.txt");
        return root.post("/ticket-attachments/", form, { "idempotency-key": randomUUID() });
      };
      const { status, headers } = await upload();
      expect([status, headers.get("retry-after")]).toEqual([503, "5"]);
      expect((await root.patch(`/tickets/${ticket}/`, { priority: "high" })).status).toBe(200);
      expect((await server.stop()).code).toBe(0);
      // a starting server does not write there either
      const again = await startServer({ ...env, DATA_DIR: disk });
      expect((await (await signIn(again)).get("/tickets/")).status).toBe(200);
      expect((await again.stop()).code).toBe(0);
      const { SECRET_KEY: _, ...withoutKey } = env;
      const { code, err } = await command(["serve"], { ...withoutKey, DATA_DIR: disk });
      expect([code, err]).toEqual([1, expect.stringContaining("read-only")]);
      const { DATABASE_URL: __, ...embedded } = env;
      const second = await command(["serve"], { ...embedded, DATA_DIR: disk });
      expect([second.code, second.err]).toEqual([1, expect.stringContaining("read-only")]);
    } finally {
      execFileSync("umount", ["-l", disk]);
      rmSync(disk, { recursive: true, force: true });
    }
  },
  180_000,
);
