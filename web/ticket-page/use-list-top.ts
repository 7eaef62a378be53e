import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/**
 * How far below the top of the scrolled area a list's entries begin: after the elements above them. When these grow,
 * the visible entries stay in place. `hasEarlier`: whether there is a second element above them.
 */
export function useListTop(
  frame: HTMLElement | null,
  list: RefObject<HTMLElement | null>,
  hasEarlier: boolean,
): number {
  const [top, setTop] = useState(0);
  const lastCount = useRef(0);
  // not after each rendering, because reading positions lays the page out at once
  // biome-ignore lint/correctness/useExhaustiveDependencies: it says which elements there are
  useLayoutEffect(() => {
    const [outer, inner] = [frame, list.current];
    if (!outer || !inner) return;
    const look = () => {
      const above = [...inner.querySelectorAll(":scope > [data-above]")].at(-1);
      const edge = above ? above.getBoundingClientRect().bottom : inner.getBoundingClientRect().top;
      const next = Math.round(edge - outer.getBoundingClientRect().top + outer.scrollTop);
      if (next === lastCount.current) return;
      if (lastCount.current > 0 && outer.scrollTop > lastCount.current) outer.scrollTop += next - lastCount.current;
      lastCount.current = next;
      setTop(next);
    };
    const sizes = new ResizeObserver(look);
    for (const above of inner.querySelectorAll(":scope > [data-above]")) sizes.observe(above);
    look();
    return () => sizes.disconnect();
  }, [frame, list, hasEarlier]);
  return top;
}
