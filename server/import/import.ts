import { passOverReminders } from "../emails/digests.ts";
import { flushPendingLists, settleTables, writeInBulk } from "../platform/bulk-load.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Storage } from "../platform/storage.ts";
import { compactTally } from "../tickets/tally.ts";
import { resolveNames } from "./accounts.ts";
import type { CheckOptions } from "./check-row.ts";
import { settleDeletions } from "./deletions.ts";
import { bytesToCopy, copyFiles, refuseStrayFiles, removeUnused, separateFiles } from "./files.ts";
import { checkZone, noteImport, runAlone, withOwnConnection } from "./history.ts";
import { MODEL_NAMES, MODELS, type ModelName } from "./models.ts";
import { raiseNumbers } from "./numbers.ts";
import { type Cause, eachRemark, listCauses, type Remark } from "./remarks.ts";
import { readRows } from "./rows.ts";
import { renameTrials, renumberTrials, settleAnswerers, settleTimes } from "./settle-tickets.ts";
import { closeStaging, makeBatches, openRowWriter, openStaging, seeStaging, stagedTable } from "./staging.ts";
import { take, tellFollowers, writeEvents } from "./take.ts";
import { writeBatches } from "./writers.ts";

export interface ImportSource {
  path: string;
  /** The folder with the attachments' files. */
  media: string | null;
  /** The zone of times without one. */
  zone: string;
  /** Whether the operator has chosen it. */
  isZoneSet: boolean;
}

export interface ImportOptions extends CheckOptions {
  /** Move rows that were deleted in the Django backend to the trash here. */
  deletions: boolean;
  /** Write nothing. */
  isDryRun: boolean;
}

export interface ImportProgress {
  read(bytes: number): void;
  write(done: number, all: number): void;
}

export interface ModelCount {
  model: ModelName;
  /** The number of rows in the file. */
  rows: number;
  taken: number;
  updated: number;
  there: number;
  deleted: number;
  refused: number;
  /** The number of rows of this kind in Docket now, without the trash. */
  here: number;
}

export interface ImportOutcome {
  counts: ModelCount[];
  /** Models that Docket does not use, and how many rows each had. */
  skips: Map<string, number>;
  causes: Cause[];
  refused: number;
  /** The number of rows that were imported without something that they refer to. */
  incomplete: number;
}

export interface Work {
  db: Db;
  storage: Storage;
  source: ImportSource;
  options?: Partial<ImportOptions>;
  progress: ImportProgress;
  onRemark: (remark: Remark) => void;
  /** Refuses if the disk has no space for this many bytes of files. */
  checkSpace?(bytes: number): Promise<void>;
}

// so long that the writing connection need not merge the list
const MERGED_BESIDE = "256MB";

const DEFAULTS: ImportOptions = { deletions: false, isDryRun: false, superusersAsAdmins: false };

/** Thrown at the end of a dry run, to roll back. */
class DryRunDone extends Error {
  readonly outcome: ImportOutcome;

  constructor(outcome: ImportOutcome) {
    super("dry run");
    this.outcome = outcome;
  }
}

/**
 * Imports a dump: the whole file is read and checked first, then written in batches. Another run completes one that was
 * interrupted.
 */
export const importDump = (work: Work): Promise<ImportOutcome> =>
  withStaging(work.db, work.source, (connections) => run(work, { ...DEFAULTS, ...work.options }, connections));

/** Connections that see the staging tables; all of them can be used at the same time. */
export type Connections = readonly [Db, ...Db[]];

/** Runs work on connections that have the staging tables, while no other import runs. */
export const withStaging = <T>(
  pool: Db,
  { zone }: ImportSource,
  work: (connections: Connections) => Promise<T>,
): Promise<T> =>
  runAlone(pool, async (db) => {
    const setZone = (db: Db) => query(db, "select set_config('timezone', $1, false)", [zone]);
    await setZone(db);
    const isShared = await openStaging(db);
    try {
      if (!isShared) return await work([db]);
      return await withOwnConnection(pool, async (second) => {
        await setZone(second);
        await seeStaging(second);
        return work([db, second]);
      });
    } finally {
      await closeStaging(db).catch(() => {});
    }
  });

/** Reads the whole file into the staging tables, and settles what does not depend on the existing data. */
export async function stageDump(
  connections: Connections,
  source: ImportSource,
  options: CheckOptions,
  onRead: ImportProgress["read"],
): Promise<{ batches: number; skips: Map<string, number> }> {
  const [db] = connections;
  const intake = openRowWriter(connections, options);
  let flushing = Promise.resolve();
  for await (const { rows, bytes } of readRows(source.path)) {
    for (const row of rows) intake.add(row);
    await flushing;
    // PostgreSQL stores these rows while the next ones are read
    flushing = intake.flush();
    flushing.catch(() => {});
    onRead(bytes);
  }
  await flushing;
  await intake.flush(true);
  await checkZone(db, source, intake.zoneless());
  await resolveNames(db);
  const batches = await makeBatches(db);
  await refuseStrayFiles(db);
  await separateFiles(db);
  await settleTimes(db);
  return { batches, skips: intake.skips };
}

async function run(work: Work, options: ImportOptions, connections: Connections): Promise<ImportOutcome> {
  const { storage, source, progress, onRemark } = work;
  const [db] = connections;
  const { batches, skips } = await stageDump(connections, source, options, progress.read);
  const finish = async (db: Db): Promise<ImportOutcome> => {
    await eachRemark(db, onRemark);
    return { counts: await countOutcomes(db), skips, causes: await listCauses(db), ...(await countRemarks(db)) };
  };
  await work.checkSpace?.(await bytesToCopy(db, source.media));
  if (!options.isDryRun) {
    await noteImport(db, source.zone);
    await raiseNumbers(db);
    await copyFiles(db, storage, source.media);
    await writeParents(db);
    await writeBatches(work.db, connections, {
      count: batches,
      write: (db, batch) => writeBatch(db, batch, MERGED_BESIDE),
      onDone: (done) => progress.write(done, batches),
    });
    await writeRest(db, options);
    await removeUnused(db, storage);
    await settleTables(work.db, connections);
    return finish(db);
  }
  await copyFiles(db, null, source.media);
  try {
    return await transact(db, async (db) => {
      await writeParents(db);
      for (let batch = 1; batch <= batches; batch++) {
        await writeBatch(db, batch);
        progress.write(batch, batches);
      }
      await writeRest(db, options);
      throw new DryRunDone(await finish(db));
    });
  } catch (error) {
    if (error instanceof DryRunDone) return error.outcome;
    throw error;
  }
}

async function writeParents(db: Db): Promise<void> {
  await transact(db, (db) => take(db, "user", 0));
  await transact(db, async (db) => {
    await renameTrials(db);
    for (const model of ["company", "contact", "zone"] as const) await take(db, model, 0);
  });
  await transact(db, renumberTrials);
}

const writeBatch = (db: Db, batch: number, pending?: string): Promise<void> =>
  transact(db, async (db) => {
    await writeInBulk(db, pending);
    await takeTickets(db, batch);
  });

async function writeRest(db: Db, options: ImportOptions): Promise<void> {
  // rows that refer to tickets that are not in the file
  await transact(db, (db) => takeTickets(db, 0));
  await transact(db, (db) => settleDeletions(db, options.deletions));
  await transact(db, async (db) => {
    await flushPendingLists(db);
    await compactTally(db);
  });
  if (await hasWritten(db)) await tellFollowers(db);
}

async function takeTickets(db: Db, batch: number): Promise<void> {
  for (const model of ["ticket", "ticketcomment", "ticketattachment"] as const) await take(db, model, batch);
  await settleAnswerers(db, batch);
  await passOverReminders(
    db,
    "t.id in (select id from staged_tickets where batch = $1 and outcome in ('taken', 'updated'))",
    [batch],
  );
  await writeEvents(db, batch);
}

async function hasWritten(db: Db): Promise<boolean> {
  const some = MODEL_NAMES.map(
    (model) => `exists (
        select from ${stagedTable(model)}
        where outcome in ('taken', 'updated'))`,
  );
  const [row] = await query<{ has: boolean }>(db, `select ${some.join(" or ")} as has`);
  return row!.has;
}

async function countOutcomes(db: Db): Promise<ModelCount[]> {
  const counts: ModelCount[] = [];
  for (const model of MODEL_NAMES) {
    const { table } = MODELS[model];
    const isPresent = model === "company" || model === "ticket" ? "deleted_at is null" : "true";
    const of = (outcome: string) => `count(*) filter (where outcome = '${outcome}')::int as ${outcome}`;
    const [row] = await query<Omit<ModelCount, "model" | "rows">>(
      db,
      `select ${["taken", "updated", "there", "deleted"].map(of).join(", ")},
         (
           select count(*)::int
           from remarks
           where level = 'refused' and model = '${model}') as refused,
         (
           select count(*)::int
           from ${table}
           where ${isPresent}) as here
         from ${stagedTable(model)}`,
    );
    const { taken, updated, there, deleted, refused } = row!;
    counts.push({ model, rows: taken + updated + there + deleted + refused, ...row! });
  }
  return counts;
}

async function countRemarks(db: Db): Promise<{ refused: number; incomplete: number }> {
  const [row] = await query<{ refused: number; incomplete: number }>(
    db,
    `select count(*) filter (where level = 'refused')::int as refused,
       count(*) filter (where level = 'incomplete')::int as incomplete from remarks`,
  );
  return row!;
}
