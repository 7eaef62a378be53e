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

/** An operation that runs shortly after an event, because of it. */
export interface Reaction {
  /** The name under which its position is stored. A renamed reaction starts at the end of the events. */
  name: string;
  /** The kinds of events that it reacts to. */
  when: readonly string[];
  /** Whether it mirrors all changes: then it also reads those of imports, undo and automations. */
  isBookkeeping?: boolean;
  /**
   * Writes rows and queues jobs with `db`, a transaction that also moves the reader's position. It never uses the
   * network: it may run again after a crash, and only its writes are rolled back then.
   */
  react(db: Db, event: ReadEvent): Promise<void>;
  /** Has the effect of `react` for each of these events, in fewer statements. If it fails, `react` runs instead. */
  reactToAll?(db: Db, events: readonly ReadEvent[]): Promise<void>;
}

/** The functions of a reaction that handles one event like several. */
export const reactTogether = (handle: (db: Db, events: readonly ReadEvent[]) => Promise<void>) => ({
  react: (db: Db, event: ReadEvent) => handle(db, [event]),
  reactToAll: handle,
});

/** The steps of a reader, in this order; a crash between any two leaves each event with one effect. */
export const STEPS = ["claimed", "read", "reacted", "moved"] as const;
export type ReaderStep = (typeof STEPS)[number];
type OnStep = (step: ReaderStep) => Promise<void> | void;

const BATCH_SIZE = 200;
/** Chains of reactions end after this many steps, whatever they are set up to do. */
export const MAX_DEPTH = 10;
const MAX_FAILURES = 8;

/** The actor for what an automation does because of an event: its changes are recorded as caused by the event. */
export const causedBy = (event: ReadEvent, name: string): EventActor => ({
  kind: "automation",
  id: null,
  name,
  via: "automation",
  cause: event.id,
  depth: event.depth + 1,
});

/** A position in the order of events. */
export interface Position {
  xid: string;
  id: number;
}

/** The position after all events of transactions below this one. */
export const endBelow = (xid: bigint): Position => ({ xid: String(xid - 1n), id: Number.MAX_SAFE_INTEGER });

/** Gives new reactions a position at the end, so that nothing from before they existed makes them act. */
export async function addReaders(db: Db, reactions: readonly Reaction[]): Promise<void> {
  const { xid, id } = endBelow(await readStableXid(db));
  await query(
    db,
    `insert into event_readers (name, xid, id)
     select name, $2::xid8, $3
     from unnest($1::text[]) as names (name)
     on conflict (name) do nothing`,
    [reactions.map(({ name }) => name), xid, id],
  );
}

interface Reader {
  xid: string;
  id: number;
  /** The event that failed last time. */
  failed_event: number | null;
  /** All events of transactions below it can be read. */
  stable: string;
}

interface Row extends ReadEvent {
  xid: string;
  triggers_reactions: boolean;
}

interface Reading {
  hasReacted: boolean;
  /** All its events of transactions below it have been read; null if there may be more, or another server is reading. */
  readTo: bigint | null;
}

/** Reads the next events for a reaction and runs it. False if there was nothing to do. */
export const runReaction = async (db: Db, reaction: Reaction, onStep?: OnStep): Promise<boolean> =>
  (await readOn(db, reaction, onStep)).hasReacted;

/**
 * Reads the next events for a reaction and runs it, in one transaction. Does not wait for another server that is
 * reading for it.
 */
export async function readOn(db: Db, reaction: Reaction, onStep: OnStep = () => {}): Promise<Reading> {
  try {
    return await readBatch(db, reaction, onStep, reaction.reactToAll);
  } catch (error) {
    // tries the events one by one to find the one that fails
    if (error instanceof BatchError) return readBatch(db, reaction, onStep, undefined);
    throw error;
  }
}

class BatchError extends Error {}

async function readBatch(db: Db, reaction: Reaction, onStep: OnStep, all: Reaction["reactToAll"]): Promise<Reading> {
  let at: Row | undefined;
  try {
    return await transact(db, async (db) => {
      const reader = await claimReader(db, reaction.name);
      if (!reader) return { hasReacted: false, readTo: null };
      await onStep("claimed");
      const next = await readEvents(db, reader, reaction);
      const events = apart(next, reader.failed_event);
      const isEnd = next.length < BATCH_SIZE && events.length === next.length;
      const readTo = isEnd ? BigInt(reader.stable) : null;
      if (events.length === 0) return { hasReacted: false, readTo };
      await onStep("read");
      if (all && events.length > 1) await reactToAll(db, events, all);
      else
        for (const event of events) {
          at = event;
          await reaction.react(db, event);
        }
      await onStep("reacted");
      const last = events.at(-1)!;
      const end = readTo === null || reader.failed_event !== null ? last : endBelow(readTo);
      await moveTo(db, reaction.name, end);
      await onStep("moved");
      return { hasReacted: true, readTo };
    });
  } catch (error) {
    if (at && isOfEvent(error)) await recordFailure(db, reaction, at, error as Error);
    throw error;
  }
}

async function reactToAll(db: Db, events: readonly Row[], all: NonNullable<Reaction["reactToAll"]>): Promise<void> {
  try {
    await all(db, events);
  } catch (error) {
    throw isOfEvent(error) ? new BatchError("", { cause: error }) : error;
  }
}

// a lost connection or a deadlock is not the event's fault
const isOfEvent = (error: unknown) => !/^(08|57P|40|ECONN)/.test(String((error as { code?: unknown }).code));

// read in a second statement, which sees all rows of the transactions that have ended
const claimReader = async (db: Db, name: string): Promise<Reader | undefined> =>
  (
    await query<Reader>(
      db,
      `select xid::text as xid, id, failed_event, stable_xid()::text as stable
       from event_readers
       where name = $1 and next_try_at <= now()
       for update skip locked`,
      [name],
    )
  )[0];

/** Tries an event that failed alone, so that it does not hold up others that could succeed. */
function apart(events: Row[], failedId: number | null): Row[] {
  const at = events.findIndex(({ id }) => id === failedId);
  if (at < 0) return events;
  return at === 0 ? events.slice(0, 1) : events.slice(0, at);
}

const readEvents = (db: Db, { xid, id, stable }: Reader, { when, isBookkeeping = false }: Reaction) =>
  query<Row>(
    db,
    `select xid::text as xid, id, at, kind, actor, actor_kind, actor_name, ticket, about, changes, version, depth,
      triggers_reactions
     from events
     where not is_quiet and (xid, id) > ($1::xid8, $2::bigint) and xid < $3::xid8
       and kind = any($4::text[]) and ($5 or triggers_reactions and depth < ${MAX_DEPTH})
     -- the column, not the text of the same name
     order by events.xid, events.id
     limit ${BATCH_SIZE}`,
    [xid, id, stable, when, isBookkeeping],
  );

const moveTo = (db: Db, name: string, { xid, id }: Position) =>
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

/** Schedules another try. An event that fails again and again is recorded and skipped. */
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
