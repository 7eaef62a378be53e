import type { ActorKind } from "../../wire/ticket-words.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { readStableXid } from "../platform/stable-xid.ts";
import type { EventActor } from "./events.ts";

/** An event as a reaction reads it. */
export interface ReadEvent {
  id: number;
  at: string;
  kind: string;
  actor: string | null;
  actor_kind: ActorKind;
  actor_name: string | null;
  ticket: string | null;
  about: string | null;
  changes: Record<string, [unknown, unknown]> | null;
  /** The version of the ticket once this had happened. */
  version: number | null;
  depth: number;
}

/** An operation that runs because of an event, a moment after it. */
export interface Reaction {
  /** Its position is stored under this name: a renamed one starts again at the end of the events. */
  name: string;
  /** The kinds of events that it is for. */
  when: readonly string[];
  /** Whether it mirrors all changes: then it also reads those of imports, undo and automations. */
  isBookkeeping?: boolean;
  /**
   * Writes rows and queues jobs with `db`, a transaction that also moves the reader's position. It never uses the
   * network: it may run again after a crash, and only its writes are rolled back then.
   */
  react(db: Db, event: ReadEvent): Promise<void>;
}

/** The steps of a reader, in this order; a crash between any two leaves each event with one effect. */
export const STEPS = ["claimed", "read", "reacted", "moved"] as const;
export type Step = (typeof STEPS)[number];
type OnStep = (step: Step) => Promise<void> | void;

const BATCH_SIZE = 200;
/** Reactions to reactions end here, whatever they are set up to do. */
export const MAX_DEPTH = 10;
const MAX_FAILURES = 8;

/** An automation that acts because of an event: its changes are recorded as caused by it. */
export const causedBy = (event: ReadEvent, name: string): EventActor => ({
  kind: "automation",
  id: null,
  name,
  via: "automation",
  cause: event.id,
  depth: event.depth + 1,
});

/** Gives reactions that are new a position: at the end, so that nothing from before they existed makes them act. */
export async function addReaders(db: Db, reactions: readonly Reaction[]): Promise<void> {
  const stable = await readStableXid(db);
  await query(
    db,
    `insert into event_readers (name, xid, id)
     select name, $2::xid8, $3
     from unnest($1::text[]) as names (name)
     on conflict (name) do nothing`,
    [reactions.map(({ name }) => name), String(stable - 1n), Number.MAX_SAFE_INTEGER],
  );
}

/** The readers that have something to read. Costs one short statement while nothing happens. */
export async function readersBehind(db: Db): Promise<string[]> {
  const stable = await readStableXid(db);
  const rows = await query<{ name: string }>(
    db,
    `select r.name
     from event_readers r
     where r.next_try_at <= now()
       and exists (
         select from events e
         where not e.is_quiet and (e.xid, e.id) > (r.xid, r.id) and e.xid < $1::xid8
       )`,
    [String(stable)],
  );
  return rows.map(({ name }) => name);
}

interface Reader {
  xid: string;
  id: number;
  /** The event that failed last time. */
  failed_event: number | null;
}

interface Row extends ReadEvent {
  xid: string;
  triggers_reactions: boolean;
}

/**
 * Reads the next events for a reaction and runs it, in one transaction. Does not wait for another server that is
 * reading for it. False if there was nothing to do.
 */
export async function runReaction(db: Db, reaction: Reaction, onStep: OnStep = () => {}): Promise<boolean> {
  let at: Row | undefined;
  try {
    return await transact(db, async (db) => {
      const stable = await readStableXid(db);
      const [reader] = await query<Reader>(
        db,
        `select xid::text as xid, id, failed_event
         from event_readers
         where name = $1 and next_try_at <= now()
         for update skip locked`,
        [reaction.name],
      );
      if (!reader) return false;
      await onStep("claimed");
      const events = apart(await readEvents(db, reader, stable), reader.failed_event);
      if (events.length === 0) return false;
      await onStep("read");
      for (const event of events) {
        at = event;
        if (isFor(reaction, event)) await reaction.react(db, event);
      }
      await onStep("reacted");
      await moveTo(db, reaction.name, events.at(-1)!);
      await onStep("moved");
      return true;
    });
  } catch (error) {
    // a lost connection or a deadlock says nothing of the event
    const isOfEvent = !/^(08|57P|40|ECONN)/.test(String((error as { code?: unknown }).code));
    if (at && isOfEvent) await recordFailure(db, reaction, at, error as Error);
    throw error;
  }
}

/** An event that failed is tried alone, so that it takes none along that could succeed. */
function apart(events: Row[], failed: number | null): Row[] {
  const at = events.findIndex(({ id }) => id === failed);
  if (at < 0) return events;
  return at === 0 ? events.slice(0, 1) : events.slice(0, at);
}

const isFor = ({ when, isBookkeeping = false }: Reaction, { kind, triggers_reactions, depth }: Row) =>
  when.includes(kind) && (isBookkeeping || (triggers_reactions && depth < MAX_DEPTH));

const readEvents = (db: Db, { xid, id }: Reader, stable: bigint) =>
  query<Row>(
    db,
    `select xid::text as xid, id, at, kind, actor, actor_kind, actor_name, ticket, about, changes, version, depth,
      triggers_reactions
     from events
     where not is_quiet and (xid, id) > ($1::xid8, $2::bigint) and xid < $3::xid8
     order by xid, id
     limit ${BATCH_SIZE}`,
    [xid, id, String(stable)],
  );

const moveTo = (db: Db, name: string, { xid, id }: Row) =>
  query(
    db,
    `update event_readers
     set xid = $2::xid8, id = $3, next_try_at = now(),
       failures = case when failed_event > $3 then failures else 0 end,
       last_error = case when failed_event > $3 then last_error end,
       failed_event = case when failed_event > $3 then failed_event end
     where name = $1`,
    [name, xid, id],
  );

/** Tries again later; an event that fails again and again is written down and passed over. */
async function recordFailure(db: Db, { name }: Reaction, event: Row, error: Error): Promise<void> {
  await transact(db, async (db) => {
    const [reader] = await query<{ failures: number }>(
      db,
      `update event_readers
       set failures = case when failed_event = $3 then failures else 0 end + 1, failed_event = $3, last_error = $2,
         next_try_at = now() + make_interval(secs => least(power(2, failures), 300))
       where name = $1
       returning failures`,
      [name, error.message, event.id],
    );
    if (!reader || reader.failures <= MAX_FAILURES) return;
    await query(db, "insert into skipped_events (reader, event, error) values ($1, $2, $3) on conflict do nothing", [
      name,
      event.id,
      error.message,
    ]);
    await moveTo(db, name, event);
  });
}
