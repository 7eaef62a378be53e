import { type Db, query } from "../platform/database.ts";
import { whenConnectable } from "../platform/database-server.ts";
import type { Docket } from "../platform/docket.ts";
import { listen } from "../platform/listen.ts";
import { work } from "./work.ts";

/** Continues all unfinished bulk changes, including those of servers that died. One that fails does not block the others. */
export async function resumeBulk({ db, isDiskLow }: Pick<Docket, "db" | "isDiskLow">): Promise<void> {
  const bulkChanges = await query<{ id: string }>(
    db,
    "select id from bulk_changes where state in ('running', 'undoing') order by created_at",
  );
  const errors: unknown[] = [];
  for (const { id } of bulkChanges)
    await work(db, id, undefined, isDiskLow).catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw new AggregateError(errors, "could not work on some bulk changes");
}

/** Begins with bulk changes as soon as any server receives one; closing waits for running batches. */
export async function watchBulk(connection: object, docket: Docket): Promise<{ close(): Promise<void> }> {
  const { log } = docket;
  const changes = openWork(docket);
  const listening = await whenConnectable(log, () =>
    listen(connection, { bulk_change: { onNotification: changes.begin, onGap: () => {} } }, (error) =>
      log.warn({ err: error }, "lost the notification connection for bulk changes; they begin within a minute"),
    ),
  );
  return {
    async close() {
      changes.stop();
      await listening.close();
      await changes.ended();
    },
  };
}

/** The bulk changes that this server works on. */
function openWork({ db, log, isDiskLow }: Docket) {
  const stop = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  const running = new Map<string, Promise<void>>();
  // an undo may be requested while the last batch of the change is ending
  const requestedAgain = new Set<string>();
  const begin = (id: string) => {
    if (stop.signal.aborted) return;
    if (running.has(id)) return void requestedAgain.add(id);
    const ending = work(db, id, stop.signal, isDiskLow)
      .then(() => beginLater(id))
      .catch((error: unknown) =>
        log.warn({ err: error, bulk: id }, "a bulk change was interrupted; it resumes within a minute"),
      )
      .finally(() => {
        running.delete(id);
        if (requestedAgain.delete(id)) begin(id);
      });
    running.set(id, ending);
  };
  const beginLater = async (id: string) => {
    const ms = await untilStart(db, id);
    if (ms === null || stop.signal.aborted) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      begin(id);
    }, Math.ceil(ms));
    timers.add(timer);
  };
  return {
    begin,
    stop() {
      stop.abort();
      for (const timer of timers) clearTimeout(timer);
    },
    ended: () => Promise.all(running.values()),
  };
}

/** How long a change with a message still waits, so that it can be undone; null if it can start or has ended. */
async function untilStart(db: Db, id: string): Promise<number | null> {
  const [waiting] = await query<{ ms: number }>(
    db,
    `select extract(epoch from starts_at - now())::float8 * 1000 as ms
     from bulk_changes
     where id = $1 and state = 'running' and starts_at > now()`,
    [id],
  );
  return waiting?.ms ?? null;
}
