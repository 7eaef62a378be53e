import { query } from "../platform/database.ts";
import { whenConnectable } from "../platform/database-server.ts";
import type { Docket } from "../platform/docket.ts";
import { listen } from "../platform/listen.ts";
import { work } from "./work.ts";

/** Works on everything left to do, also by servers that died. One that fails does not block the later ones. */
export async function resumeBulk({ db, isDiskLow }: Pick<Docket, "db" | "isDiskLow">): Promise<void> {
  const left = await query<{ id: string }>(
    db,
    "select id from bulk_changes where state in ('running', 'undoing') order by created_at",
  );
  const errors: unknown[] = [];
  for (const { id } of left) await work(db, id, undefined, isDiskLow).catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw new AggregateError(errors, "could not work on some bulk changes");
}

/** Starts to work on bulk changes as soon as any server receives one; closing waits for running batches. */
export async function watchBulk(
  connection: object,
  { db, log, isDiskLow }: Docket,
): Promise<{ close(): Promise<void> }> {
  const stop = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  const running = new Map<string, Promise<void>>();
  // an undo may be asked for while the last batch of the change is just ending
  const askedAgain = new Set<string>();
  const begin = (id: string) => {
    if (stop.signal.aborted) return;
    if (running.has(id)) {
      askedAgain.add(id);
      return;
    }
    const ending = work(db, id, stop.signal, isDiskLow)
      .then(() => beginLater(id))
      .catch((error: unknown) =>
        log.warn({ err: error, bulk: id }, "a bulk change was interrupted; it resumes within a minute"),
      )
      .finally(() => {
        running.delete(id);
        if (askedAgain.delete(id)) begin(id);
      });
    running.set(id, ending);
  };
  // one with a message waits for the time to undo it
  const beginLater = async (id: string) => {
    const [waiting] = await query<{ ms: number }>(
      db,
      `select extract(epoch from starts_at - now())::float8 * 1000 as ms
       from bulk_changes
       where id = $1 and state = 'running' and starts_at > now()`,
      [id],
    );
    if (!waiting || stop.signal.aborted) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      begin(id);
    }, Math.ceil(waiting.ms));
    timers.add(timer);
  };
  const listening = await whenConnectable(log, () =>
    listen(connection, { bulk_change: { onNotification: begin, onGap: () => {} } }, (error) =>
      log.warn({ err: error }, "lost the notification connection for bulk changes; they begin within a minute"),
    ),
  );
  return {
    async close() {
      stop.abort();
      for (const timer of timers) clearTimeout(timer);
      await listening.close();
      await Promise.all(running.values());
    },
  };
}
