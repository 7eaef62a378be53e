import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Database } from "./database.ts";
import type { DiskSpace } from "./disk-space.ts";

// how long health and metrics wait for the database, because their clients have a time limit, too
const LIMIT_MS = 1_500;
const SLOW_MS = 1_000;

export interface Metrics {
  /** Records the outcome of a background job. */
  jobRan(name: string, outcome: "done" | "failed"): void;
}

/** The rows of a statement; null if the database fails or takes too long. */
export type ReadRows = <Row extends object>(text: string) => Promise<Row[] | null>;

/** Adds the figures of a feature. */
export type Measure = (registry: Registry, readRows: ReadRows) => void;

/** Lets several figures that are read at once share a statement. */
export function shareRuns<T>(load: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= load().finally(() => {
      running = null;
    });
    return running;
  };
}

/** /healthz (the process runs), /readyz (it can serve), /metrics (Prometheus), and a log line for each response. */
export function openMetrics(
  http: FastifyInstance,
  database: Database,
  disks: DiskSpace,
  followers: () => number,
  measures: readonly Measure[] = [],
): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  measureRequests(http, registry);
  measureDatabase(registry, database);
  measureDisks(registry, database, disks);
  measureEvents(registry, database, followers);
  measureReactions(registry, database);
  for (const measure of measures) measure(registry, (text) => withinTimeLimit(database, text));
  serveHealth(http, database);
  http.get("/metrics", async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
  return measureJobs(registry, database);
}

function measureRequests(http: FastifyInstance, registry: Registry): void {
  const seconds = new Histogram({
    name: "docket_http_request_seconds",
    help: "Response time by route and status. Event streams are not included.",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  http.addHook("onResponse", async (request, reply) => {
    if (reply.raw.getHeader("content-type") === "text/event-stream") return;
    const route = request.routeOptions.url ?? "none";
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    logResponse(request, reply, route);
  });
}

// logs failed and slow requests at the usual level, all others at debug
function logResponse(request: FastifyRequest, reply: FastifyReply, route: string): void {
  const ms = Math.round(reply.elapsedTime);
  // health checks are frequent, and their client sees the response
  const isFailed = reply.statusCode >= 500 && route !== "/readyz";
  const level = isFailed ? "warn" : ms >= SLOW_MS ? "info" : "debug";
  request.log[level](
    { request: request.id, method: request.method, route, status: reply.statusCode, ms },
    level === "info" ? "answered slowly" : "answered",
  );
}

function measureDatabase(registry: Registry, database: Database): void {
  new Counter({
    name: "docket_sql_statements_total",
    help: "SQL statements sent.",
    registers: [registry],
    collect() {
      this.reset();
      this.inc(database.statementCount());
    },
  });
  new Gauge({
    name: "docket_database_connections",
    help: "Database connections by state; `waited_for` counts requests that wait for a connection.",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      const { totalCount, idleCount } = database.pool;
      this.set({ state: "busy" }, totalCount - idleCount);
      this.set({ state: "idle" }, idleCount);
      this.set({ state: "waited_for" }, database.waitingCount());
    },
  });
}

function measureDisks(registry: Registry, database: Database, disks: DiskSpace): void {
  new Gauge({
    name: "docket_database_bytes",
    help: "Size of the database on disk.",
    registers: [registry],
    async collect() {
      const rows = await withinTimeLimit<{ bytes: number }>(
        database,
        "select pg_database_size(current_database()) as bytes",
      );
      this.reset();
      if (rows) this.set(rows[0]!.bytes);
    },
  });
  new Gauge({
    name: "docket_disk_free_bytes",
    help: "Free bytes on the disks of the embedded database and of uploaded files. Below 268435456, changes are refused.",
    labelNames: ["disk"],
    registers: [registry],
    collect() {
      this.reset();
      for (const [disk, bytes] of Object.entries(disks.free())) this.set({ disk }, bytes);
    },
  });
}

function measureEvents(registry: Registry, database: Database, followers: () => number): void {
  new Gauge({
    name: "docket_event_followers",
    help: "Clients following events on this server.",
    registers: [registry],
    collect() {
      this.set(followers());
    },
  });
  new Gauge({
    name: "docket_event_lag_seconds",
    help: "Age of the oldest event held back by an open transaction.",
    registers: [registry],
    async collect() {
      // imported events have past times
      const rows = await withinTimeLimit<{ lag: number }>(
        database,
        `select coalesce(extract(epoch from clock_timestamp() - min(at)), 0)::float as lag from events
         where xid >= (select stable_xid()) and at > now() - interval '1 hour'`,
      );
      this.reset();
      if (rows) this.set(rows[0]!.lag);
    },
  });
}

function measureReactions(registry: Registry, database: Database): void {
  const read = shareRuns(() =>
    withinTimeLimit<{ name: string; lag: number; failures: number; skipped: number }>(
      database,
      `select r.name, r.failures,
         (select count(*)::int from skipped_events s where s.reader = r.name) as skipped,
         coalesce(extract(epoch from clock_timestamp() - (
           select e.at from events e
           where not e.is_quiet and e.triggers_reactions and (e.xid, e.id) > (r.xid, r.id)
           order by e.xid, e.id
           limit 1)), 0)::float as lag
       from event_readers r`,
    ),
  );
  const gauge = (name: string, help: string, value: "failures" | "skipped" | "lag") =>
    new Gauge({
      ...{ name, help, labelNames: ["reaction"], registers: [registry] },
      async collect() {
        const rows = await read();
        this.reset();
        for (const row of rows ?? []) this.set({ reaction: row.name }, row[value]);
      },
    });
  gauge("docket_reaction_failures", "How often a reaction has failed on its current event.", "failures");
  gauge(
    "docket_skipped_events",
    "Events that a reaction skipped after repeated failures; the table skipped_events lists them.",
    "skipped",
  );
  gauge("docket_reaction_lag_seconds", "Age of the oldest event that a reaction has not read yet.", "lag");
}

function measureJobs(registry: Registry, database: Database): Metrics {
  new Gauge({
    name: "docket_jobs",
    help: "Background jobs in the queue, by name and state.",
    labelNames: ["name", "state"],
    registers: [registry],
    async collect() {
      const rows = await withinTimeLimit<{ name: string; state: string; n: number }>(
        database,
        `select name, case
          when state in ('created', 'retry') then 'waiting'
          else state::text
          end as state, count(*)::int as n
         from pgboss.job where name not like '\\_\\_%' group by 1, 2`,
      );
      this.reset();
      for (const { name, state, n } of rows ?? []) this.set({ name, state }, n);
    },
  });
  const runs = new Counter({
    name: "docket_job_runs_total",
    help: "Background jobs run by this server, by name and outcome.",
    labelNames: ["name", "outcome"],
    registers: [registry],
  });
  return { jobRan: (name, outcome) => runs.inc({ name, outcome }) };
}

function serveHealth(http: FastifyInstance, database: Database): void {
  let isStopping = false;
  http.addHook("preClose", async () => {
    isStopping = true;
  });
  http.get("/healthz", { exposeHeadRoute: true }, async () => ({ status: "ok" }));
  http.get("/readyz", { exposeHeadRoute: true }, async (_request, reply) => {
    if (isStopping) return reply.code(503).send({ status: "this server is stopping" });
    const isReady = (await withinTimeLimit(database, "select 1")) !== null;
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? "ok" : "the database does not answer" });
  });
}

/** The result of a statement; null if the database fails or takes too long. */
async function withinTimeLimit<Row extends object>({ pool, patience }: Database, text: string): Promise<Row[] | null> {
  let alarm: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    alarm = setTimeout(resolve, LIMIT_MS * patience, null);
  });
  const answer = pool.query<Row>(text).then(
    ({ rows }) => rows,
    () => null,
  );
  return Promise.race([answer, late]).finally(() => clearTimeout(alarm));
}
