import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { Start } from "./new-from.ts";
import type { TimelineHandle } from "./Timeline.tsx";

const NEAR_PX = 80;
const MARGIN_PX = 12;
const SETTLED_MS = 1_500;

// not scrollIntoView, which also moves the surroundings
function toTop(frame: HTMLElement, element: Element | null): void {
  if (element) frame.scrollTop += element.getBoundingClientRect().top - frame.getBoundingClientRect().top - MARGIN_PX;
}

export interface Scroll {
  frame: RefObject<HTMLElement | null>;
  content: RefObject<HTMLDivElement | null>;
  isAtEnd: boolean;
  toEnd(): void;
}

/**
 * Opens at the wanted entry, then stays at the end while the reader is there, as entries arrive and pictures grow;
 * elsewhere nothing moves.
 */
export function useScroll(start: Start | null, timeline: RefObject<TimelineHandle | null>): Scroll {
  const frame = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const goToEnd = useRef(() => {});
  const wish = useRef<Start | null>(null);
  wish.current = start;
  useEffect(() => {
    const [outer, inner] = [frame.current, content.current];
    if (!outer || !inner) return;
    let follows = false;
    // until texts have their heights, or the reader scrolls, it stays at the wanted entry
    let isOpening = true;
    let isTaken = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isThere = () => outer.scrollHeight - outer.scrollTop - outer.clientHeight < NEAR_PX;
    let placed = { height: 0, room: 0 };
    const isPlaced = () => outer.scrollHeight === placed.height && outer.clientHeight === placed.room;
    const look = () => {
      setAtEnd(isThere());
      // movement by itself, as heights become known and pictures grow, does not mean that the reader leaves the end:
      // `place` runs next
      if (!isOpening && isPlaced() && (isTaken || isThere())) follows = isThere();
    };
    const settle = () => {
      // a slow machine has not shown all of its texts by then
      if (!isTaken && inner.querySelector("[aria-busy=true]")) {
        timer = setTimeout(settle, SETTLED_MS);
        return;
      }
      isOpening = false;
      follows = (wish.current === "end" && !isTaken) || isThere();
    };
    const take = () => {
      isTaken = true;
      if (isOpening) settle();
    };
    goToEnd.current = () => {
      take();
      follows = true;
      outer.scrollTop = outer.scrollHeight;
    };
    const place = () => {
      const at = wish.current;
      if (at === null) return;
      if (isOpening) timer ??= setTimeout(settle, SETTLED_MS);
      if (isOpening ? at === "end" : follows) outer.scrollTop = outer.scrollHeight;
      else if (isOpening && at === "beginning") outer.scrollTop = 0;
      else if (isOpening && typeof at === "object") {
        const first = outer.querySelector("[data-is-new]");
        if (first) toTop(outer, first);
        else timeline.current?.show(at.newFrom);
      }
      placed = { height: outer.scrollHeight, room: outer.clientHeight };
      look();
    };
    const sizes = new ResizeObserver(place);
    sizes.observe(inner);
    sizes.observe(outer);
    outer.addEventListener("scroll", look, { passive: true });
    const TAKEN = ["wheel", "touchstart", "pointerdown", "keydown"] as const;
    for (const kind of TAKEN) outer.addEventListener(kind, take, { passive: true });
    return () => {
      clearTimeout(timer);
      sizes.disconnect();
      outer.removeEventListener("scroll", look);
      for (const kind of TAKEN) outer.removeEventListener(kind, take);
    };
  }, [timeline]);
  const toEnd = useCallback(() => goToEnd.current(), []);
  return {
    frame,
    content,
    isAtEnd,
    toEnd,
  };
}
