import { type Db, query } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import { readStableXid } from "../platform/stable-xid.ts";

export interface FeedEvent {
  xid: string;
  id: number;
  kind: string;
  data: string;
  /** The only user who may see it, besides Admins; null: everyone. */
  only_for: string | null;
}

export interface FeedPosition {
  xid: bigint;
  id: number;
}

type Listener = (events: readonly FeedEvent[]) => void;

// a poll without events costs a tenth of a millisecond
const POLL_MS = 100;
const RETRY_MS = 1000;
const PAGE_SIZE = 500;
const NOBODY = "00000000-0000-0000-0000-000000000000";

/**
 * Reads events in the order of their transactions, only those below the stable ID: no earlier one can appear later, so a reader
 * that continues from a position, on any server, misses none.
 */
export async function eventsAfter(db: Db, { xid, id }: FeedPosition): Promise<FeedEvent[]> {
  const end = await readStableXid(db);
  return query<FeedEvent>(
    db,
    `select xid::text as xid, id, kind,
      json_build_object('id', id, 'at', wire_time(at), 'kind', kind, 'actor', actor, 'ticket', ticket,
       'about', about, 'changes', changes)::text as data,
       case when kind = 'bulk.progress'
         then coalesce((
           select created_by
           from bulk_changes
           where id = about), '${NOBODY}')
         when kind in ('snooze.changed', 'snooze.ended') then about
         when kind = 'sla.alert' then (changes -> 'recipient' ->> 1)::uuid
       end as only_for
     from events
     where not is_quiet and (xid, id) > ($1::xid8, $2::bigint) and xid < $3::xid8
     -- the column, not the text of the same name
     order by events.xid, events.id
     limit ${PAGE_SIZE}`,
    [String(xid), id, String(end)],
  );
}

export const isAfter = (event: FeedEvent, position: FeedPosition): boolean => {
  const xid = BigInt(event.xid);
  return xid > position.xid || (xid === position.xid && event.id > position.id);
};

export const positionOf = (event: FeedEvent): FeedPosition => ({ xid: BigInt(event.xid), id: event.id });

/** The position of an event that was seen before; null if it is unknown, or was restored from a backup. */
export async function positionOfId(db: Db, id: number): Promise<FeedPosition | null> {
  const [row] = await query<{ xid: string }>(db, "select xid::text as xid from events where id = $1 and xid > '0'", [
    id,
  ]);
  return row ? { xid: BigInt(row.xid), id } : null;
}

export async function positionNow(db: Db): Promise<FeedPosition> {
  return { xid: (await readStableXid(db)) - 1n, id: Number.MAX_SAFE_INTEGER };
}

export interface Feed {
  /** Calls the listener with new events until the returned function is called. `onClose`: called when this server stops. */
  listen(listener: Listener, onClose: () => void): Promise<() => void>;
  followers(): number;
  close(): void;
}

/** One chain of polls. A stopped chain never polls again, whatever it waits for at that moment. */
interface Chain {
  isStopped: boolean;
  /** Resolves when the chain knows its starting position. */
  ready: Promise<void>;
  timer?: NodeJS.Timeout;
}

/** The one reader for all clients of this server that follow events; it reads only while there are any. */
export function openFeed(db: Db, log: Log): Feed {
  const listeners = new Map<Listener, () => void>();
  let chain: Chain | null = null;
  const stop = () => {
    if (!chain) return;
    chain.isStopped = true;
    clearTimeout(chain.timer);
    chain = null;
  };
  const start = (): Chain => {
    const own = startChain(db, log, (events) => {
      for (const listener of listeners.keys()) listener(events);
    });
    own.ready.catch(() => {
      // the next client starts another one
      if (chain === own) stop();
    });
    return own;
  };
  const leave = (listener: Listener) => {
    listeners.delete(listener);
    if (listeners.size === 0) stop();
  };
  return {
    async listen(listener, onClose) {
      listeners.set(listener, onClose);
      chain ??= start();
      await chain.ready.catch((error: unknown) => {
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

/** Polls for events from now on, until the chain is stopped. */
function startChain(db: Db, log: Log, report: (events: FeedEvent[]) => void): Chain {
  const read = async (from: FeedPosition) => {
    let [position, wait] = [from, POLL_MS];
    try {
      const events = await eventsAfter(db, from);
      if (own.isStopped) return;
      if (events.length > 0) {
        position = positionOf(events.at(-1)!);
        report(events);
      }
      if (events.length === PAGE_SIZE) wait = 0;
    } catch (error) {
      log.warn({ err: error }, "could not read events; retrying");
      wait = RETRY_MS;
    }
    poll(position, wait);
  };
  const poll = (position: FeedPosition, wait: number) => {
    if (!own.isStopped) own.timer = setTimeout(read, wait, position);
  };
  const own: Chain = { isStopped: false, ready: positionNow(db).then((now) => poll(now, POLL_MS)) };
  return own;
}
