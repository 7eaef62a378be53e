import { defaultRangeExtractor, type Range } from "@tanstack/react-virtual";
import { type RefObject, useCallback } from "react";

const HELD_ROW = "li[data-index]:focus-within, li[data-index]:has([data-editing])";

/** Which entries are drawn: those near the visible part, and always those that are focused or edited. */
export function useHeld(list: RefObject<HTMLElement | null>): (range: Range) => number[] {
  return useCallback(
    (range) => {
      const near = defaultRangeExtractor(range);
      const elements = [...(list.current?.querySelectorAll<HTMLElement>(HELD_ROW) ?? [])]
        .map(({ dataset }) => Number(dataset.index))
        .filter((index) => index < range.count && !near.includes(index));
      return elements.length > 0 ? [...near, ...elements].sort((a, b) => a - b) : near;
    },
    [list],
  );
}
