import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, openWorld, type World } from "../../test/world.ts";
import { startJobs } from "../jobs.ts";
import { openLog } from "../platform/log.ts";
import { resumeBulk } from "./watch.ts";
import { runBatch, work } from "./work.ts";

let world: World;
let company: string;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
});
afterAll(() => world.close());

/** This many tickets with a tag that only they have. */
async function many(n: number, tag: string): Promise<void> {
  await world.database.pool.query(
    `insert into tickets (ticket_number, subject, description, company, tags) select $2 || '-' || i, 'Zone offline', 'Since noon.', $3, $2
     from generate_series(1, $1) i`,
    [n, tag, company],
  );
}
const start = async (tag: string, changes: object = { status: "resolved" }) =>
  (await world.tom.post("/bulk-changes/", { filter: { tags: tag }, changes })).body;
const show = async (id: string) => (await world.tom.get(`/bulk-changes/${id}/`)).body;
/** How often tickets were changed for it, and their versions. */
const traces = async (id: string, tag: string) => {
  const { rows } = await world.database.pool.query(
    `select count(*)::int as tickets, (select count(*)::int from events where about = $1 and kind = 'ticket.updated') as events,
       (select count(distinct ticket)::int from events where about = $1 and kind = 'ticket.updated') as told,
       array_agg(distinct version::int) as versions, array_agg(distinct status::text) as statuses from tickets where tags = $2`,
    [id, tag],
  );
  return rows[0];
};

test("two servers work on many tickets at once, each ticket once", async () => {
  const second = await world.another();
  await many(2_600, "herd");
  const { id, ...begun } = await start("herd");
  expect(begun).toMatchObject({ state: "running", total: 2_600, done: 0, can_undo: false });
  expect((await world.tom.post(`/bulk-changes/${id}/undo/`)).body.detail).toBe("This bulk change is still running.");
  await Promise.all([work(world.app.docket.db, id), work(second.app.docket.db, id), work(second.app.docket.db, id)]);
  expect(await show(id)).toMatchObject({ state: "done", done: 2_600, changed: 2_600, failed: 0 });
  expect(await traces(id, "herd")).toEqual({
    tickets: 2_600,
    events: 2_600,
    told: 2_600,
    versions: [2],
    statuses: ["resolved"],
  });
  await world.tom.post(`/bulk-changes/${id}/undo/`);
  await Promise.all([work(world.app.docket.db, id), work(second.app.docket.db, id)]);
  expect((await show(id)).undo).toMatchObject({ restored: 2_600, skipped: [] });
  expect(await traces(id, "herd")).toMatchObject({ versions: [3], statuses: ["new"] });
});

test("another server finishes what a killed server began, each ticket once", async () => {
  const second = await world.another();
  await many(1_700, "flock");
  const { id } = await start("flock");
  await runBatch(second.app.docket.db, id);
  // someone locks a ticket of the second batch, so that the server waits in the middle of it, and dies there
  const holder = new pg.Client(world.database.pool.options);
  await holder.connect();
  await holder.query("begin");
  await holder.query(
    "select id from tickets where id = (select ticket from bulk_change_items where bulk_change = $1 and lot = 1 order by ticket limit 1 offset 250) for update",
    [id],
  );
  const dying = work(second.app.docket.db, id).then(
    () => "done",
    () => "died",
  );
  const waiting = `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%for update%'`;
  let sessions: { pid: number }[] = [];
  while (sessions.length === 0) sessions = (await world.database.pool.query(waiting)).rows;
  await world.database.pool.query("select pg_terminate_backend($1)", [sessions[0]!.pid]);
  expect(await dying).toBe("died");
  await holder.query("rollback");
  await holder.end();
  expect(await show(id)).toMatchObject({ state: "running", done: 500 });
  await resumeBulk(world.app.docket);
  expect(await show(id)).toMatchObject({ state: "done", done: 1_700, changed: 1_700 });
  expect(await traces(id, "flock")).toMatchObject({ events: 1_700, told: 1_700, versions: [2] });
});

test("a ticket that is deleted before its turn fails, and the others are changed", async () => {
  await many(600, "pack");
  const { id } = await start("pack");
  const { rows } = await world.database.pool.query(
    "select id from tickets where tags = 'pack' order by id desc limit 1",
  );
  await runBatch(world.app.docket.db, id);
  await world.admin.remove(`/tickets/${rows[0].id}/`);
  await work(world.app.docket.db, id);
  expect(await show(id)).toMatchObject({
    state: "done",
    changed: 599,
    failed: 1,
    failures: [{ ticket: rows[0].id, reason: "The ticket is in the trash." }],
  });
});

test("a running bulk change waits while a disk is almost full", async () => {
  await many(1_600, "gaggle");
  const { id } = await start("gaggle");
  const { db } = world.app.docket;
  const looks = [false, false, true];
  await work(db, id, undefined, () => looks.shift()!);
  expect(await show(id)).toMatchObject({ state: "running", done: 1_000 });
  await resumeBulk({ db, isDiskLow: () => true });
  expect(await show(id)).toMatchObject({ state: "running", done: 1_000 });
  await resumeBulk(world.app.docket);
  expect(await show(id)).toMatchObject({ state: "done", changed: 1_600 });
});

test("a stopped bulk change does nothing more, reports what it did, and undoes only that", async () => {
  await many(1_600, "drove");
  const { id } = await start("drove");
  await runBatch(world.app.docket.db, id);
  // another server is in the middle of a batch: someone locks one of its tickets
  const holder = new pg.Client(world.database.pool.options);
  await holder.connect();
  await holder.query("begin");
  await holder.query(
    "select id from tickets where id = (select ticket from bulk_change_items where bulk_change = $1 and lot = 1 order by ticket limit 1) for update",
    [id],
  );
  const inTheMiddle = work(world.app.docket.db, id);
  const waiting = `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%for update%'`;
  while ((await world.database.pool.query(waiting)).rows.length === 0);
  expect((await world.fay.post(`/bulk-changes/${id}/stop/`)).status).toBe(403);
  const response = await world.tom.post(`/bulk-changes/${id}/stop/`);
  await holder.query("commit");
  await holder.end();
  await inTheMiddle;
  expect(response.status).toBe(200);
  expect(response.body).toMatchObject({ state: "stopped", total: 1_600, done: 500, changed: 500, can_undo: true });
  expect(response.body.finished_at).not.toBeNull();
  expect(await show(id)).toEqual(response.body);
  expect(await traces(id, "drove")).toMatchObject({ events: 500, told: 500 });
  await resumeBulk(world.app.docket);
  expect(await show(id)).toEqual(response.body);
  expect((await world.tom.post(`/bulk-changes/${id}/stop/`)).body.detail).toBe("This bulk change is not running.");
  await world.tom.post(`/bulk-changes/${id}/undo/`);
  await work(world.app.docket.db, id);
  expect(await show(id)).toMatchObject({ state: "undone", undo: { restored: 500, skipped_count: 0 } });
  expect(await traces(id, "drove")).toMatchObject({ statuses: ["new"] });
});

test("a bulk change that PostgreSQL refuses ends as failed, and what it did can be undone", async () => {
  await many(600, "swarm");
  const { id } = await start("swarm", { priority: "low" });
  await runBatch(world.app.docket.db, id);
  await world.database.pool.query(`update bulk_changes set changes = '{"assigned_team": "Nobody"}' where id = $1`, [
    id,
  ]);
  await expect(work(world.app.docket.db, id)).rejects.toThrow();
  expect(await show(id)).toMatchObject({ state: "failed", done: 500, can_undo: true });
  await world.tom.post(`/bulk-changes/${id}/undo/`);
  await work(world.app.docket.db, id);
  expect(await show(id)).toMatchObject({ state: "undone", undo: { restored: 500 } });
});

test("a failing bulk change does not stop later ones from being resumed", async () => {
  await many(600, "hive");
  await many(600, "covey");
  const [bad, good] = [await start("hive", { priority: "low" }), await start("covey", { priority: "low" })];
  await world.database.pool.query(`update bulk_changes set changes = '{"assigned_team": "Nobody"}' where id = $1`, [
    bad.id,
  ]);
  await expect(resumeBulk(world.app.docket)).rejects.toThrow("could not work on some bulk changes");
  expect([(await show(bad.id)).state, (await show(good.id)).state]).toEqual(["failed", "done"]);
});

test("a failure after a bulk change was recorded starts no second one when the request is retried", async () => {
  await many(3, "brood");
  const { pool } = world.database;
  await pool.query(`
    create sequence faults;
    create function fault_once() returns trigger language plpgsql as $$
      begin if nextval('faults') = 1 then raise 'crossed' using errcode = 'foreign_key_violation'; end if; return new; end $$;
    create trigger fault before update on tickets for each row when (old.tags = 'brood') execute function fault_once()`);
  const before = (await pool.query("select count(*)::int as n from bulk_changes")).rows[0].n;
  const answer = await world.tom.post("/bulk-changes/", { filter: { tags: "brood" }, changes: { status: "resolved" } });
  await pool.query("drop function fault_once cascade; drop sequence faults");
  expect(answer.status).toBe(202);
  expect((await pool.query("select count(*)::int as n from bulk_changes")).rows[0].n).toBe(before + 1);
});

test("a server with background jobs resumes bulk changes by itself, and followers see the progress", async () => {
  const jobs = await startJobs(world.database.pool.options as never, world.app, openLog("silent"));
  try {
    await many(1_100, "shoal");
    const last = (await world.database.pool.query("select max(id) as id from events")).rows[0].id;
    const { id } = await start("shoal");
    const stop = new AbortController();
    const stream = await fetch(`${world.base}/api/v1/events/`, {
      headers: { authorization: `Bearer ${world.tom.token}`, "last-event-id": String(last) },
      signal: stop.signal,
    });
    let text = "";
    const progress = () =>
      text
        .split("\n\n")
        .slice(0, -1)
        .filter((piece) => piece.includes("event: bulk.progress"))
        .map((piece) => JSON.parse(/^data: (.+)$/m.exec(piece)![1]!));
    for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (progress().some(({ changes }) => changes.state[1] === "done")) break;
    }
    stop.abort();
    expect(progress().at(-1)).toMatchObject({
      about: id,
      actor: world.tom.id,
      changes: { state: ["running", "done"], done: [1_000, 1_100], total: [1_100, 1_100] },
    });
    expect(await show(id)).toMatchObject({ state: "done", changed: 1_100 });
  } finally {
    await jobs();
  }
});
