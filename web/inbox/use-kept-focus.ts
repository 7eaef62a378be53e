import { type RefObject, useLayoutEffect } from "react";

let hadFocus = false;
let focusedHeading: string | undefined;

/** Moves the focus from a list that goes to the one that replaces it, or to the same heading in it. */
export function useKeptFocus(grid: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const list = grid.current;
    const heading = focusedHeading && list?.querySelector<HTMLElement>(`[data-head="${focusedHeading}"]`);
    if (heading) heading.focus({ preventScroll: true });
    else if (hadFocus) list?.focus({ preventScroll: true });
    return () => {
      hadFocus = document.activeElement === list;
      focusedHeading = (document.activeElement as HTMLElement | null)?.dataset.head;
    };
  }, [grid]);
}
