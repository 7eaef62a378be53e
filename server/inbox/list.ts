import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";
import { type CursorPaging, type PageRows, readingFrom, sortKeys } from "../platform/paging.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { WHOLE_LIST } from "../search/planner.ts";
import { idList } from "../tickets/ticket-cache.ts";
import type { InboxFilter } from "./filter.ts";
import { findPlaces, type InboxPageRequest } from "./find.ts";
import { LAST_ACTIVE, NEWEST, SORTABLE } from "./orderings.ts";
import { pageQuery } from "./page.ts";
import { rowJson } from "./rows.ts";

/** The page of the inbox that a user wants. */
export interface InboxRequest {
  actor: Actor;
  filter: InboxFilter;
  paging: CursorPaging;
  /** The names of the fields that it is sorted by, separated by commas; with a hyphen, in descending order. */
  ordering: string | undefined;
  fields: readonly string[];
}

/** A page of the inbox, in one statement unless a search has to continue. */
export async function listInbox(db: Db, request: InboxRequest): Promise<PageRows> {
  const { filter, paging, ordering } = request;
  const page: InboxPageRequest = {
    where: filter.besideSearch,
    isTrash: filter.isTrash,
    keys: sortKeys(ordering, SORTABLE, LAST_ACTIVE, NEWEST),
    after: paging.after,
    // one more says whether others follow
    size: paging.size + 1,
  };
  const { rows, isWhole } = await readingFrom(paging, () => readPage(db, page, request));
  const pageRows = rows.slice(0, paging.size);
  if (paging.after?.back) pageRows.reverse();
  return {
    count: 0,
    hasMore: !isWhole || rows.length > paging.size,
    rows: pageRows.map(({ json }) => json),
    keys: pageRows.map(({ keys }) => keys),
  };
}

interface Row {
  json: string;
  keys: (string | null)[];
}

interface FoundRows {
  /** One more than the page shows, if there is one. */
  rows: Row[];
  /** Whether fewer rows than wanted are all that remain. */
  isWhole: boolean;
}

async function readPage(db: Db, page: InboxPageRequest, { filter, fields, actor }: InboxRequest): Promise<FoundRows> {
  const sql = parameters();
  const readRows = (source: string) => query<Row>(db, rowJson(source, fields, sql.add(actor.id)), sql.values, sql);
  if (!filter.search) return { rows: await readRows(pageQuery({ ...page, attempt: WHOLE_LIST }, sql)), isWhole: true };
  const { places, isWhole } = await findPlaces(db, filter, filter.search, page);
  if (places.length === 0) return { rows: [], isWhole };
  // planned once, unlike the search: to plan the joins of the rows takes PostgreSQL longer than to read them
  return { rows: await readRows(selectPlaces(places, sql)), isWhole };
}

function selectPlaces(places: readonly { id: string; keys: (string | null)[] }[], sql: Parameters): string {
  const keys = sql.add(places.map((place) => JSON.stringify(place.keys)));
  const ids = sql.add(idList(places.map(({ id }) => id)));
  return `
    select u.id, u.keys::json as keys, u.n
    from unnest(${ids}::uuid[], ${keys}::text[]) with ordinality as u (id, keys, n)`;
}
