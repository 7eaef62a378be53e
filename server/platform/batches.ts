import { type Db, query } from "./database.ts";

export const BATCH_SIZE = 1_000;

/**
 * Repeats a statement that changes at most BATCH_SIZE rows and returns them, until it returns fewer. Returns the number of
 * rows.
 */
export async function changeInBatches(db: Db, text: string, values: unknown[]): Promise<number> {
  for (let total = 0; ; ) {
    const rows = await query(db, text, values);
    total += rows.length;
    if (rows.length < BATCH_SIZE) return total;
  }
}
