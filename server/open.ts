import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Config } from "./config.ts";
import { restartEvents } from "./events/restart.ts";
import { type Connection, type Database, openDatabase, query } from "./platform/database.ts";
import { checkServer, whenConnectable } from "./platform/database-server.ts";
import { type Embedded, openEmbedded } from "./platform/embedded-postgres.ts";
import { detectRestore } from "./platform/home.ts";
import type { Log } from "./platform/log.ts";
import { migrate } from "./platform/migrations.ts";
import type { Storage } from "./platform/storage.ts";
import { openFolderStorage } from "./platform/storage-folder.ts";
import { resetTally } from "./tickets/tally.ts";

export interface OpenDatabase {
  database: Database;
  connection: Connection;
  embedded: Embedded | null;
  newMigrations: string[];
  close(): Promise<void>;
}

/** Opens the database in the settings, or the embedded one, and migrates it. With `mustExist`, a desk is never created. */
export async function openMigrated(config: Config, log: Log, { mustExist = false } = {}): Promise<OpenDatabase> {
  if (mustExist && !config.databaseUrl && !existsSync(join(config.dataDir, "postgres")))
    throw new Error(`There is no desk in ${resolve(config.dataDir)}. Set DATA_DIR or DATABASE_URL as for the server.`);
  const embedded = config.databaseUrl ? null : await openEmbedded({ dataDir: config.dataDir, log });
  const connection = embedded?.connection ?? { connectionString: config.databaseUrl! };
  const database = openDatabase(connection, {
    size: config.poolSize,
    onError: (error) => log.warn({ err: error }, "a connection to the database was lost"),
  });
  const close = async () => {
    await database.close();
    await embedded?.close();
  };
  try {
    await whenConnectable(log, () => checkServer(database.pool));
    if (mustExist) await requireDesk(database);
    const newMigrations = await migrate(database.pool, join(import.meta.dirname, "../database/migrations"));
    if (await detectRestore(database.db, [restartEvents, resetTally]))
      log.warn("this database was restored or copied; event positions and ticket counts were reset");
    return { database, connection, embedded, newMigrations, close };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}

async function requireDesk({ db }: Database): Promise<void> {
  const [row] = await query<{ exists: boolean }>(db, "select to_regclass('mailboxes') is not null as exists");
  if (!row!.exists)
    throw new Error("There is no desk in this database. Set DATA_DIR or DATABASE_URL as for the server.");
}

/** Opens the file store in the settings: a bucket, or a folder in DATA_DIR. */
export async function openStorage({ s3, dataDir }: Config, log: Log): Promise<Storage> {
  if (!s3) return openFolderStorage(join(dataDir, "files"), log);
  // Amazon's SDK takes memory and time, so it is loaded only if it is used
  const { openS3Storage } = await import("./platform/storage-s3.ts");
  return openS3Storage(s3, log);
}
