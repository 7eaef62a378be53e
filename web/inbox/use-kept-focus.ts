import { type RefObject, useLayoutEffect } from "react";

let hadFocus = false;
let focusedHeading: string | undefined;

/** Gives a list the focus that the list it replaces had, on itself or on one of its headings. */
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
