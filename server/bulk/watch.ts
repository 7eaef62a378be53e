import { type Db, query } from "../platform/database.ts";
import type { Docket } from "../platform/docket.ts";
import { listen } from "../platform/listen.ts";
import { work } from "./work.ts";

/** Works on whatever is left to do, also by servers that died over it. */
export async function resumeBulk(db: Db): Promise<void> {
  const left = await query<{ id: string }>(
    db,
    "select id from bulk_changes where state in ('running', 'undoing') order by created_at",
  );
  for (const { id } of left) await work(db, id);
}

/** Begins to work on bulk changes as soon as any server is asked for one; closing lets running lots finish. */
export async function watchBulk(connection: object, { db, log }: Docket): Promise<{ close(): Promise<void> }> {
  const stop = new AbortController();
  const running = new Map<string, Promise<void>>();
  const begin = (id: string) => {
    if (running.has(id)) return;
    const ending = work(db, id, stop.signal)
      .catch((error: unknown) => log.warn({ err: error, bulk: id }, "a bulk change stopped; it is taken up again"))
      .finally(() => running.delete(id));
    running.set(id, ending);
  };
  const listening = await listen(connection, { bulk_change: { heard: begin, gap: () => {} } }, (error) =>
    log.warn({ err: error }, "bulk changes are not heard; they begin within a minute"),
  );
  return {
    async close() {
      stop.abort();
      await listening.close();
      await Promise.all(running.values());
    },
  };
}
