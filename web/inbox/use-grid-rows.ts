import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect } from "react";
import type { InboxRow } from "../rows/rows.ts";
import { neighbours, withOpen } from "../tickets/neighbours.ts";
import { useListActions } from "./list-actions.ts";

const OVERSCAN = 8;

interface Grid {
  shownList: string;
  rows: readonly InboxRow[];
  ids: readonly string[];
  openId: string | undefined;
  grid: RefObject<HTMLElement | null>;
  /** The height of a row in pixels. */
  height: number;
  headHeight: number;
}

/** The active row, and the rows to draw: the visible ones, some around them, and the active one. */
export function useGridRows({ shownList, rows, ids, openId, grid, height, headHeight }: Grid) {
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => grid.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    scrollPaddingEnd: headHeight,
    useFlushSync: false,
    // the active row is drawn wherever the list is scrolled to, because it has the focus
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      return active.index < 0 || indexes.includes(active.index)
        ? indexes
        : [...indexes, active.index].sort((a, b) => a - b);
    },
  });
  const active = useListActions({
    shownList,
    rows,
    ids,
    openId,
    grid,
    show: (index) => virtual.scrollToIndex(index, { align: "auto" }),
    perPage: () => Math.max(1, Math.floor((grid.current?.clientHeight ?? height) / height) - 1),
  });
  useEffect(() => neighbours.set(withOpen(neighbours.get(), ids, openId)), [ids, openId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height
  useEffect(() => virtual.measure(), [height]);
  return { active, items: virtual.getVirtualItems(), totalHeight: virtual.getTotalSize() };
}
