import type { TicketFieldName } from "../../wire/ticket-fields.ts";
import { api, Refusal } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { currentUserId } from "../lib/session.ts";
import {
  applyOptimisticTicket,
  newest,
  optimisticOf,
  readTicket,
  type TicketNow,
  type TimelineEvent,
  withVersion,
} from "./ticket-query.ts";

export type TicketField = Exclude<TicketFieldName, "description">;
export type TicketChange = Partial<Pick<TicketNow, TicketField>>;
/** The values of fields when editing began, and the version that they are from. */
export type SeenValues = TicketChange & { version?: number };

/** Someone else has changed the same field since it was last shown here; nothing was saved. */
export class FieldConflictError extends Error {
  readonly now: TicketNow;

  constructor(now: TicketNow) {
    super("changed in the meantime");
    this.now = now;
  }
}

const MAX_ATTEMPTS = 5;
const queues = new Map<string, Promise<unknown>>();

/** Runs the changes of one ticket one after the other, in order. */
function inTurn<T>(id: string, run: () => Promise<T>): Promise<T> {
  const turn = (queues.get(id) ?? Promise.resolve()).then(run, run);
  queues.set(id, turn);
  return turn;
}

const NEWEST_EVENTS = 60;

/** Whether this user alone has changed these fields since a version: in the list, by a reply or in another tab. */
async function isOwn(id: string, names: readonly TicketField[], version: number): Promise<boolean> {
  const { results, earlier } = await api.get("/tickets/{id}/timeline/", {
    path: { id },
    query: { page_size: NEWEST_EVENTS },
  });
  const isLater = (event: TimelineEvent) => (event.version ?? Number.POSITIVE_INFINITY) > version;
  if (earlier > 0 && isLater(results[0]!)) return false;
  const changes = results.filter((event) => isLater(event) && names.some((name) => event.changes?.[name]));
  return changes.length > 0 && changes.every(({ actor }) => actor === currentUserId());
}

/** The fields that have changed since the user saw `before`, other than to the wanted value. */
const changedSince = (values: TicketChange, before: SeenValues, now: TicketNow): TicketField[] =>
  (Object.keys(values) as TicketField[]).filter(
    (name) => name in before && now[name] !== before[name] && now[name] !== values[name],
  );

async function refuseConflict(values: TicketChange, before: SeenValues, now: TicketNow): Promise<void> {
  const names = changedSince(values, before, now);
  if (names.length === 0) return;
  const { version } = before;
  if (version === undefined || !(await isOwn(now.id, names, version))) throw new FieldConflictError(now);
}

/** Refuses a change of a field that someone else has changed while the page showed this user's unsaved value of it. */
async function refuseHiddenConflict(id: string, values: TicketChange, base: TicketNow): Promise<void> {
  const hiddenValues = optimisticOf(id);
  if (!hiddenValues) return;
  const { before, confirmed: now } = hiddenValues;
  const names = changedSince(values, base, now).filter((name) => now[name] !== before[name]);
  if (names.length > 0 && !(await isOwn(id, names, before.version))) throw new FieldConflictError(now);
}

/**
 * Changes a ticket. The change is shown at once (`shownValues` holds names for the new values) and reverted if it is refused. Someone
 * else's change of another field does not matter; one of the same field is never overwritten unseen. `seenValues`: the value when
 * editing began, for edits that take a while.
 */
export async function changeTicket(
  id: string,
  values: TicketChange,
  shownValues: Partial<TicketNow> = {},
  seenValues: SeenValues = {},
): Promise<void> {
  const cachedTicket = () => queryClient.getQueryData<TicketNow>(["ticket", id]);
  let base = cachedTicket();
  if (!base) return;
  // the usual change is shown without waiting
  if (changedSince(values, seenValues, base).length > 0) {
    await refuseConflict(values, seenValues, base);
    base = cachedTicket() ?? base;
  }
  const revert = applyOptimisticTicket(id, base, { ...values, ...shownValues });
  try {
    const savedTicket = await inTurn(id, async () => {
      await refuseHiddenConflict(id, values, base);
      return write(id, values, base);
    });
    queryClient.setQueryData<TicketNow>(["ticket", id], newest(id, savedTicket));
  } catch (error) {
    if (error instanceof FieldConflictError) queryClient.setQueryData<TicketNow>(["ticket", id], newest(id, error.now));
    throw error;
  } finally {
    revert();
  }
}

// from the version that this user's change was based on to its result, if nobody else's change is in between
const ownVersions = new Map<string, Map<number, number>>();

/** The version that a user has seen, including the user's own later changes. */
function seenVersion(id: string, version: number): number {
  const own = ownVersions.get(id);
  let lastVersion = version;
  for (let next = own?.get(lastVersion); next !== undefined; next = own!.get(lastVersion)) lastVersion = next;
  return lastVersion;
}

async function write(id: string, values: TicketChange, base: TicketNow): Promise<TicketNow> {
  let version = seenVersion(id, base.version);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const savedTicket = await withVersion((onHeaders) =>
        api.patch("/tickets/{id}/", values, { path: { id }, headers: { "if-match": `"${version}"` }, onHeaders }),
      );
      // each change raises the version by one; a response with a higher one also contains someone else's later change
      if (savedTicket.version === version + 1)
        ownVersions.set(id, (ownVersions.get(id) ?? new Map()).set(version, savedTicket.version));
      return savedTicket;
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 412) || attempt === MAX_ATTEMPTS) throw error;
      const now = await readTicket(id);
      await refuseConflict(values, base, now);
      version = now.version;
    }
  }
}
