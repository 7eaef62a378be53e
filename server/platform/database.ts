import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import { CompiledQuery, Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { breakLost } from "./lost-connections.ts";
import type { DB as Tables } from "./tables.ts";

/** A connection or a transaction: an operation cannot tell which, and need not care. */
export type Db = Kysely<Tables>;

/** One statement on a connection beside the pool: done whatever becomes of the request's transaction, and never waits for it. */
export type Aside = <Row>(text: string, values: readonly unknown[]) => Promise<Row[]>;

export interface Database {
  db: Db;
  aside: Aside;
  pool: pg.Pool;
  statementCount(): number;
  close(): Promise<void>;
}

export type Connection = { connectionString: string } | { host: string; port: number; user: string; database: string };

// bigint and numeric stay strings by default; the counts and ids here are all far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// Times and days come as the wire wants them: UTC with Z, to the microsecond.
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => `${text.slice(0, -3).replace(" ", "T")}Z`);
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

// A statement that comes again is planned once a connection; past this many different texts the rest go unnamed.
const MAX_NAMED = 250;

const POOLED: pg.PoolConfig = {
  // a database that is down is told to whoever asks within seconds
  connectionTimeoutMillis: 2_500,
  idleTimeoutMillis: 60_000,
  options: Object.entries({
    timezone: "UTC",
    statement_timeout: "30s",
    lock_timeout: "5s",
    idle_in_transaction_session_timeout: "30s",
    // every search reads the words that wait to be sorted in, so they are kept few
    gin_pending_list_limit: "512kB",
  })
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(" "),
  application_name: "docket",
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
};

/** Opens a pool; statements that repeat are prepared by themselves. */
export function openDatabase(connection: Connection, { size = 10, onError = (_: Error) => {} } = {}): Database {
  const open = (max: number) => {
    const pool = new pg.Pool({ ...connection, ...POOLED, max });
    pool.on("error", onError);
    // a connection that is lost in the middle of a transaction fails its statements; its own event must not end the process
    pool.on("connect", (client) => client.on("error", () => {}));
    return pool;
  };
  const pool = open(size);
  const aside = open(2);
  const lost = breakLost([pool, aside], { ...connection, application_name: "docket asks after a statement" });
  const count = { statements: 0 };
  const names = new Map<string, string | null>();
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text);
    if (known) return known;
    if (names.size >= MAX_NAMED && known === undefined) return undefined;
    names.set(text, known === undefined ? null : createHash("md5").update(text).digest("hex"));
    return names.get(text) ?? undefined;
  };
  const dialect = new PostgresDialect({ pool: meteredPool(pool, count, nameOf) });
  return {
    db: new Kysely<Tables>({ dialect }),
    aside: async (text, values) => (await aside.query(text, [...values])).rows,
    pool,
    statementCount: () => count.statements,
    close: async () => {
      lost.close();
      await Promise.all([pool.end(), aside.end()]);
    },
  };
}

// Kysely's own pool interface, with every statement counted and named.
function meteredPool(pool: pg.Pool, count: { statements: number }, nameOf: (text: string) => string | undefined) {
  const wrap = (client: pg.PoolClient) => ({
    query: (text: string, values: readonly unknown[] = []) => {
      count.statements += 1;
      const name = values.length > 0 && !text.includes(UNPREPARED) ? nameOf(text) : undefined;
      return client.query({ text, values: [...values], ...(name && { name }) });
    },
    release: () => client.release(),
  });
  return {
    connect: async () => wrap(await pool.connect()),
    end: () => pool.end(),
    options: pool.options,
  } as unknown as pg.Pool;
}

/** Put into a statement whose best plan depends on its parameters (a search): it is planned each time. */
export const UNPREPARED = "/* unprepared */";

// The transaction that a whole request runs in (see transactRequest), which operations join unasked, and what waits for its end.
const ofRequest = new AsyncLocalStorage<{ db: Db; afterwards: (() => Promise<void>)[] }>();

const current = (db: Db): Db => (db.isTransaction ? db : (ofRequest.getStore()?.db ?? db));

/** Whether what is read now may still be undone, and so must not be remembered. */
export const isTentative = (db: Db): boolean => current(db).isTransaction;

/** Runs work in one transaction: all of it or nothing. Inside a transaction it joins that one. */
export function transact<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  const here = current(db);
  return here.isTransaction ? work(here) : here.transaction().execute(work);
}

/** Lets the statements of a transaction take their time, where what they touch may be half of what there is. */
export const takeTime = (db: Db) => query(db, "set local statement_timeout = '15min'");

/** Runs all that a request does in one transaction, whatever connection its operations were handed. */
export async function transactRequest<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  const afterwards: (() => Promise<void>)[] = [];
  const result = await transact(db, (db) => ofRequest.run({ db, afterwards }, () => work(db)));
  for (const each of afterwards) await each();
  return result;
}

/** Does what no rollback would undo: now, or when the transaction that the whole request runs in has ended well. */
export async function whenCertain(work: () => Promise<void>): Promise<void> {
  const request = ofRequest.getStore();
  if (request) request.afterwards.push(work);
  else await work();
}

/** One statement given as text, for reads that are clearest as SQL. */
export async function query<Row>(db: Db, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  return (await current(db).executeQuery<Row>(CompiledQuery.raw(text, [...values]))).rows;
}
