import { afterAll, beforeAll, expect, test } from "vitest";
import { dumpRow, dumpId as id, importRows } from "../../test/dumps.ts";
import { openWorld, type World } from "../../test/world.ts";
import { type Db, query } from "../platform/database.ts";
import { lockImports, unlockImports, withOwnConnection } from "./history.ts";
import { withStaging } from "./import.ts";
import { openStaging, seeStaging, sweepStaging } from "./staging.ts";
import { writeBatches } from "./writers.ts";

let world: World;
let pool: Db;
beforeAll(async () => {
  world = await openWorld();
  pool = world.database.db;
});
afterAll(() => world.close());

const processOf = async (db: Db) => (await query<{ pid: number }>(db, "select pg_backend_pid() as pid"))[0]!.pid;
const hasSchema = async () =>
  (await query<{ is_there: boolean }>(pool, "select to_regnamespace('import_staging') is not null as is_there"))[0]!
    .is_there;
const SOURCE = { path: "", media: null, zone: "Asia/Bangkok", isZoneSet: true };

test("two connections write the batches of an import, each batch once", async () => {
  const done: number[] = [];
  const processes = new Set<number>();
  let meet = () => {};
  const met = new Promise<void>((resolve) => {
    meet = resolve;
  });
  await withStaging(pool, SOURCE, (connections) =>
    writeBatches(pool, connections, {
      count: 5,
      onDone() {},
      async write(db, batch) {
        processes.add(await processOf(db));
        if (processes.size === 2) meet();
        // the first one waits until another connection has begun a batch
        await met;
        const zone = await query(
          db,
          "select current_setting('timezone') as zone from (select count(*) from staged_tickets) x",
        );
        expect(zone).toEqual([{ zone: SOURCE.zone }]);
        done.push(batch);
      },
    }),
  );
  expect(done.sort()).toEqual([1, 2, 3, 4, 5]);
  expect(await hasSchema()).toBe(false);
});

test("after a batch that failed, no further one is begun", async () => {
  const batches: number[] = [];
  const write = async (_: Db, batch: number) => {
    batches.push(batch);
    throw new Error("the disk is full");
  };
  await withOwnConnection(pool, (db) =>
    expect(writeBatches(pool, [db], { count: 50, write, onDone() {} })).rejects.toThrow("the disk is full"),
  );
  expect(batches).toEqual([1]);
});

const mayCreate = (verb: "grant" | "revoke") =>
  `do $$ begin execute format('${verb} create on database %I ${verb === "grant" ? "to" : "from"} current_user', current_database()); end $$`;

test("a role that may not create a schema stages in temporary tables, on one connection", async () => {
  await query(pool, mayCreate("revoke"));
  try {
    await withStaging(pool, SOURCE, async (connections) => {
      expect(connections).toHaveLength(1);
      expect(await hasSchema()).toBe(false);
      expect(await query(connections[0], "select from staged_tickets")).toEqual([]);
    });
  } finally {
    await query(pool, mayCreate("grant"));
  }
});

test("what a killed import left behind is deleted, but never while an import is running", async () => {
  await withOwnConnection(pool, async (db) => {
    await openStaging(db);
    expect(await lockImports(db)).toBe(true);
    await sweepStaging(pool);
    expect(await hasSchema()).toBe(true);
    await unlockImports(db);
  });
  // the connection is gone without having tidied up
  await sweepStaging(pool);
  expect(await hasSchema()).toBe(false);
});

test("an import starts although a killed one left its tables, and imports several batches completely", async () => {
  await withOwnConnection(pool, async (db) => {
    await openStaging(db);
    await seeStaging(db);
    await query(db, "insert into staged_companies (id, name) values (gen_random_uuid(), 'Left behind')");
  });
  const tickets = Array.from({ length: 2_001 }, (_, i) => [
    dumpRow("ticket", 10 + i, {
      ...{ ticket_number: `T-20251117-${String(i + 1).padStart(4, "0")}`, subject: "No sound", description: "d" },
      ...{ status: "new", company: id(2), created_by: id(1) },
    }),
    dumpRow("ticketcomment", 5_010 + i, { ticket: id(10 + i), author: id(1), text: "On our way." }),
  ]).flat();
  await importRows(world, [
    dumpRow("user", 1, { username: "lea", password: "!", role: "Admin", first_name: "Lea" }),
    dumpRow("company", 2, { name: "Inn" }),
    ...tickets,
  ]);
  const [counts] = await query(
    pool,
    `select count(distinct t.id)::int as tickets, count(c.id)::int as comments,
       (select count(*)::int from companies where name = 'Left behind') as left_behind
     from tickets t left join comments c on c.ticket = t.id`,
  );
  expect(counts).toEqual({ tickets: 2_001, comments: 2_001, left_behind: 0 });
});
