import { PgBoss } from "pg-boss";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { readConfig } from "../server/config.ts";
import { startJobs } from "../server/jobs.ts";
import { openMigrated } from "../server/open.ts";
import { openDatabase, query } from "../server/platform/database.ts";
import { openLog } from "../server/platform/log.ts";
import { type FaultyProxy, openProxy } from "./proxy.ts";
import {
  type Caller,
  makeCompany,
  makeTicket,
  openWorld,
  PASSWORD,
  SECRET_KEY,
  type World,
  type WorldServer,
} from "./world.ts";

let world: World;
let proxy: FaultyProxy;
let server: WorldServer;
let tom: Caller;
let company: string;
const lines: string[] = [];

beforeAll(async () => {
  world = await openWorld();
  const { host, port, user } = inject("server");
  proxy = await openProxy({ host, port });
  const database = /world_\w+/.exec(world.url)![0];
  const connectionString = `postgres://${user}:CANARY-database@127.0.0.1:${proxy.port}/${database}`;
  const log = openLog("trace", { write: (line) => void lines.push(line) });
  const onError = (err: Error) => log.warn({ err });
  server = await world.serve(openDatabase({ connectionString }, { size: 4, patience: 0.3, onError }), log);
  tom = server.as(world.tom);
  company = (await makeCompany(world.admin)).company.id;
});
afterAll(async () => {
  await world.close();
  await proxy.close();
});

const ask = (path: string) => server.stranger.get(`${server.base}${path}`);
const metric = async (name: string): Promise<number | null> => {
  const line = (await ask("/metrics")).body.split("\n").find((each: string) => each.startsWith(`${name} `));
  return line === undefined ? null : Number(line.split(" ")[1]);
};

describe.each(["cut", "silent"] as const)("while the connection to the database is %s", (state) => {
  test("requests fail within seconds, and succeed again once the database is back", async () => {
    expect((await tom.get("/tickets/")).status).toBe(200);
    expect((await ask("/readyz")).body).toEqual({ status: "ok" });
    proxy.setState(state);
    const answers = await Promise.all([
      tom.get("/tickets/"),
      tom.post("/tickets/", { subject: "x", description: "x", company }),
      tom.post("/tickets/", { subject: "x", description: "x", company }, { "idempotency-key": `down-${state}` }),
      server.stranger.post("/auth/login/", { username: "tom", password: PASSWORD }),
    ]);
    expect(answers.map(({ status, headers }) => [status, headers.get("retry-after")])).toEqual(
      answers.map(() => [503, "1"]),
    );
    expect(answers[0]!.body.detail).toBe("The database is not available. Please try again.");
    expect([await ask("/readyz"), await ask("/healthz"), await ask("/metrics")].map(({ status }) => status)).toEqual([
      503, 200, 200,
    ]);
    proxy.setState("fair");
    await expect.poll(async () => (await tom.get("/tickets/")).status).toBe(200);
    expect((await ask("/readyz")).status).toBe(200);
  });
});

test("a server that starts while PostgreSQL has no free connection waits for one", async () => {
  const name = /world_\w+/.exec(world.url)![0];
  const limit = (connections: number) =>
    world.database.pool.query(`alter database ${name} connection limit ${connections}`);
  const waiting: string[] = [];
  await limit(0);
  const config = readConfig({ DATABASE_URL: world.url });
  const starting = openMigrated(config, openLog("info", { write: (line) => void waiting.push(line) }));
  try {
    await expect.poll(() => waiting.join("")).toContain("PostgreSQL accepts no connection; trying again");
  } finally {
    await limit(-1);
  }
  const started = await starting;
  expect((await query(started.database.db, "select 1 as one")).length).toBe(1);
  await started.close();
});

describe("metrics", () => {
  test("count requests by route and status, connections and statements", async () => {
    await tom.get(`/tickets/${world.tom.id}/`);
    await tom.get("/zones/?page=last");
    const name = (route: string, status: number) =>
      `docket_http_request_seconds_count{method="GET",route="${route}",status="${status}"}`;
    expect(await metric(name("/api/v1/tickets/:id/", 404))).toBe(1);
    expect(await metric(name("/api/v1/zones/", 200))).toBe(1);
    expect(await metric('docket_database_connections{state="idle"}')).toBeGreaterThan(0);
    expect(await metric("docket_sql_statements_total")).toBeGreaterThan(5);
    expect(await metric("process_resident_memory_bytes")).toBeGreaterThan(0);
  });

  test("show followers of events, and how far events lag behind changes", async () => {
    const stop = new AbortController();
    await fetch(`${server.base}/api/v1/events/`, {
      headers: { authorization: `Bearer ${tom.token}` },
      signal: stop.signal,
    });
    expect(await metric("docket_event_followers")).toBe(1);
    stop.abort();
    await expect.poll(() => metric("docket_event_followers")).toBe(0);
    expect(await metric("docket_http_request_seconds_count")).toBe(null);

    const held = await world.database.pool.connect();
    await held.query("begin; select pg_current_xact_id()");
    await makeTicket(tom, company);
    await expect.poll(() => metric("docket_event_lag_seconds")).toBeGreaterThan(0.05);
    await held.query("rollback");
    held.release();
    await expect.poll(() => metric("docket_event_lag_seconds")).toBe(0);
  });

  test("show jobs, including one that a killed server left; the log has the reason of a failure", async () => {
    const connection = { connectionString: world.url };
    const older = new PgBoss({ ...connection, supervise: false, schedule: false });
    await older.start();
    await older.createQueue("sweep-uploads", { policy: "singleton" });
    const stop = await startJobs(connection, server.app, openLog("error", { write: (line) => void lines.push(line) }));
    const begin = (name: string) =>
      world.database.pool.query("insert into pgboss.job (name, policy, retry_limit) values ($1, 'singleton', 0)", [
        name,
      ]);
    await world.database.pool.query("alter table unclaimed_files rename to elsewhere");
    await Promise.all([begin("forget-expired"), begin("remove-files")]);
    const ran = (name: string, outcome: string) => metric(`docket_job_runs_total{name="${name}",outcome="${outcome}"}`);
    await expect.poll(() => ran("forget-expired", "done")).toBe(1);
    await expect.poll(() => ran("remove-files", "failed")).toBe(1);
    expect(lines.filter((line) => /unclaimed_files.*"job":"remove-files"/.test(line))).toHaveLength(1);
    await expect.poll(() => metric('docket_jobs{name="remove-files",state="failed"}')).toBe(1);
    await world.database.pool.query("alter table elsewhere rename to unclaimed_files");
    // the server's last sign of life is older than that of any running server
    await world.database.pool.query(
      `insert into pgboss.job (name, policy, state, retry_limit, started_on, heartbeat_on, heartbeat_seconds)
       select name, policy, 'active', 2, now(), now() - interval '70 seconds', heartbeat_seconds
       from pgboss.queue where name = 'sweep-uploads'`,
    );
    await older.supervise("sweep-uploads");
    await expect.poll(() => ran("sweep-uploads", "done")).toBe(1);
    await older.stop();
    await stop();
  }, 60_000);
});

describe("the log", () => {
  const of = (id: string) => lines.map((line) => JSON.parse(line)).filter(({ request }) => request === id);

  test("names a request by the ID that its client got", async () => {
    const { headers } = await tom.ask("/tickets/", { headers: { "x-request-id": "my-own.1" } });
    expect(headers.get("x-request-id")).toBe("my-own.1");
    await expect
      .poll(() => of("my-own.1"))
      .toEqual([
        expect.objectContaining({
          level: "debug",
          method: "GET",
          route: "/api/v1/tickets/",
          status: 200,
          msg: "answered",
        }),
      ]);
  });

  test("leaves out event streams, whose end is not the end of a slow request", async () => {
    await tom.ask("/events/", { method: "HEAD", headers: { "x-request-id": "stream.1" } });
    await tom.ask("/auth/me/", { headers: { "x-request-id": "after.1" } });
    await expect.poll(() => of("after.1")).toHaveLength(1);
    expect(of("stream.1")).toEqual([]);
  });

  test("contains no secret, whether a request succeeds, is refused or fails", async () => {
    await world.admin.post("/users/", {
      ...{ username: "canary", email: "canary@desk.test", password: "CANARY-password", role: "Tech" },
      ...{ first_name: "Can", last_name: "Ary" },
    });
    const login = (password: string) => server.stranger.post("/auth/login/", { username: "canary", password });
    const { access, refresh } = (await login("CANARY-password")).body;
    const canary = server.as({ ...world.tom, token: access });
    await login("CANARY-wrong");
    await server.stranger.post("/auth/refresh/", { refresh });
    await server.stranger.post("/auth/refresh/", { refresh: "CANARY-refresh" });
    await server.stranger.post("/auth/login/", '{"username": "canary", "password": "CANARY-broken');
    await server.as({ ...world.tom, token: "CANARY.token.x" }).get("/tickets/");
    await canary.post("/users/change_password/", { old_password: "CANARY-old", new_password: "CANARY-new" });
    await canary.ask("/tickets/?token=CANARY-query", { headers: { cookie: "session=CANARY-cookie" } });
    // an internal error while the server has the whole request at hand
    await world.database.pool.query("alter table tickets rename to elsewhere");
    const failed = await canary.post("/tickets/", { subject: "CANARY-subject", description: "CANARY-body", company });
    await world.database.pool.query("alter table elsewhere rename to tickets");
    expect(failed.status).toBe(500);
    await expect.poll(() => of(failed.headers.get("x-request-id")!).length).toBe(2);
    proxy.setState("cut");
    await login("CANARY-password");
    proxy.setState("fair");
    await server.stranger.post("/auth/logout/", { refresh });

    const all = lines.join("");
    expect(lines.length).toBeGreaterThan(10);
    for (const secret of ["CANARY", SECRET_KEY, access, refresh, access.split(".")[2]])
      expect(all).not.toContain(secret);
  });
});
