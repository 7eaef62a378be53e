import type { AddressSettings } from "../platform/addresses.ts";
import type { Db } from "../platform/database.ts";
import type { AnswerRow } from "../platform/large-answers.ts";
import { newestFirst, type PageRows, type Paging, readingFrom, type SortKey, sortKeys } from "../platform/paging.ts";
import type { RenderContext } from "./cached-ticket.ts";
import { checkIds, type TicketFilter } from "./filters.ts";
import { readTicketPage, SORT_COLUMNS, type TicketPage } from "./page.ts";
import type { Tally } from "./tally.ts";
import type { TicketCache } from "./ticket-cache.ts";

/** The services that ticket operations need. */
export interface TicketDesk {
  ticketCache: TicketCache;
  tally: Tally;
  addresses: AddressSettings;
}

/** The page of tickets that a caller wants. */
export interface TicketListRequest {
  filter: TicketFilter;
  /** Whether it lists the trash, or the other tickets. */
  inTrash: boolean;
  paging: Paging;
  /** The names of the fields that it is sorted by, separated by commas; with a hyphen, in descending order. */
  ordering: string | undefined;
  /** Null: all fields. */
  fields: readonly string[] | null;
  context: RenderContext;
}

const NEWEST = newestFirst("t");
const LAST_DELETED: SortKey[] = newestFirst("t", "deleted_at");

/** A page of tickets. It costs the same whatever the number of tickets. */
export async function listTickets(db: Db, desk: TicketDesk, request: TicketListRequest): Promise<PageRows> {
  const { filter, inTrash, paging, ordering } = request;
  await filter.search?.findCompanies(db);
  const keys = inTrash ? LAST_DELETED : sortKeys(ordering, SORT_COLUMNS, [], NEWEST);
  const page = await readingFrom(paging, () => readTicketPage(db, desk.tally, { filter, inTrash, paging, keys }));
  if (page.marks.length === 0) await checkIds(db, filter.ids);
  const marks = page.marks.slice(0, paging.size);
  if (paging.kind === "cursor" && paging.after?.back) marks.reverse();
  return {
    count: page.count,
    hasMore: page.marks.length > paging.size,
    rows: await rowsOf(db, desk.ticketCache, { ...page, marks }, request),
    keys: marks.map(([, , keys]) => keys),
  };
}

/** The JSON of the page's tickets. */
function rowsOf(
  db: Db,
  cache: TicketCache,
  { marks, namesVersion }: TicketPage,
  { fields, context }: TicketListRequest,
): Promise<AnswerRow[]> {
  if (fields) {
    const ids = marks.map(([id]) => id);
    return cache.answerFields(db, ids, fields, context);
  }
  const tickets = marks.map(([id, version]) => ({ id, version, namesVersion }));
  return cache.answer(db, tickets, context);
}
