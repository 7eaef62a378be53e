import { useEffect, useRef } from "react";
import { type LiveEvent, listenLive } from "../lib/live.ts";
import { queryClient } from "../lib/query-client.ts";
import { rowsOf, withPage } from "./pages.ts";
import { fetchPage, type InboxPages, type InboxRow, knownRow, type ListQuery, rowsQuery } from "./rows.ts";
import { staying } from "./staying.ts";

/** Lists are fetched again at most this often, however much happens; sooner after a quiet time. */
const QUIET_MS = 250;
const SOON_MS = 30;
const AFTER_FAILURE_MS = 3_000;
const MAX_PAGE_SIZE = 200;
/** Of the pages further down, this many are read again at once; the rest when the user scrolls to them. */
const PAGES_AT_ONCE = 3;
const GROWTH = 25;
const OF_A_ROW = /^(ticket|comment|attachment|survey|reply)\./;
/** Whether an email is held, or no longer. */
const isOfHeldReply = ({ kind, ticket, changes }: LiveEvent): boolean =>
  kind === "email.updated" && (changes?.state?.[1] === "held" || Boolean(knownRow(ticket!)?.has_held_reply));
const OF_NAMES = /^(company|contact|user)\.(updated|deleted|erased)/;

/** The tickets whose rows an event may change, or all. */
export function rowsChangedBy(kind: string, event: LiveEvent): readonly string[] | "all" {
  if (kind === "reset" || OF_NAMES.test(kind) || kind.startsWith("snooze.")) return "all";
  if (event.ticket && (OF_A_ROW.test(kind) || isOfHeldReply(event))) return [event.ticket];
  return event.about && kind === "sla.changed" ? [event.about] : [];
}

/** The active row, and the rows that were just changed here: they keep their positions, however their order changes. */
const heldRows = new Map<string, number>();
let activeId: string | undefined;
let activeIndex = -1;
const HELD_MS = 5_000;

/** Keeps these rows in their places while their changes come back. */
export function keepPlaces(ids: Iterable<string>): void {
  for (const id of ids) heldRows.set(id, Date.now() + HELD_MS);
}
export function holdActive(id: string | undefined, index = -1): void {
  activeId = id;
  activeIndex = index;
}
/** Lets the active row stay in the list with these values if it alone is changed. */
export function letStay(ids: readonly string[], values: (row: InboxRow) => Partial<InboxRow>): void {
  const row = !ids[1] && ids[0] === activeId && knownRow(ids[0]!);
  staying.set(row ? { row: { ...row, ...values(row) }, index: activeIndex } : null);
}
/** Whether the row is the active one or was just changed here. The user knows about such a change, so it is not announced. */
export const isPinned = (id: string): boolean => heldNow().has(id);
function heldNow(): ReadonlySet<string> {
  for (const [id, until] of heldRows) if (until < Date.now()) heldRows.delete(id);
  return new Set(activeId ? [...heldRows.keys(), activeId] : heldRows.keys());
}

const dataOf = (list: ListQuery) => queryClient.getQueryData<InboxPages>(rowsQuery(list).queryKey);

// otherwise a page that is still loading would be added to older pages
async function whenIdle(list: ListQuery): Promise<void> {
  const { queryKey } = rowsQuery(list);
  while (queryClient.getQueryState(queryKey)?.fetchStatus === "fetching") await new Promise((go) => setTimeout(go, 30));
}

async function renew(list: ListQuery, at: number): Promise<void> {
  await whenIdle(list);
  const data = dataOf(list);
  const page = data?.pages[at];
  if (!data || !page) return;
  const param = data.pageParams[at] ?? "";
  const size = Math.min(MAX_PAGE_SIZE, Math.max(page.results.length, 25) + (at === 0 ? GROWTH : 0));
  const newPage = await fetchPage(list, param, size);
  await whenIdle(list);
  queryClient.setQueryData<InboxPages>(rowsQuery(list).queryKey, (now) => {
    const place = now?.pageParams.indexOf(param) ?? -1;
    return now && place >= 0 ? withPage(now, place, newPage, heldNow()) : now;
  });
}

const pagesWith = (data: InboxPages, ids: ReadonlySet<string>): number[] =>
  data.pages.flatMap(({ results }, at) => (at > 0 && results.some(({ id }) => ids.has(id)) ? [at] : []));

/**
 * Fetches the pages that these tickets may have changed: the first one, and those further down that hold one of them. If there
 * are many, the rest is returned for later. A ticket on no page may have arrived anywhere (an undo restores its position), so
 * then all pages further down are returned.
 */
async function catchUpWith(list: ListQuery, changedIds: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  await renew(list, 0);
  const data = dataOf(list);
  if (!data) return new Set();
  const atTop = new Set(data.pages[0]!.results.map(({ id }) => id));
  const remaining = new Set([...changedIds].filter((id) => !atTop.has(id)));
  const behind = pagesWith(data, remaining);
  const loadedIds = new Set(rowsOf(data).map(({ id }) => id));
  // from the end, because a page may be cut in two
  for (const at of behind.slice(0, PAGES_AT_ONCE).reverse()) await renew(list, at);
  const done = new Set(behind.slice(0, PAGES_AT_ONCE).flatMap((at) => data.pages[at]!.results.map(({ id }) => id)));
  if ([...remaining].some((id) => !loadedIds.has(id)))
    return new Set([...loadedIds].filter((id) => !atTop.has(id) && !done.has(id)));
  return behind.length > PAGES_AT_ONCE ? new Set([...remaining].filter((id) => !done.has(id))) : new Set();
}

type CatchUp = (ids: Iterable<string>) => Promise<void>;
let current: CatchUp | null = null;

/** Reads these tickets again at once in the visible list, and waits for that. */
export const catchUp: CatchUp = async (ids) => current?.(ids);

/** Works on tickets in rounds, one at a time. Tickets that are added during a round are in the next one. */
function openRounds(work: (ids: ReadonlySet<string>) => Promise<void>) {
  const waiting = new Set<string>();
  let round: Promise<void> | null = null;
  let isOver = false;
  let endedAt = 0;
  const run = async (afterMs: number) => {
    await pause(afterMs);
    const ids = new Set(waiting);
    waiting.clear();
    try {
      if (!isOver) await work(ids);
    } catch {
      add(waiting, ids);
      await pause(AFTER_FAILURE_MS);
    }
  };
  const begin = (afterMs: number): Promise<void> =>
    (round ??= run(afterMs).finally(() => {
      round = null;
      endedAt = Date.now();
      if (waiting.size > 0 && !isOver) void begin(QUIET_MS);
    }));
  return {
    begin,
    soon(ids: Iterable<string>) {
      add(waiting, ids);
      void begin(Math.max(SOON_MS, endedAt + QUIET_MS - Date.now()));
    },
    /** Waits until these tickets have been worked on. */
    async now(ids: Iterable<string>) {
      add(waiting, ids);
      await round;
      await begin(0);
    },
    end() {
      isOver = true;
    },
  };
}

/** Follows the events of the tickets in one list. */
function openCatchUp(list: ListQuery) {
  // rows that may have changed, which are read when they become visible
  const stale = new Set<string>();
  const { begin, soon, now, end } = openRounds(async (ids) => {
    for (const id of ids) stale.delete(id);
    add(stale, await catchUpWith(list, ids));
    for (const { id } of dataOf(list)?.pages[0]?.results ?? []) stale.delete(id);
  });
  return {
    changed: soon,
    /** Marks everything as possibly changed: visible rows are fetched at once, the rest when it becomes visible. */
    markAllStale() {
      const data = dataOf(list);
      if (!data) return;
      for (const { id } of rowsOf(data)) stale.add(id);
      void begin(0);
    },
    seen(ids: readonly string[]) {
      const old = ids.filter((id) => stale.has(id));
      if (old.length > 0) void now(old);
    },
    atOnce: now,
    end,
  };
}

function add(to: Set<string>, ids: Iterable<string>): void {
  for (const id of ids) to.add(id);
}

/** Keeps a list up to date while it is shown. The returned function takes the visible rows. */
export function useCatchingUp(list: ListQuery): (ids: readonly string[]) => void {
  const noteVisible = useRef<(ids: readonly string[]) => void>(() => {});
  const key = JSON.stringify(list);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what is asked
  useEffect(() => {
    const catchUp = openCatchUp(list);
    noteVisible.current = catchUp.seen;
    current = catchUp.atOnce;
    // the list did not follow events until now
    catchUp.markAllStale();
    const stop = listenLive((kind, event) => {
      const ids = rowsChangedBy(kind, event);
      if (ids === "all") catchUp.markAllStale();
      else if (ids.length > 0) catchUp.changed(ids);
    });
    return () => {
      stop();
      staying.set(null);
      catchUp.end();
      if (current === catchUp.atOnce) current = null;
    };
  }, [key]);
  return (ids) => noteVisible.current(ids);
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
