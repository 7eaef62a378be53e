import { useEffect, useRef } from "react";
import { type LiveEvent, listenLive } from "../lib/live.ts";
import { queryClient } from "../lib/query-client.ts";
import { renewalOf, rowsOf, withPage } from "./pages.ts";
import { pinnedIds } from "./pinned.ts";
import { openRounds, type Rounds } from "./rounds.ts";
import { fetchPage, type InboxPages, knownRow, type ListQuery, rowsQuery } from "./rows.ts";
import { staying } from "./staying.ts";

const MAX_PAGE_SIZE = 200;
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
    return now && place >= 0 ? withPage(now, place, newPage, pinnedIds()) : now;
  });
}

/** Reads again the pages that these tickets may have changed. Returns the rows that are read when they become visible. */
async function renewPages(list: ListQuery, changedIds: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  await renew(list, 0);
  const data = dataOf(list);
  if (!data) return new Set();
  const { pages, later } = renewalOf(data, changedIds);
  for (const at of pages) await renew(list, at);
  return later;
}

let visibleList: Rounds | null = null;

/** Reads these tickets again at once in the visible list, and waits for that. */
export const catchUp = async (ids: Iterable<string>): Promise<void> => visibleList?.addNow(ids);

/** Reads rows of one list again after they may have changed. */
function openCatchUp(list: ListQuery) {
  // rows that may have changed, which are read when they become visible
  const stale = new Set<string>();
  const rounds = openRounds(async (ids) => {
    for (const id of ids) stale.delete(id);
    for (const id of await renewPages(list, ids)) stale.add(id);
    for (const { id } of dataOf(list)?.pages[0]?.results ?? []) stale.delete(id);
  });
  return {
    rounds,
    /** Marks everything as possibly changed: visible rows are read at once, the rest when it becomes visible. */
    markAllStale() {
      const data = dataOf(list);
      if (!data) return;
      for (const { id } of rowsOf(data)) stale.add(id);
      rounds.start();
    },
    noteVisible(ids: readonly string[]) {
      const old = ids.filter((id) => stale.has(id));
      if (old.length > 0) void rounds.addNow(old);
    },
  };
}

/** Keeps a list up to date while it is shown. The returned function takes the visible rows. */
export function useCatchingUp(list: ListQuery): (ids: readonly string[]) => void {
  const noteVisible = useRef<(ids: readonly string[]) => void>(() => {});
  const key = JSON.stringify(list);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what is asked
  useEffect(() => {
    const { rounds, markAllStale, noteVisible: note } = openCatchUp(list);
    noteVisible.current = note;
    visibleList = rounds;
    // the list did not follow events until now
    markAllStale();
    const stop = listenLive((kind, event) => {
      const ids = rowsChangedBy(kind, event);
      if (ids === "all") markAllStale();
      else if (ids.length > 0) rounds.add(ids);
    });
    return () => {
      stop();
      staying.set(null);
      rounds.stop();
      if (visibleList === rounds) visibleList = null;
    };
  }, [key]);
  return (ids) => noteVisible.current(ids);
}
