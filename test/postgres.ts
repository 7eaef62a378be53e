import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openEmbedded } from "../server/platform/embedded-postgres.ts";
import { openLog } from "../server/platform/log.ts";
import { migrate } from "../server/platform/migrations.ts";

export interface TestServer {
  host: string;
  port: number;
  user: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    server: TestServer;
  }
}

/** Starts one PostgreSQL for a whole run, with a migrated database that every test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "docket-test-"));
  // If root runs the tests, PostgreSQL runs as another user, who must be able to enter this folder. Otherwise its
  // cluster would be in another folder and never be deleted.
  chmodSync(folder, 0o711);
  const embedded = await openEmbedded({
    dataDir: folder,
    log: openLog("error"),
    settings: {
      // its workers belong to a superuser and would prevent a test from dropping its database
      autovacuum: "off",
      // The data need not survive a crash. A clone begins and ends with a checkpoint, after which full_page_writes would
      // log each page whole. `fsync` stays on: servers refuse a PostgreSQL without it.
      synchronous_commit: "off",
      full_page_writes: "off",
      wal_level: "minimal",
      max_wal_senders: "0",
    },
  });
  const { host, port, user } = embedded.connection;
  const admin = new pg.Client({ host, port, user, database: "postgres" });
  await admin.connect();
  await admin.query("create database template_docket");
  await admin.end();
  const pool = new pg.Pool({ host, port, user, database: "template_docket" });
  await migrate(pool, join(import.meta.dirname, "../database/migrations"));
  await pool.end();
  project.provide("server", { host, port, user });
  return async () => {
    await embedded.close();
    rmSync(folder, { recursive: true, force: true });
  };
}
