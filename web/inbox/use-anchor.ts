import { type RefObject, useLayoutEffect, useRef } from "react";
import { isPinned } from "../rows/pinned.ts";
import { rowId } from "./TicketRow.tsx";

interface Rows {
  shownList: string;
  ids: readonly string[];
  versions: readonly string[];
  height: number;
}

/**
 * Keeps the visible rows in place while rows come and go above them. Returns how many rows have arrived above the old top since
 * the user left it, and a function to call after scrolling.
 */
export function useAnchor(scroll: RefObject<HTMLElement | null>, { shownList, ids, versions, height }: Rows) {
  const visibleRows = useRef<{ id: string; index: number }[]>([]);
  const top = useRef<ReadonlySet<string>>(new Set());
  const heightThen = useRef(height);
  const list = useRef(shownList);
  const isOther = list.current !== shownList;
  // nothing is new in another list
  if (isOther) top.current = new Set();
  const note = () => {
    const element = scroll.current;
    if (!element) return;
    const first = Math.floor(element.scrollTop / height);
    const last = Math.ceil((element.scrollTop + element.clientHeight) / height);
    visibleRows.current = ids.slice(first, last).map((id, n) => ({ id, index: first + n }));
    if (element.scrollTop < height / 2) top.current = new Set(versions.slice(0, 60));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is about the rows having changed
  useLayoutEffect(() => {
    const element = scroll.current;
    list.current = shownList;
    if (element && isOther) element.scrollTop = 0;
    else if (element && heightThen.current !== height) element.scrollTop *= height / heightThen.current;
    else if (element && element.scrollTop >= height / 2) {
      const now = new Map(ids.map((id, n) => [id, n]));
      const moves = visibleRows.current.flatMap(({ id, index }) => (now.has(id) ? [now.get(id)! - index] : []));
      // follows the active row, or else most rows, because a single row may have moved up or down by itself
      const active = visibleRows.current.find(({ id }) => rowId(id) === element.getAttribute("aria-activedescendant"));
      const by =
        active && now.get(active.id) !== undefined
          ? now.get(active.id)! - active.index
          : moves.toSorted((a, b) => a - b)[Math.floor(moves.length / 2)];
      if (by) element.scrollTop += by * height;
    }
    heightThen.current = height;
    note();
  }, [shownList, versions, height]);
  return { note, newRowCount: useNews(top.current, ids, versions) };
}

/** The number of rows above the old top, without those that the user changed. */
function useNews(top: ReadonlySet<string>, ids: readonly string[], versions: readonly string[]): number {
  const own = useRef(new Set<string>());
  const above = Math.max(0, top.size > 0 ? versions.findIndex((version) => top.has(version)) : 0);
  for (const [n, id] of ids.slice(0, above).entries()) if (isPinned(id)) own.current.add(versions[n]!);
  return versions.slice(0, above).filter((version) => !own.current.has(version)).length;
}
