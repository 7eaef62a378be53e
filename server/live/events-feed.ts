import { type Db, query } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";

export interface FeedEvent {
  xid: string;
  id: number;
  kind: string;
  data: string;
}

export interface Position {
  xid: bigint;
  id: number;
}

type Listener = (events: readonly FeedEvent[]) => void;

// a statement that finds nothing costs a tenth of a millisecond
const POLL_MS = 100;
const LOT = 500;

/**
 * Reads events in the order of their transactions, and only those below the oldest one that still runs: none can appear
 * behind the reader's back, so a position leaves no hole, on whichever server it is taken up again.
 */
export async function eventsAfter(db: Db, { xid, id }: Position): Promise<FeedEvent[]> {
  return query<FeedEvent>(
    db,
    `select xid::text as xid, id, kind, json_build_object('id', id, 'at', wire_time(at), 'kind', kind, 'actor', actor, 'ticket', ticket,
       'about', about, 'changes', changes)::text as data
     from events where not is_quiet and (xid, id) > ($1::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, id limit ${LOT}`,
    [String(xid), id],
  );
}

export const isAfter = (event: FeedEvent, position: Position): boolean => {
  const xid = BigInt(event.xid);
  return xid > position.xid || (xid === position.xid && event.id > position.id);
};

export const positionOf = (event: FeedEvent): Position => ({ xid: BigInt(event.xid), id: event.id });

/** The position of an event that was seen before; null when it is not known, or was restored from a backup. */
export async function positionOfId(db: Db, id: number): Promise<Position | null> {
  const [row] = await query<{ xid: string }>(db, "select xid::text as xid from events where id = $1 and xid > '0'", [
    id,
  ]);
  return row ? { xid: BigInt(row.xid), id } : null;
}

export async function positionNow(db: Db): Promise<Position> {
  const [row] = await query<{ xid: string }>(db, "select pg_snapshot_xmin(pg_current_snapshot())::text as xid");
  return { xid: BigInt(row!.xid) - 1n, id: Number.MAX_SAFE_INTEGER };
}

export interface Feed {
  /** Hears events until the function that comes back is called; `onClose` when this server stops. */
  listen(listener: Listener, onClose: () => void): Promise<() => void>;
  followers(): number;
  close(): void;
}

/** One reader for all that follow events on this server; it reads only while somebody does. */
export function openFeed(db: Db, log: Log): Feed {
  const listeners = new Map<Listener, () => void>();
  let position: Position | null = null;
  let timer: NodeJS.Timeout | null = null;
  const tick = async () => {
    try {
      const events = await eventsAfter(db, position!);
      if (events.length > 0) {
        position = positionOf(events.at(-1)!);
        for (const listener of listeners.keys()) listener(events);
      }
      if (timer) timer = setTimeout(tick, events.length === LOT ? 0 : POLL_MS);
    } catch (error) {
      log.warn({ err: error }, "events could not be read");
      if (timer) timer = setTimeout(tick, 1000);
    }
  };
  const start = async () => {
    const now = await positionNow(db);
    if (timer || listeners.size === 0) return;
    position = now;
    timer = setTimeout(tick, POLL_MS);
  };
  const stop = () => {
    if (timer) clearTimeout(timer);
    timer = null;
  };
  const leave = (listener: Listener) => {
    listeners.delete(listener);
    if (listeners.size === 0) stop();
  };
  return {
    async listen(listener, onClose) {
      listeners.set(listener, onClose);
      // whoever finds it not running starts it: who came before may have failed to
      if (!timer)
        await start().catch((error: unknown) => {
          leave(listener);
          throw error;
        });
      return () => leave(listener);
    },
    followers: () => listeners.size,
    close() {
      stop();
      for (const onClose of listeners.values()) onClose();
    },
  };
}
