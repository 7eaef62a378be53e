import pLimit from "p-limit";
import { flushPendingLists, vacuumTables, writeInBulk } from "../platform/bulk-load.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Storage } from "../platform/storage.ts";
import { compactTally } from "../tickets/tally.ts";
import { openChances } from "./chance.ts";
import { createCompanies } from "./desk.ts";
import { type DemoPeriod, draftTickets, openDrafts } from "./drafts.ts";
import { type DemoDraftFile, keepFiles } from "./files.ts";
import { publishDrafts } from "./publish.ts";
import { draftComments } from "./talk.ts";

export interface Wish {
  db: Db;
  storage: Storage;
  tickets: number;
  seed: number;
  zone: string;
  onProgress(done: number): void;
}

const DAYS = 60;
const BATCH = 5_000;
const FILES = 16;
const WRITERS = 2;

/** The number of tickets on the desk, including the trash. */
export async function countTickets(db: Db): Promise<number> {
  const [row] = await query<{ n: number }>(db, "select count(*) as n from tickets");
  return row!.n;
}

/** Whether the desk has a ticket, including the trash; counting 1,000,000 of them takes seconds after a cold start. */
export async function hasTickets(db: Db): Promise<boolean> {
  const [row] = await query<{ has: boolean }>(db, "select exists (select from tickets) as has");
  return row!.has;
}

/** Fills the desk, whose users exist already. Each batch is a transaction, so a running server hardly notices. */
export async function fillDesk({ db, storage, tickets, seed, zone, onProgress }: Wish): Promise<void> {
  const first = await countTickets(db);
  await createCompanies(db);
  const now = await openDays(db, zone);
  const chances = openChances(seed);
  const end = first + tickets;
  const batches: DemoPeriod[] = [];
  for (let from = first; from < end; from += BATCH)
    batches.push({ now, days: DAYS, zone, first, end, from, to: Math.min(from + BATCH, end) });
  let done = 0;
  await writeAll(batches, async (span) => {
    await writeBatch(db, storage, chances, span);
    done += span.to - span.from;
    onProgress(done);
  });
  await transact(db, async (db) => {
    await flushPendingLists(db);
    await compactTally(db);
  });
  await vacuumTables(db, [
    "comments",
    "events",
    "ticket_texts",
    "tickets",
    "ticket_moves",
    "ticket_activity",
    "attachments",
  ]);
}

// No batch is started after one that failed, and running ones are waited for.
async function writeAll(batches: readonly DemoPeriod[], write: (span: DemoPeriod) => Promise<void>): Promise<void> {
  const inTurn = pLimit(WRITERS);
  let hasFailed = false;
  const all = batches.map((span) =>
    inTurn(async () => {
      if (hasFailed) return;
      await write(span).catch((error: unknown) => {
        hasFailed = true;
        throw error;
      });
    }),
  );
  await Promise.allSettled(all);
  await Promise.all(all);
}

// creates the sequence of each day first, so that a running server and this command take numbers from the same source
async function openDays(db: Db, zone: string): Promise<string> {
  const [row] = await query<{ now: string }>(db, "select now() as now");
  await query(
    db,
    "select open_ticket_day(($1::timestamptz at time zone $2)::date - d) from generate_series(0, $3::int) d",
    [row!.now, zone, DAYS],
  );
  return row!.now;
}

async function writeBatch(
  db: Db,
  storage: Storage,
  chances: ReturnType<typeof openChances>,
  span: DemoPeriod,
): Promise<void> {
  const files: DemoDraftFile[] = [];
  try {
    await transact(db, async (db) => {
      await writeInBulk(db);
      await openDrafts(db);
      await draftTickets(db, chances, span);
      await draftComments(db, chances);
      if (span.from === span.first) await keepFiles(db, storage, FILES, files);
      await publishDrafts(db, files);
    });
  } catch (error) {
    for (const { file } of files) await storage.remove(file);
    throw error;
  }
}
