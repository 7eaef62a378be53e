import { LRUCache } from "lru-cache";
import { type Db, isInTransaction, query } from "../platform/database.ts";
import { MAX_SMALL_BYTES, type Row } from "../platform/large-answers.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import type { Links } from "../platform/signed-links.ts";
import { compose, composedText, type Entry, entryOf, type RenderContext, roomOf } from "./cached-ticket.ts";
import type { ChangedTicket } from "./change-one.ts";
import { applyChange } from "./changed-ticket.ts";
import { largeTicket } from "./large-ticket.ts";
import { type BuiltTicket, ticketJson } from "./ticket-json.ts";

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

interface ShownTicket {
  row: Row;
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
  /** Whether the ticket is cached, at whatever version. */
  has(id: string): boolean;
  /** The JSON of these tickets in their order. Only those that have changed are built again. */
  answer(db: Db, marks: readonly TicketKey[], context: RenderContext): Promise<Row[]>;
  /** The JSON with only these fields, never cached. */
  answerFields(db: Db, ids: readonly string[], fields: readonly string[], context: RenderContext): Promise<Row[]>;
  /**
   * The JSON of a changed ticket, made from the cached JSON of the previous version; null without that. It saves PostgreSQL
   * half of the work for the change.
   */
  change(db: Db, changedTicket: ChangedTicket, context: RenderContext): ShownTicket | null;
  /** The JSON of a ticket, built again, with its version; null if there is no such ticket. */
  build(db: Db, id: string, context: RenderContext): Promise<ShownTicket | null>;
  /** Caches what a statement has just built, and returns its JSON. */
  take(db: Db, ticket: BuiltTicket, context: RenderContext): Buffer;
}

// enough for ten thousand tickets with a few comments
const MAX_BYTES = 64 * 1024 * 1024;

const MANY = "unnest($1::uuid[]) with ordinality as wanted (id, position) join tickets t on t.id = wanted.id";
const buildSmall = ticketJson(MANY, { maxBytes: MAX_SMALL_BYTES });
const buildMany = ticketJson(MANY);
const buildOne = ticketJson("tickets t", { maxBytes: MAX_SMALL_BYTES });
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
  const entries = openEntries();
  const take = (db: Db, ticket: BuiltTicket, context: RenderContext) => {
    const entry = entryOf(ticket);
    if (!isInTransaction(db)) entries.set(ticket.id, entry);
    return compose(entry, context, links);
  };
  const large = (ticket: Sized, context: RenderContext, fields?: readonly string[]) =>
    largeTicket(pool, ticket, fields, (whole) => composedText(whole, context, links));
  const buildRows = (db: Db, ids: readonly string[], context: RenderContext) =>
    buildTickets(db, ids, { take: (ticket) => take(db, ticket, context), large: (ticket) => large(ticket, context) });
  const answer = async (db: Db, marks: readonly TicketKey[], context: RenderContext) => {
    const { rows, missing } = cachedOf(entries, marks, (entry) => compose(entry, context, links));
    if (missing.length > 0) for (const [id, { row }] of await buildRows(db, missing, context)) rows.set(id, row);
    return marks.flatMap(({ id }) => rows.get(id) ?? []);
  };
  return {
    has: (id) => entries.has(id),
    take,
    answer,
    ...withoutCache(links, large),
    change(db, changedTicket, context) {
      const ticket = afterChange(entries.get(changedTicket.id), changedTicket);
      return ticket && { row: take(db, ticket, context), version: changedTicket.version };
    },
    async find(db, id, where, context) {
      if (entries.has(id)) return findByMark(db, where, (mark) => answer(db, [mark], context));
      const sql = parameters();
      const [ticket] = await query<Sized>(db, `${buildOne} where ${where(sql)}`, sql.values);
      if (!ticket) return null;
      const { json, version } = ticket;
      if (json === null) return (await buildRows(db, [id], context)).get(id) ?? null;
      return { row: take(db, { ...ticket, json }, context), version };
    },
    async build(db, id, context) {
      return (await buildRows(db, [id], context)).get(id) ?? null;
    },
  };
}

const openEntries = () =>
  new LRUCache<string, Entry>({
    maxSize: MAX_BYTES,
    maxEntrySize: MAX_REMEMBERED_BYTES,
    sizeCalculation: roomOf,
  });

const isCurrent = (entry: Entry, { version, namesVersion }: TicketKey): boolean =>
  entry.version === version && entry.namesVersion === namesVersion;

function cachedOf(entries: LRUCache<string, Entry>, marks: readonly TicketKey[], show: (entry: Entry) => Row) {
  const rows = new Map<string, Row>();
  const missing: string[] = [];
  for (const key of marks) {
    const entry = entries.get(key.id);
    if (entry && isCurrent(entry, key)) rows.set(key.id, show(entry));
    else missing.push(key.id);
  }
  return { rows, missing };
}

/** A cached ticket after a change; null if it was not cached at the version before. */
function afterChange(entry: Entry | undefined, changedTicket: ChangedTicket): BuiltTicket | null {
  const isBefore = entry && isCurrent(entry, { ...changedTicket, version: changedTicket.version - 1 });
  return isBefore ? applyChange(entry, entry.bytes.toString(), changedTicket) : null;
}

interface Builder {
  take(ticket: BuiltTicket): Row;
  large(ticket: Sized): Row;
}

/** Builds tickets that are not cached: small ones in one statement, some megabytes of others in a second one. */
async function buildTickets(db: Db, ids: readonly string[], { take, large }: Builder) {
  const rows = new Map<string, ShownTicket>();
  const medium: Sized[] = [];
  let mediumBytes = 0;
  for (const ticket of await query<Sized>(db, buildSmall, [idList(ids)])) {
    const { id, version, size, json } = ticket;
    if (json !== null) rows.set(id, { row: take({ ...ticket, json }), version });
    else if (size <= MAX_REMEMBERED_BYTES && mediumBytes + size <= MAX_MEDIUM_BYTES) {
      medium.push(ticket);
      mediumBytes += size;
    } else rows.set(id, { row: large(ticket), version });
  }
  if (medium.length > 0)
    for (const ticket of await query<BuiltTicket>(db, buildMany, [idList(medium.map(({ id }) => id))]))
      rows.set(ticket.id, { row: take(ticket), version: ticket.version });
  return rows;
}

type Large = (ticket: Sized, context: RenderContext, fields: readonly string[]) => Row;

/** Tickets with some of their fields, which are never cached. */
function withoutCache(links: Links, large: Large): Pick<TicketCache, "answerFields" | "findFields"> {
  const answerFields: TicketCache["answerFields"] = async (db, ids, fields, context) => {
    const text = `${ticketJson(MANY, { fields, maxBytes: MAX_SMALL_BYTES })} order by wanted.position`;
    const rows = await query<Sized>(db, text, [idList(ids)]);
    return rows.map(({ json, ...ticket }) =>
      json === null
        ? large({ ...ticket, json }, context, fields)
        : compose(entryOf({ ...ticket, json }), context, links),
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
  read: (mark: TicketKey) => Promise<Row[]>,
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

/** A ticket from the first statement: without its JSON if it is large. */
type Sized = Omit<BuiltTicket, "json"> & { json: string | null };
