import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { Log } from "./log.ts";

const [PAUSE_MS, MAX_WAIT_MS] = [250, 20_000];

// no free connection, still starting, or so busy that the driver gave up connecting
const isBusy = (error: unknown) =>
  /^(53300|57P03)$/.test(String((error as { code?: unknown }).code)) ||
  /connection timeout|timeout exceeded/i.test(String((error as Partial<Error>).message));

/** Repeats work for some seconds while PostgreSQL is starting, has no free connection, or is slow to connect. */
export async function whenConnectable<T>(log: Log, work: () => Promise<T>): Promise<T> {
  const since = Date.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || Date.now() - since > MAX_WAIT_MS) throw error;
      if (attempt === 1) log.warn({ err: error }, "PostgreSQL accepts no connection; trying again");
      await sleep(PAUSE_MS);
    }
  }
}

/** Fails, with one line for the operator, if this PostgreSQL is too old or would lose acknowledged writes. */
export async function checkServer(connection: pg.Pool | pg.ClientBase): Promise<void> {
  const { rows } = await connection.query<{ number: string; version: string; fsync: string; encoding: string }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as version,
       current_setting('fsync') as fsync, current_setting('server_encoding') as encoding`,
  );
  const { number, version, fsync, encoding } = rows[0]!;
  if (Number(number) < 150_000)
    throw new Error(`Docket needs PostgreSQL 15 or newer. The server in DATABASE_URL is version ${version}.`);
  if (fsync !== "on")
    throw new Error("The PostgreSQL in DATABASE_URL runs with fsync off and can lose saved changes. Set fsync = on.");
  if (encoding !== "UTF8")
    throw new Error(`Docket needs a UTF8 database. The database in DATABASE_URL is ${encoding}.`);
}
