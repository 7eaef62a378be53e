import type { InfiniteData } from "@tanstack/react-query";

// Keeps a list that is fetched page by page up to date without fetching all of it again. Pure: it does not know where
// rows come from.

interface Row {
  id: string;
}
export interface RowPage<R extends Row> {
  next: string | null;
  results: R[];
}
export type Pages<R extends Row> = InfiniteData<RowPage<R>, string>;

/** Pages shorter than this are joined; otherwise a list that lives for days would end up in tiny pages. */
const CRUMB = 100;
const NEIGHBOURS = 4;
/** Of the pages further down, this many are read again at once; the rest when the user scrolls to them. */
const PAGES_AT_ONCE = 3;

/** Where the next page begins. */
export const cursorOf = (next: string | null): string | undefined =>
  next ? (new URL(next, "http://here").searchParams.get("cursor") ?? undefined) : undefined;

/** All rows, each once: a row that moved up is at its current position. */
export function rowsOf<R extends Row>({ pages }: Pages<R>): R[] {
  const ids = new Set<string>();
  return pages.flatMap(({ results }) => results.filter(({ id }) => !ids.has(id) && ids.add(id)));
}

const pagesWith = <R extends Row>({ pages }: Pages<R>, ids: ReadonlySet<string>): number[] =>
  pages.flatMap(({ results }, at) => (at > 0 && results.some(({ id }) => ids.has(id)) ? [at] : []));

/**
 * What to read again after these rows may have changed and the first page was read: the pages further down that hold one of
 * them, from the end, because a page may be cut in two; if there are many, the rest later. A row on no page may have arrived
 * anywhere (an undo restores its position), so then all rows further down are read later.
 */
export function renewalOf<R extends Row>(
  data: Pages<R>,
  changedIds: ReadonlySet<string>,
): { pages: number[]; later: ReadonlySet<string> } {
  const idsOn = (at: number) => data.pages[at]!.results.map(({ id }) => id);
  const remaining = without(changedIds, new Set(idsOn(0)));
  const changedPages = pagesWith(data, remaining);
  const pages = changedPages.slice(0, PAGES_AT_ONCE).reverse();
  const readIds = new Set([0, ...pages].flatMap(idsOn));
  const loadedIds = new Set(rowsOf(data).map(({ id }) => id));
  const isArrival = [...remaining].some((id) => !loadedIds.has(id));
  return { pages, later: without(isArrival ? loadedIds : remaining, readIds) };
}

const without = (ids: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...ids].filter((id) => !others.has(id)));

/**
 * Replaces the page at `at` with a newly fetched one. The new one may end earlier than the old one did, because rows
 * arrived at its beginning: what follows becomes a page of its own. Rows in `pinnedIds` keep their positions, with their new
 * content, so that the row that someone works on does not move away.
 */
export function withPage<R extends Row>(
  data: Pages<R>,
  at: number,
  newPage: RowPage<R>,
  pinnedIds: ReadonlySet<string> = new Set(),
): Pages<R> {
  const old = data.pages[at];
  if (!old) return data;
  const { pages, results } = withPinnedRows(data.pages, at, newPage.results, pinnedIds);
  const page = { ...newPage, results };
  const before = { pages: pages.slice(0, at), params: data.pageParams.slice(0, at) };
  const param = data.pageParams[at] ?? "";
  const cursor = cursorOf(newPage.next);
  const upToHere = { pages: [...before.pages, page], pageParams: [...before.params, param] };
  if (!cursor) return upToHere;
  const rest = { pages: pages.slice(at + 1), params: data.pageParams.slice(at + 1) };
  const last = results.at(-1)?.id;
  const cut = old.results.findIndex(({ id }) => id === last);
  // so many rows arrived that the new page does not reach the old ones, and the rows between them are unknown
  if (cut < 0 && !rest.pages.some((each) => each.results.some(({ id }) => id === last))) return upToHere;
  const tail = cut < 0 ? [] : old.results.slice(cut + 1);
  if (tail.length > 0) putBefore(rest, tail, cursor, old.next);
  return { pages: [...upToHere.pages, ...rest.pages], pageParams: [...upToHere.pageParams, ...rest.params] };
}

function putBefore<R extends Row>(
  rest: { pages: RowPage<R>[]; params: string[] },
  tail: R[],
  cursor: string,
  next: string | null,
): void {
  const following = rest.pages[0];
  if (following && following.results.length + tail.length <= CRUMB) {
    rest.pages[0] = { ...following, results: [...tail, ...following.results] };
    rest.params[0] = cursor;
  } else {
    rest.pages.unshift({ next, results: tail });
    rest.params.unshift(cursor);
  }
}

/** The pages and the new rows of the page at `at`, with each pinned row where it was. */
function withPinnedRows<R extends Row>(old: RowPage<R>[], at: number, newRows: R[], pinnedIds: ReadonlySet<string>) {
  let [pages, results] = [old, newRows];
  for (const id of pinnedIds) {
    const row = newRows.find((each) => each.id === id);
    const where = pages.findIndex((page, n) => n >= at && page.results.some((each) => each.id === id));
    if (!row || where < 0) continue;
    const oldIndex = pages[where]!.results.findIndex((each) => each.id === id);
    if (where === at) results = amongNeighbours(results, row, pages[at]!.results, oldIndex);
    else {
      // the row was further down, and stays there
      results = results.filter((each) => each !== row);
      pages = pages.with(where, { ...pages[where]!, results: pages[where]!.results.with(oldIndex, row) });
    }
  }
  return { pages, results };
}

/** Puts a row where its former neighbors are now: where most of them are, because one may have moved itself. */
function amongNeighbours<R extends Row>(results: R[], row: R, old: readonly R[], oldIndex: number): R[] {
  const others = results.filter((each) => each !== row);
  const places = new Map(others.map(({ id }, n) => [id, n]));
  const neighbors = old
    .slice(Math.max(0, oldIndex - NEIGHBOURS), oldIndex + NEIGHBOURS + 1)
    .map(({ id }, n) => ({ id, behind: Math.max(0, oldIndex - NEIGHBOURS) + n - oldIndex }))
    .filter(({ id, behind }) => behind !== 0 && places.has(id))
    .map(({ id, behind }) => places.get(id)! - (behind > 0 ? behind - 1 : behind))
    .sort((a, b) => a - b);
  const place = Math.max(0, neighbors[Math.floor(neighbors.length / 2)] ?? 0);
  // the last row says where the next page begins, so no row is put after it
  return place >= others.length && results.at(-1) !== row ? results : others.toSpliced(place, 0, row);
}
