import { type Db, query } from "../platform/database.ts";
import { endBelow, MAX_DEPTH, type Position, type Reaction } from "./reader.ts";

// A server has many readers, and most events concern few of them. It reads the kinds of the new events once for all
// readers, and runs only those with an event to react to. The others are moved together from time to time.

/** What has happened since the last check, by kind. */
interface Kind {
  kind: string;
  /** The last transaction in which it happened. */
  xid: string;
  /** The same of events that start reactions. */
  reactive_xid: string | null;
  /** How many events were read, and the last of them. */
  total: number;
  last_xid: string;
  last_id: number;
}

const PAGE_SIZE = 1000;

/**
 * The kinds of new events after a position, and the position up to which they were read. Costs one short statement if there are
 * none.
 */
export async function readNews(
  db: Db,
  after: Position,
  stable: bigint,
): Promise<{ kinds: Kind[]; position: Position; isEnd: boolean }> {
  const kinds = await query<Kind>(
    db,
    `with news as materialized (
       select xid, id, kind, triggers_reactions and depth < ${MAX_DEPTH} as is_reactive
       from events
       where not is_quiet and (xid, id) > ($1::xid8, $2::bigint) and xid < $3::xid8
       order by xid, id
       limit ${PAGE_SIZE}),
     last as (
       select xid, id, (select count(*)::int from news) as total
       from news
       order by xid desc, id desc
       limit 1)
     select n.kind, max(n.xid)::text as xid, (max(n.xid) filter (where n.is_reactive))::text as reactive_xid,
       l.total, l.xid::text as last_xid, l.id as last_id
     from news n
     cross join last l
     group by n.kind, l.total, l.xid, l.id`,
    [after.xid, after.id, String(stable)],
  );
  const [first] = kinds;
  if (first?.total === PAGE_SIZE) return { kinds, position: { xid: first.last_xid, id: first.last_id }, isEnd: false };
  return { kinds, position: endBelow(stable), isEnd: true };
}

/** Whether one of these events, in a transaction that was not read for it before, is for a reaction. */
export const concerns = (kinds: readonly Kind[], { when, isBookkeeping = false }: Reaction, readTo: bigint): boolean =>
  kinds.some(({ kind, xid, reactive_xid }) => {
    const last = isBookkeeping ? xid : reactive_xid;
    return when.includes(kind) && last !== null && BigInt(last) >= readTo;
  });

/**
 * Moves readers past events that do not concern them. A reader that is being run, or that waits to try an event again, stays
 * where it is.
 */
export const moveIdleReaders = (db: Db, names: readonly string[], { xid, id }: Position) =>
  query(
    db,
    `update event_readers r
     set xid = $2::xid8, id = $3
     where r.name in (
       select name
       from event_readers
       where name = any($1::text[]) and failed_event is null and (xid, id) < ($2::xid8, $3::bigint)
       order by name
       for update skip locked)`,
    [names, xid, id],
  );
