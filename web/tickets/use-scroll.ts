import { type RefObject, useEffect, useRef, useState } from "react";

const NEAR_PX = 80;

export interface Scroll {
  frame: RefObject<HTMLElement | null>;
  content: RefObject<HTMLDivElement | null>;
  isAtEnd: boolean;
  toEnd(): void;
}

/** Keeps to the end while one is there, as new things come and pictures grow; elsewhere nothing moves. */
export function useScroll(): Scroll {
  const frame = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const [isAtEnd, setAtEnd] = useState(true);
  useEffect(() => {
    const [outer, inner] = [frame.current, content.current];
    if (!outer || !inner) return;
    const toEnd = () => {
      if (follows.current) outer.scrollTop = outer.scrollHeight;
    };
    const look = () => {
      follows.current = outer.scrollHeight - outer.scrollTop - outer.clientHeight < NEAR_PX;
      setAtEnd(follows.current);
    };
    const sizes = new ResizeObserver(toEnd);
    sizes.observe(inner);
    sizes.observe(outer);
    outer.addEventListener("scroll", look, { passive: true });
    toEnd();
    return () => {
      sizes.disconnect();
      outer.removeEventListener("scroll", look);
    };
  }, []);
  return {
    frame,
    content,
    isAtEnd,
    toEnd: () => frame.current?.scrollTo({ top: frame.current.scrollHeight }),
  };
}
