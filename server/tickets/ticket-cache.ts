import { LRUCache } from "lru-cache";
import { type Db, isInTransaction, query } from "../platform/database.ts";
import { type AnswerRow, MAX_SMALL_BYTES } from "../platform/large-answers.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import type { Links } from "../platform/signed-links.ts";
import { type CachedTicket, composedText, entryOf, type RenderContext, renderTicket, roomOf } from "./cached-ticket.ts";
import type { ChangedTicket, Returning } from "./change-one.ts";
import { rebuildTicket } from "./changed-ticket.ts";
import { largeTicket } from "./large-ticket.ts";
import { type FindPeople, openPeople } from "./people.ts";
import { type BuiltTicket, ticketJson } from "./ticket-json.ts";
import { builtFrom, contactsOf, peopleIn, selectParts, type TicketParts } from "./ticket-parts.ts";

/**
 * The key of a ticket's cached JSON: `version` rises with each change of the ticket, `namesVersion` with each change of
 * a name.
 */
export interface TicketKey {
  id: string;
  version: number;
  namesVersion: number;
}

/** The condition that a ticket `t` is the requested one, and that the actor may see it. */
type Condition = (sql: Parameters) => string;

/** A ticket as JSON, with its version. */
export interface ShownTicket {
  row: AnswerRow;
  version: number;
}

export interface TicketCache {
  /** The ticket that meets the condition; null if none does. One statement, unless the cached ticket has changed. */
  find(db: Db, id: string, where: Condition, context: RenderContext): Promise<ShownTicket | null>;
  /** The same with only these fields, never cached. */
  findFields(
    db: Db,
    id: string,
    where: Condition,
    fields: readonly string[],
    context: RenderContext,
  ): Promise<ShownTicket | null>;
  /** What a change must return for its answer: the changes of a cached ticket, the whole of any other. */
  needs(id: string): Returning;
  /** The JSON of these tickets in their order. Only those that have changed are built again. */
  answer(db: Db, marks: readonly TicketKey[], context: RenderContext): Promise<AnswerRow[]>;
  /** The JSON with only these fields, never cached. */
  answerFields(db: Db, ids: readonly string[], fields: readonly string[], context: RenderContext): Promise<AnswerRow[]>;
  /**
   * The JSON of a changed ticket, made from what the change returned, and the cached JSON of the previous version; null if it
   * must be read again.
   */
  change(db: Db, changedTicket: ChangedTicket, context: RenderContext): Promise<ShownTicket | null>;
  /** The JSON of a ticket, built again, with its version; null if there is no such ticket. */
  build(db: Db, id: string, context: RenderContext): Promise<ShownTicket | null>;
  /** Caches a ticket that a statement has just read, and returns its JSON. */
  take(db: Db, parts: TicketParts, context: RenderContext): Promise<Buffer>;
  /** Caches a ticket that a committed transaction has created. */
  remember(parts: TicketParts): Promise<void>;
}

// enough for ten thousand tickets with a few comments
const MAX_BYTES = 64 * 1024 * 1024;

const MANY = "unnest($1::uuid[]) with ordinality as wanted (id, position) join tickets t on t.id = wanted.id";
const selectSmall = selectParts(MANY, MAX_SMALL_BYTES);
const selectMany = selectParts(MANY);
const selectOne = selectParts("tickets t", MAX_SMALL_BYTES);
// tickets of up to a megabyte are cached, and this many are read together
const MAX_REMEMBERED_BYTES = 1024 * 1024;
const MAX_MEDIUM_BYTES = 8 * 1024 * 1024;

// Planning these joins takes PostgreSQL five times as long as running them for one ticket. It keeps a generic plan that
// looks no more expensive than planning for the given IDs: it assumes ten elements in an unknown list, so shorter lists
// are filled up to more.
const PLANNED_ONCE = 20;
export const idList = (ids: readonly string[]) => [
  ...ids,
  ...Array.from({ length: Math.max(0, PLANNED_ONCE - ids.length) }, () => null),
];

/** Reads large tickets on the given database after the request, while the client receives them. */
export function createTicketCache(links: Links, pool: Db): TicketCache {
  const { entries, findPeople, keep, take, remember } = openEntries(links);
  const large = (ticket: Pick<TicketParts, "id" | "size">, context: RenderContext, fields?: readonly string[]) =>
    largeTicket(pool, ticket, fields, (whole) => composedText(whole, context, links));
  const buildRows = (db: Db, ids: readonly string[], context: RenderContext) =>
    buildTickets(db, ids, {
      findPeople,
      take: (ticket) => keep(db, ticket, context),
      large: (ticket) => large(ticket, context),
    });
  const answer = async (db: Db, marks: readonly TicketKey[], context: RenderContext) => {
    const { rows, missing } = cachedOf(entries, marks, (entry) => renderTicket(entry, context, links));
    if (missing.length > 0) for (const [id, { row }] of await buildRows(db, missing, context)) rows.set(id, row);
    return marks.flatMap(({ id }) => rows.get(id) ?? []);
  };
  return {
    needs: (id) => (entries.has(id) ? "changes" : "ticket"),
    take,
    remember: (parts) => remember(pool, parts),
    answer,
    ...withoutCache(links, large),
    async change(db, changedTicket, context) {
      const { parts, version } = changedTicket;
      if (parts) return { row: await take(db, parts, context), version };
      const ticket = afterChange(entries.get(changedTicket.id), changedTicket);
      return ticket && { row: keep(db, ticket, context), version };
    },
    async find(db, id, where, context) {
      if (entries.has(id)) return findByMark(db, where, (mark) => answer(db, [mark], context));
      const sql = parameters();
      const [parts] = await query<TicketParts>(db, `${selectOne} where ${where(sql)}`, sql.values);
      if (!parts) return null;
      if (!parts.ticket) return (await buildRows(db, [id], context)).get(id) ?? null;
      return { row: await take(db, parts, context), version: parts.version };
    },
    async build(db, id, context) {
      return (await buildRows(db, [id], context)).get(id) ?? null;
    },
  };
}

function openEntries(links: Links) {
  const entries = new LRUCache<string, CachedTicket>({
    maxSize: MAX_BYTES,
    maxEntrySize: MAX_REMEMBERED_BYTES,
    sizeCalculation: roomOf,
  });
  const findPeople = openPeople();
  const keep = (db: Db, ticket: BuiltTicket, context: RenderContext) => {
    const entry = entryOf(ticket);
    if (!isInTransaction(db)) entries.set(ticket.id, entry);
    return renderTicket(entry, context, links);
  };
  const take = async (db: Db, parts: TicketParts, context: RenderContext) => {
    const people = await findPeople(db, parts.namesVersion, peopleIn(parts), contactsOf([parts]));
    return keep(db, builtFrom(parts, people), context);
  };
  const remember = async (db: Db, parts: TicketParts) => {
    const people = await findPeople(db, parts.namesVersion, peopleIn(parts), contactsOf([parts]));
    entries.set(parts.id, entryOf(builtFrom(parts, people)));
  };
  return { entries, findPeople, keep, take, remember };
}

const isCurrent = (entry: CachedTicket, { version, namesVersion }: TicketKey): boolean =>
  entry.version === version && entry.namesVersion === namesVersion;

function cachedOf(
  entries: LRUCache<string, CachedTicket>,
  marks: readonly TicketKey[],
  show: (entry: CachedTicket) => AnswerRow,
) {
  const rows = new Map<string, AnswerRow>();
  const missing: string[] = [];
  for (const key of marks) {
    const entry = entries.get(key.id);
    if (entry && isCurrent(entry, key)) rows.set(key.id, show(entry));
    else missing.push(key.id);
  }
  return { rows, missing };
}

/** A cached ticket after a change; null if it was not cached at the version before. */
function afterChange(entry: CachedTicket | undefined, changedTicket: ChangedTicket): BuiltTicket | null {
  const isBefore = entry && isCurrent(entry, { ...changedTicket, version: changedTicket.version - 1 });
  return isBefore ? rebuildTicket(entry, entry.bytes.toString(), changedTicket) : null;
}

interface Builder {
  findPeople: FindPeople;
  take(ticket: BuiltTicket): AnswerRow;
  large(ticket: Pick<TicketParts, "id" | "size">): AnswerRow;
}

/** Builds tickets that are not cached: small ones in one statement, some megabytes of others in a second one. */
async function buildTickets(db: Db, ids: readonly string[], { findPeople, take, large }: Builder) {
  const rows = new Map<string, ShownTicket>();
  const show = async (tickets: readonly TicketParts[]) => {
    const namesVersion = tickets[0]?.namesVersion ?? 0;
    const ids = new Set(tickets.flatMap((each) => [...peopleIn(each)]));
    const people = await findPeople(db, namesVersion, ids, contactsOf(tickets));
    for (const parts of tickets) rows.set(parts.id, { row: take(builtFrom(parts, people)), version: parts.version });
  };
  const medium: string[] = [];
  let mediumBytes = 0;
  const read = await query<TicketParts>(db, selectSmall, [idList(ids)]);
  for (const { id, version, size, ticket } of read) {
    if (ticket) continue;
    if (size <= MAX_REMEMBERED_BYTES && mediumBytes + size <= MAX_MEDIUM_BYTES) {
      medium.push(id);
      mediumBytes += size;
    } else rows.set(id, { row: large({ id, size }), version });
  }
  await show(read.filter(({ ticket }) => ticket));
  if (medium.length > 0) await show(await query<TicketParts>(db, selectMany, [idList(medium)]));
  return rows;
}

type Large = (ticket: Pick<TicketParts, "id" | "size">, context: RenderContext, fields: readonly string[]) => AnswerRow;

/** Tickets with some of their fields, which are never cached. */
function withoutCache(links: Links, large: Large): Pick<TicketCache, "answerFields" | "findFields"> {
  const answerFields: TicketCache["answerFields"] = async (db, ids, fields, context) => {
    const text = `${ticketJson(MANY, { fields, maxBytes: MAX_SMALL_BYTES })} order by wanted.position`;
    const rows = await query<ReadTicket>(db, text, [idList(ids)]);
    return rows.map(({ json, ...ticket }) =>
      json === null ? large(ticket, context, fields) : renderTicket(entryOf({ ...ticket, json }), context, links),
    );
  };
  return {
    answerFields,
    findFields: (db, id, where, fields, context) =>
      findByMark(db, where, () => answerFields(db, [id], fields, context)),
  };
}

/** Reads the version of a ticket, if it exists, then its JSON. */
async function findByMark(
  db: Db,
  where: Condition,
  read: (mark: TicketKey) => Promise<AnswerRow[]>,
): Promise<ShownTicket | null> {
  const mark = await readMark(db, where);
  const [row] = mark ? await read(mark) : [];
  return mark && row ? { row, version: mark.version } : null;
}

async function readMark(db: Db, where: Condition): Promise<TicketKey | undefined> {
  const sql = parameters();
  const text = `select t.id, t.version, (select n from name_epoch) as "namesVersion"
    from tickets t
    where ${where(sql)}`;
  return (await query<TicketKey>(db, text, sql.values))[0];
}

/** A ticket without its JSON if it is large. */
type ReadTicket = Omit<BuiltTicket, "json"> & { json: string | null };
