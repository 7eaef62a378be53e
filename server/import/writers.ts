import { mergeBeside } from "../platform/bulk-load.ts";
import { type Db, query } from "../platform/database.ts";
import { withOwnConnection } from "./history.ts";
import { type Staging, seeStaging } from "./staging.ts";

interface Batches {
  count: number;
  staging: Staging;
  /** The zone of the times in remarks and hashes. */
  zone: string;
  write(db: Db, batch: number): Promise<void>;
  onDone(done: number): void;
}

/**
 * Writes batches on two connections if both can see the staged rows, because PostgreSQL gives a connection one
 * processor; a third merges the entries of the search indexes. After an error no further batch is begun.
 */
export async function writeBatches(pool: Db, db: Db, batches: Batches): Promise<void> {
  const merging = mergeBeside(pool);
  const take = takeInTurn({
    ...batches,
    onDone(done) {
      merging.next();
      batches.onDone(done);
    },
  });
  const writers = [take(db)];
  if (batches.staging.isShared && batches.count > 1)
    writers.push(
      withOwnConnection(pool, async (second) => {
        await query(second, "select set_config('timezone', $1, false)", [batches.zone]);
        await seeStaging(second);
        await take(second);
      }),
    );
  const ends = await Promise.allSettled(writers);
  await merging.end();
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

/** A function that writes the next batch until none is left; several connections may run it at the same time. */
function takeInTurn({ count, write, onDone }: Batches): (db: Db) => Promise<void> {
  let begun = 0;
  let done = 0;
  return async (db) => {
    while (begun < count) {
      begun += 1;
      const batch = begun;
      try {
        await write(db, batch);
      } catch (error) {
        begun = count;
        throw error;
      }
      done += 1;
      onDone(done);
    }
  };
}
