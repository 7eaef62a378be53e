import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openWorld, type World } from "../../test/world.ts";
import {
  afterCommit,
  DatabaseUnavailable,
  type Db,
  isInTransaction,
  openDatabase,
  query,
  transact,
} from "./database.ts";
import { whenConnectable } from "./database-server.ts";
import { openLog } from "./log.ts";

let world: World;
let db: Db;
beforeAll(async () => {
  world = await openWorld();
  db = world.database.db;
  await query(db, "create table numbers (n int primary key)");
});
beforeEach(() => query(db, "truncate numbers"));
afterAll(() => world.close());

const insert = (db: Db, n: number) => query(db, "insert into numbers values ($1)", [n]);
const numbers = async () => (await query<{ n: number }>(db, "select n from numbers order by n")).map(({ n }) => n);
const pid = async (db: Db) => (await query<{ pid: number }>(db, "select pg_backend_pid() as pid"))[0]!.pid;
const endBackend = (pid: number) => world.database.independentQuery("select pg_terminate_backend($1, 5000)", [pid]);

describe("a transaction", () => {
  test("is rolled back completely if its work fails", async () => {
    const work = transact(db, async (db) => {
      await insert(db, 1);
      await transact(db, (inner) => insert(inner, 2));
      throw new Error("no");
    });
    await expect(work).rejects.toThrow("no");
    expect(await numbers()).toEqual([]);
  });

  test("uses only the Db that it is given", async () => {
    await transact(db, async (inner) => {
      expect([isInTransaction(db), isInTransaction(inner)]).toEqual([false, true]);
      expect(await pid(inner)).not.toBe(await pid(db));
    });
  });

  test("fails if its work continues after a failed statement", async () => {
    const work = transact(db, async (db) => {
      await insert(db, 3);
      await query(db, "select 1 / 0").catch(() => {});
    });
    await expect(work).rejects.toThrow("A failed transaction was committed.");
    expect(await numbers()).toEqual([]);
  });

  test("runs callbacks for after the commit only if it commits", async () => {
    const done: string[] = [];
    const note = (db: Db, what: string) => afterCommit(db, async () => void done.push(`${what} ${await numbers()}`));
    const failed = transact(db, async (db) => {
      await note(db, "failed");
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    await transact(db, async (db) => {
      await note(db, "committed");
      await insert(db, 4);
      expect(done).toEqual([]);
    });
    await note(db, "at once");
    expect(done).toEqual(["committed 4", "at once 4"]);
  });

  test("is repeated after a deadlock", async () => {
    const lock = (db: Db, key: number) => query(db, "select pg_advisory_xact_lock($1)", [key]);
    let locked = 0;
    let bothHold = () => {};
    const held = new Promise<void>((resolve) => {
      bothHold = resolve;
    });
    const work = (first: number, second: number) =>
      transact(db, async (db) => {
        await lock(db, first);
        locked += 1;
        if (locked === 2) bothHold();
        await held;
        await lock(db, second);
        await insert(db, first);
      });
    await Promise.all([work(8, 9), work(9, 8)]);
    expect([locked, await numbers()]).toEqual([3, [8, 9]]);
  });
});

describe("a lost connection", () => {
  test("is a database error if it is lost while a transaction is idle", async () => {
    const work = transact(db, async (db) => {
      await endBackend(await pid(db));
      await insert(db, 5);
    });
    await expect(work).rejects.toBeInstanceOf(DatabaseUnavailable);
    expect(await numbers()).toEqual([]);
  });

  test("keeps the statement's error if it is lost during a statement", async () => {
    const work = transact(db, async (db) => {
      const own = await pid(db);
      await Promise.all([query(db, "select pg_sleep(60)"), endBackend(own)]);
    });
    await expect(work).rejects.toMatchObject({ code: "57P01" });
  });

  test("is not used again", async () => {
    const small = openDatabase({ connectionString: world.url }, { size: 1 });
    await small.db.connect(async (db) => endBackend(await pid(db)));
    expect(small.pool.totalCount).toBe(0);
    expect(await query(small.db, "select 1 as n")).toEqual([{ n: 1 }]);
    await small.close();
  });
});

describe("while all connections are in use", () => {
  const openSmall = () => openDatabase({ connectionString: world.url }, { size: 1, patience: 0.3 });

  test("statements wait as long as connections are released", async () => {
    const small = openSmall();
    // together they take longer than a request waits if no connection is released
    const queries = Array.from({ length: 35 }, (_, n) =>
      query<{ n: number }>(small.db, "select $1::int as n, pg_sleep(0.03)", [n]),
    );
    expect(small.waitingCount()).toBeGreaterThan(30);
    expect((await Promise.all(queries)).map(([row]) => row!.n)).toEqual(queries.map((_, n) => n));
    expect(small.waitingCount()).toBe(0);
    await small.close();
  });

  test("statements fail as unavailable once none is released, and work again after a release", async () => {
    const small = openSmall();
    await small.db.connect(async () => {
      const waiting = [query(small.db, "select 1"), query(small.db, "select 2")];
      for (const result of await Promise.allSettled(waiting))
        expect(result).toMatchObject({ status: "rejected", reason: expect.any(DatabaseUnavailable) });
    });
    expect(await query(small.db, "select 1 as n")).toEqual([{ n: 1 }]);
    await small.close();
  });
});

test("a server that is slow to connect is tried again at the start", async () => {
  const silent = createServer((socket) => socket.on("error", () => {})).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  const slow = new pg.Pool({ host: "127.0.0.1", port, connectionTimeoutMillis: 50 });
  const pools = [slow, world.database.pool];
  const { rows } = await whenConnectable(openLog("silent"), () => pools.shift()!.query("select 1 as n"));
  expect([rows, pools]).toEqual([[{ n: 1 }], []]);
  await slow.end();
  silent.close();
});

test("a statement is prepared when it is used again, unless its plan depends on its values", async () => {
  await db.connect(async (db) => {
    const text = (marker: string) => `select $1::int as ${marker}`;
    for (const _ of [1, 2, 3]) {
      await query(db, text("kept"), [1]);
      await query(db, text("planned"), [1], { prepare: false });
    }
    const statements = await query<{ statement: string }>(db, "select statement from pg_prepared_statements");
    expect(statements.filter(({ statement }) => /kept|planned/.test(statement))).toEqual([{ statement: text("kept") }]);
  });
});
