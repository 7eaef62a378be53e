import { mergeBeside } from "../platform/bulk-load.ts";
import type { Db } from "../platform/database.ts";

interface Batches {
  count: number;
  write(db: Db, batch: number): Promise<void>;
  onDone(done: number): void;
}

/**
 * Writes batches on several connections, because PostgreSQL gives a connection one processor; another one of the pool
 * merges the entries of the search indexes. After an error no further batch is begun.
 */
export async function writeBatches(pool: Db, connections: readonly Db[], batches: Batches): Promise<void> {
  const merging = mergeBeside(pool);
  const take = takeInTurn({
    ...batches,
    onDone(done) {
      merging.next();
      batches.onDone(done);
    },
  });
  const ends = await Promise.allSettled(connections.map(take));
  await merging.end();
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

/** A function that writes the next batch until none is left; several connections may run it at the same time. */
function takeInTurn({ count, write, onDone }: Batches): (db: Db) => Promise<void> {
  let lastBatch = 0;
  let done = 0;
  return async (db) => {
    while (lastBatch < count) {
      lastBatch += 1;
      const batch = lastBatch;
      try {
        await write(db, batch);
      } catch (error) {
        lastBatch = count;
        throw error;
      }
      done += 1;
      onDone(done);
    }
  };
}
