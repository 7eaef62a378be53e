import { flushPendingLists, writeInBulk } from "../platform/bulk-load.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Storage } from "../platform/storage.ts";
import { compactTally } from "../tickets/tally.ts";
import { copyFiles, refuseStrayFiles, removeUnused } from "./files.ts";
import { MODEL_NAMES, type ModelName } from "./models.ts";
import { raiseNumbers } from "./numbers.ts";
import { readRows } from "./rows.ts";
import { closeStaging, makeBatches, openIntake, openStaging, stagedTable } from "./staging.ts";
import { take, tell, tellFollowers } from "./take.ts";

export interface Source {
  path: string;
  /** The folder that the attachments' files are in. */
  media: string | null;
  /** The zone of times that name none. */
  zone: string;
}

export interface Progress {
  read(bytes: number): void;
  write(done: number, all: number): void;
}

export interface Remark {
  model: string;
  pk: string;
  reason: string;
  is_refused: boolean;
}

export interface Count {
  model: ModelName;
  taken: number;
  there: number;
  deleted: number;
  refused: number;
}

export interface Outcome {
  counts: Count[];
  /** Models that Docket has no use for, and how many rows each had. */
  skipped: Map<string, number>;
  refused: number;
}

interface Work {
  db: Db;
  storage: Storage;
  source: Source;
  progress: Progress;
  onRemark: (remark: Remark) => void;
}

/** Takes over a dump: all of the file is read and checked first, then written in batches; a broken run is made whole by another. */
export function importDump(work: Work): Promise<Outcome> {
  return work.db.connect(async (db) => {
    await query(db, "set statement_timeout = 0");
    // longer than a server holds what an import wants
    await query(db, "set lock_timeout = '60s'");
    await query(db, "select set_config('timezone', $1, false)", [work.source.zone]);
    const [lock] = await query<{ is_ours: boolean }>(
      db,
      "select pg_try_advisory_lock(hashtextextended('docket import', 0)) as is_ours",
    );
    if (!lock!.is_ours) throw new Error("Another import is running. Try again when it has finished.");
    try {
      return await run({ ...work, db });
    } finally {
      // where the connection was lost there is nothing to clear, and its loss is what should be told
      await clear(db).catch(() => {});
    }
  });
}

async function clear(db: Db): Promise<void> {
  await closeStaging(db);
  await query(db, "select pg_advisory_unlock(hashtextextended('docket import', 0))");
  for (const setting of ["statement_timeout", "lock_timeout", "timezone"]) await query(db, `reset ${setting}`);
}

async function run({ db, storage, source, progress, onRemark }: Work): Promise<Outcome> {
  await openStaging(db);
  const intake = openIntake(db);
  for await (const { rows, bytes } of readRows(source.path)) {
    for (const row of rows) intake.add(row);
    await intake.flush();
    progress.read(bytes);
  }
  await intake.flush(true);
  const batches = await makeBatches(db);
  await refuseStrayFiles(db);
  await raiseNumbers(db);
  await copyFiles(db, storage, source.media);
  for (const model of ["user", "company", "contact", "zone"] as const) await transact(db, (db) => take(db, model, 0));
  for (let batch = 1; batch <= batches; batch++) {
    await transact(db, async (db) => {
      await writeInBulk(db);
      await takeTickets(db, batch);
    });
    progress.write(batch, batches);
  }
  // what hangs on tickets that are not in the file
  await transact(db, (db) => takeTickets(db, 0));
  await removeUnused(db, storage);
  await transact(db, async (db) => {
    await flushPendingLists(db);
    await compactTally(db);
  });
  await eachRemark(db, onRemark);
  const counts = await countOutcomes(db);
  if (counts.some(({ taken }) => taken > 0)) await tellFollowers(db);
  const [{ refused } = { refused: 0 }] = await query<{ refused: number }>(
    db,
    "select count(*) as refused from remarks where is_refused",
  );
  return { counts, skipped: intake.skipped, refused };
}

async function takeTickets(db: Db, batch: number): Promise<void> {
  for (const model of ["ticket", "ticketcomment", "ticketattachment"] as const) await take(db, model, batch);
  await tell(db, batch);
}

async function eachRemark(db: Db, onRemark: (remark: Remark) => void): Promise<void> {
  let after = 0;
  for (;;) {
    const rows = await query<Remark & { n: number }>(
      db,
      "select n, model, pk, reason, is_refused from remarks where n > $1 order by n limit 1000",
      [after],
    );
    for (const row of rows) onRemark(row);
    if (rows.length < 1000) return;
    after = rows.at(-1)!.n;
  }
}

async function countOutcomes(db: Db): Promise<Count[]> {
  const counts: Count[] = [];
  for (const model of MODEL_NAMES) {
    const [row] = await query<Omit<Count, "model">>(
      db,
      `select count(*) filter (where outcome = 'taken') as taken, count(*) filter (where outcome = 'there') as there,
         count(*) filter (where outcome = 'deleted') as deleted,
         (select count(*) from remarks where is_refused and model = '${model}') as refused from ${stagedTable(model)}`,
    );
    counts.push({ model, ...row! });
  }
  return counts;
}
