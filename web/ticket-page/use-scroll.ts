import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { Start } from "./start-of.ts";
import type { TimelineHandle } from "./Timeline.tsx";

const NEAR_PX = 80;
const MARGIN_PX = 12;
const SETTLED_MS = 1_500;

// not scrollIntoView, which also scrolls the elements around
function toTop(frame: HTMLElement, element: Element | null): void {
  if (element) frame.scrollTop += element.getBoundingClientRect().top - frame.getBoundingClientRect().top - MARGIN_PX;
}

export interface Scroll {
  /** The element that scrolls, once it is mounted. */
  frame: HTMLElement | null;
  setFrame(frame: HTMLElement | null): void;
  content: RefObject<HTMLDivElement | null>;
  isAtEnd: boolean;
  toEnd(): void;
}

/** Opens at the wanted entry, then stays at the end while the reader is there; elsewhere nothing moves. */
export function useScroll(start: Start | null, timeline: RefObject<TimelineHandle | null>): Scroll {
  const [frame, setFrame] = useState<HTMLElement | null>(null);
  const content = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const position = useRef<ReadingPosition>(null);
  const target = useRef<Start | null>(null);
  target.current = start;
  useEffect(() => {
    const [outer, inner] = [frame, content.current];
    if (!outer || !inner) return;
    const show = (key: string) => timeline.current?.show(key);
    const own = new ReadingPosition({ outer, inner, wanted: target, show, onMove: setAtEnd });
    position.current = own;
    const sizes = new ResizeObserver(() => own.place());
    sizes.observe(inner);
    sizes.observe(outer);
    const stop = new AbortController();
    const options = { passive: true, signal: stop.signal };
    outer.addEventListener("scroll", () => own.look(), options);
    for (const kind of ["wheel", "touchstart", "pointerdown", "keydown"])
      outer.addEventListener(kind, () => own.take(), options);
    return () => {
      own.end();
      sizes.disconnect();
      stop.abort();
    };
  }, [frame, timeline]);
  const toEnd = useCallback(() => position.current?.toEnd(), []);
  return { frame, setFrame, content, isAtEnd, toEnd };
}

interface Reading {
  outer: HTMLElement;
  inner: HTMLElement;
  wanted: { readonly current: Start | null };
  /** Scrolls to an entry that may not be drawn yet. */
  show(key: string): void;
  onMove(isAtEnd: boolean): void;
}

/**
 * Where the reader is in what scrolls. While it opens (until texts have their heights, or the reader scrolls), it stays
 * at the wanted entry. After that it follows the end as long as the reader is there, while entries arrive and pictures grow.
 */
class ReadingPosition {
  readonly #reading: Reading;
  #isOpening = true;
  #followsEnd = false;
  /** Whether the reader has scrolled. */
  #isTaken = false;
  /** The sizes that the position was set for, and whether the end was in view. */
  #placement = { content: 0, frame: 0, isAtEnd: false };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  get #isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#reading.outer;
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  get #isPlaced(): boolean {
    const { scrollHeight, clientHeight } = this.#reading.outer;
    return scrollHeight === this.#placement.content && clientHeight === this.#placement.frame;
  }

  /** Whether the composer has opened over the end, which was in view. */
  get #isCovered(): boolean {
    return this.#placement.isAtEnd && this.#reading.outer.clientHeight < this.#placement.frame;
  }

  /** Notes where the reader is. */
  look(): void {
    this.#reading.onMove(this.#isAtEnd);
    // Measured heights and growing pictures also scroll. The reader has not left the end then, and `place` runs next.
    if (!this.#isOpening && this.#isPlaced && (this.#isTaken || this.#isAtEnd)) this.#followsEnd = this.#isAtEnd;
  }

  /** The reader scrolls. */
  take(): void {
    this.#isTaken = true;
    if (this.#isOpening) this.#settle();
  }

  toEnd(): void {
    this.take();
    this.#followsEnd = true;
    this.#reading.outer.scrollTop = this.#reading.outer.scrollHeight;
  }

  /** Scrolls to where the reader should be, after a size has changed. */
  place(): void {
    const { outer, wanted, show } = this.#reading;
    const at = wanted.current;
    if (at === null) return;
    if (this.#isOpening && this.#isCovered) this.#follow();
    if (this.#isOpening) this.#timer ??= setTimeout(() => this.#settle(), SETTLED_MS);
    if (this.#isOpening ? at === "end" : this.#followsEnd) outer.scrollTop = outer.scrollHeight;
    else if (this.#isOpening && at === "beginning") outer.scrollTop = 0;
    else if (this.#isOpening && typeof at === "object") {
      const entry = outer.querySelector(`[data-entry="${CSS.escape(at.at)}"]`);
      if (entry) toTop(outer, entry);
      else show(at.at);
    }
    this.#placement = { content: outer.scrollHeight, frame: outer.clientHeight, isAtEnd: this.#isAtEnd };
    this.look();
  }

  #settle(): void {
    // a slow machine has not rendered all texts by then
    if (!this.#isTaken && this.#reading.inner.querySelector("[aria-busy=true]")) {
      this.#timer = setTimeout(() => this.#settle(), SETTLED_MS);
      return;
    }
    this.#isOpening = false;
    this.#followsEnd = (this.#reading.wanted.current === "end" && !this.#isTaken) || this.#isAtEnd;
  }

  /** Stays at the end from now on. */
  #follow(): void {
    clearTimeout(this.#timer);
    this.#isOpening = false;
    this.#followsEnd = true;
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
