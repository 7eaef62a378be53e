import type pg from "pg";

/** Fails, in a line for whoever set DATABASE_URL, when this PostgreSQL is too old or would lose what it acknowledged. */
export async function checkServer(connection: pg.Pool | pg.ClientBase): Promise<void> {
  const { rows } = await connection.query<{ number: string; version: string; fsync: string; encoding: string }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as version,
       current_setting('fsync') as fsync, current_setting('server_encoding') as encoding`,
  );
  const { number, version, fsync, encoding } = rows[0]!;
  if (Number(number) < 150_000)
    throw new Error(`Docket needs PostgreSQL 15 or newer; DATABASE_URL leads to ${version}.`);
  if (fsync !== "on")
    throw new Error(
      "The PostgreSQL that DATABASE_URL leads to runs with fsync off and loses acknowledged changes in a power cut. Set fsync = on.",
    );
  if (encoding !== "UTF8")
    throw new Error(`Docket needs a database in UTF8; the one that DATABASE_URL leads to is in ${encoding}.`);
}
