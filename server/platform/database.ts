import { createHash } from "node:crypto";
import pg from "pg";
import { ConnectionQueue } from "./connection-queue.ts";
import { breakLost } from "./lost-connections.ts";

/** Runs statements: each on any free connection, or all in one transaction. An operation does not need to know which. */
export interface Db {
  query<Row>(text: string, values?: readonly unknown[], options?: QueryOptions): Promise<Row[]>;
  transact<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** Runs work on one connection, for settings and locks of a session. */
  connect<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** Functions that run after the commit; null outside a transaction. */
  readonly commitHooks: CommitHook[] | null;
}

type CommitHook = () => Promise<void>;

interface QueryOptions {
  /** False if the best plan depends on the values (a search): PostgreSQL then plans the statement each time. */
  prepare?: boolean;
}

/** Runs one statement outside of the request's transaction, so it survives a rollback of that one and does not wait for it. */
export type IndependentQuery = <Row>(text: string, values: readonly unknown[]) => Promise<Row[]>;

export interface Database {
  db: Db;
  independentQuery: IndependentQuery;
  pool: pg.Pool;
  /** The share of the usual time limits that applies to everything that waits for this database; 1 except in tests. */
  patience: number;
  /** The number of requests that wait for a connection. */
  waitingCount(): number;
  statementCount(): number;
  close(): Promise<void>;
}

export type Connection = { connectionString: string } | { host: string; port: number; user: string; database: string };

/** The database cannot be reached, or the connection was lost. */
export class DatabaseUnavailable extends Error {
  readonly code: string | undefined;

  constructor(cause: unknown) {
    super("The database is not available.", { cause });
    this.code = (cause as { code?: string }).code;
  }
}

// bigint and numeric are strings by default. The counts and ids here are far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// Times have the format of the wire: UTC with Z, in microseconds.
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => `${text.slice(0, -3).replace(" ", "T")}Z`);
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

// Each connection keeps a plan for every prepared statement. After this many different texts the others are not prepared.
const MAX_PREPARED = 250;
// connections for independentQuery
const INDEPENDENT_SIZE = 2;
const MAX_ATTEMPTS = 3;

const poolSettings = (patience: number): pg.PoolConfig => ({
  // how long connecting may take; ConnectionQueue limits how long a request waits for a connection that is in use
  connectionTimeoutMillis: 2_500 * patience,
  idleTimeoutMillis: 60_000,
  options: Object.entries({
    timezone: "UTC",
    statement_timeout: "30s",
    lock_timeout: Math.round(5_000 * patience),
    idle_in_transaction_session_timeout: "30s",
    // Every search reads the whole pending list: 1.1 ms for 1.5 MB. The write that fills it moves it into the index; a
    // job does so every minute. At 512 kB, that took a third of the time of a comment.
    gin_pending_list_limit: "2MB",
  })
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(" "),
  application_name: "docket",
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
});

/** Opens a pool of connections. Statements that repeat are prepared. */
export function openDatabase(
  connection: Connection,
  { size = 10, patience = 1, onError = (_: Error) => {}, onBackend = (_: number) => {} } = {},
): Database {
  const open = (max: number) =>
    new pg.Pool({ ...connection, ...poolSettings(patience), max }).on("error", onError).on("connect", (client) => {
      onBackend((client as unknown as { processID: number }).processID);
    });
  const pool = open(size);
  const independent = open(INDEPENDENT_SIZE);
  const queue = new ConnectionQueue(pool, patience);
  const independentQueue = new ConnectionQueue(independent, patience);
  const asking = { ...connection, application_name: "docket asks after a statement" };
  const breaker = breakLost([pool, independent], asking, patience);
  const statementName = preparedNames();
  let statements = 0;
  const toConfig: ToConfig = (text, values, { prepare = true }) => {
    statements += 1;
    return { text, values: [...values], name: prepare && values.length > 0 ? statementName(text) : undefined };
  };
  return {
    db: pooledDb(queue, toConfig),
    independentQuery: (text, values) =>
      withClient(independentQueue, async (send) => (await send({ text, values: [...values] })).rows),
    pool,
    patience,
    waitingCount: () => queue.waitingCount + pool.waitingCount,
    statementCount: () => statements,
    close: async () => {
      breaker.close();
      await Promise.all([pool.end(), independent.end()]);
    },
  };
}

/** Prepares a statement from its second use on, under a name. */
function preparedNames(): (text: string) => string | undefined {
  const names = new Map<string, string | null>();
  return (text) => {
    const name = names.get(text);
    if (name) return name;
    if (name === null) names.set(text, createHash("md5").update(text).digest("hex"));
    else if (names.size < MAX_PREPARED) names.set(text, null);
    return names.get(text) ?? undefined;
  };
}

type ToConfig = (text: string, values: readonly unknown[], options: QueryOptions) => pg.QueryConfig;
type Send = (config: pg.QueryConfig) => Promise<pg.QueryResult>;
type Run = (text: string, values?: readonly unknown[], options?: QueryOptions) => Promise<pg.QueryResult>;

const runWith =
  (send: Send, toConfig: ToConfig): Run =>
  (text, values = [], options = {}) =>
    send(toConfig(text, values, options));

function pooledDb(queue: ConnectionQueue, toConfig: ToConfig): Db {
  const onConnection = <T>(work: (run: Run) => Promise<T>) =>
    withClient(queue, (send) => work(runWith(send, toConfig)));
  return {
    commitHooks: null,
    query: <Row>(...statement: Parameters<Run>) =>
      repeatRolledBack(() => onConnection(async (run) => (await run(...statement)).rows as Row[])),
    transact: (work) => transactWith(onConnection, work),
    connect: (work) => onConnection((run) => work(connectedDb(run))),
  };
}

function connectedDb(run: Run): Db {
  const db: Db = {
    commitHooks: null,
    query: async <Row>(...statement: Parameters<Run>) => (await run(...statement)).rows as Row[],
    transact: (work) => transactWith((onConnection) => onConnection(run), work),
    connect: (work) => work(db),
  };
  return db;
}

function transactionDb(run: Run, commitHooks: CommitHook[]): Db {
  const db: Db = {
    commitHooks,
    query: async <Row>(...statement: Parameters<Run>) => (await run(...statement)).rows as Row[],
    transact: (work) => work(db),
    connect: (work) => work(db),
  };
  return db;
}

async function transactWith<T>(
  onConnection: (work: (run: Run) => Promise<T>) => Promise<T>,
  work: (db: Db) => Promise<T>,
): Promise<T> {
  const hooks: CommitHook[] = [];
  const result = await repeatRolledBack(() => {
    hooks.length = 0;
    return onConnection(async (run) => {
      await run("begin");
      try {
        const result = await work(transactionDb(run, hooks));
        // PostgreSQL answers COMMIT with "rollback" if a statement of the transaction failed
        if ((await run("commit")).command !== "COMMIT") throw new Error("A failed transaction was committed.");
        return result;
      } catch (error) {
        // a lost connection cannot roll back, and the first error says more
        await run("rollback").catch(() => {});
        throw error;
      }
    });
  });
  for (const hook of hooks) await hook();
  return result;
}

/** Repeats what PostgreSQL rolled back because of another transaction: a deadlock, or a conflict of serializable ones. */
async function repeatRolledBack<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const isRolledBack = /^40(P01|001)$/.test(String((error as { code?: unknown }).code));
      if (!isRolledBack || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** Lends a connection to work. A lost connection is closed, and every later error says so. */
async function withClient<T>(queue: ConnectionQueue, work: (send: Send) => Promise<T>): Promise<T> {
  const client = await queue.borrow().catch((error: unknown) => {
    throw new DatabaseUnavailable(error);
  });
  let loss: Error | undefined;
  const onError = (error: Error) => {
    loss ??= error;
  };
  client.on("error", onError);
  try {
    return await work((config) =>
      client.query(config).catch((error: unknown) => {
        throw loss && !(error instanceof pg.DatabaseError) ? new DatabaseUnavailable(loss) : error;
      }),
    );
  } finally {
    client.off("error", onError);
    queue.release(client, loss);
  }
}

/** Runs one statement. */
export const query = <Row>(
  db: Db,
  text: string,
  values: readonly unknown[] = [],
  options: QueryOptions = {},
): Promise<Row[]> => db.query<Row>(text, values, options);

/** Runs work in one transaction. Inside a transaction, the work becomes part of that one. */
export const transact = <T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> => db.transact(work);

/** Whether the rows that are read may still be rolled back. If so, they must not be cached. */
export const isInTransaction = (db: Db): boolean => db.commitHooks !== null;

/** Runs work that no rollback can undo: after the commit, or at once outside a transaction. The work handles its own errors. */
export async function afterCommit(db: Db, work: CommitHook): Promise<void> {
  if (db.commitHooks) db.commitHooks.push(work);
  else await work();
}

/** Gives the statements of a transaction more time, if they may change a large part of a table. */
export const takeTime = (db: Db) => query(db, "set local statement_timeout = '15min'");
