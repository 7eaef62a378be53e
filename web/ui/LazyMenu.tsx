import { type ComponentType, type ReactNode, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

const IDLE_MS = 2_000;

/** A component that is no part of the first view, and how it is fetched. */
export interface Part<P> {
  fetch(): Promise<void>;
  component(): ComponentType<P> | null;
}

export function later<P>(load: () => Promise<ComponentType<P>>): Part<P> {
  let whole: ComponentType<P> | null = null;
  let loading: Promise<void> | null = null;
  return {
    component: () => whole,
    fetch() {
      loading ??= load().then(
        (component) => {
          whole = component;
        },
        () => {
          loading = null;
        },
      );
      return loading;
    },
  };
}

interface Props<P> {
  part: Part<P>;
  props: P;
  plain: (open: () => void) => ReactNode;
}

/**
 * A menu that comes later: until it is fetched (when it is first opened, or after a while) `plain` is its button; then the
 * whole takes its place.
 */
export function LazyMenu<P extends object>({ part, props, plain }: Props<P>) {
  const place = useRef<HTMLSpanElement>(null);
  const [isHere, setHere] = useState(part.component() !== null);
  const open = async () => {
    await part.fetch();
    if (!part.component()) return;
    flushSync(() => setHere(true));
    const button = place.current?.querySelector("button");
    button?.focus();
    button?.click();
  };
  useEffect(() => {
    if (isHere) return;
    const timer = setInterval(async () => {
      await part.fetch();
      // never while it is pressed or focused: a press would begin on one button and end on the other
      if (part.component() && !place.current?.querySelector(":hover, :focus")) setHere(true);
    }, IDLE_MS);
    return () => clearInterval(timer);
  }, [part, isHere]);
  const Whole = part.component();
  return (
    <span ref={place} style={{ display: "contents" }}>
      {isHere && Whole ? <Whole {...props} /> : plain(() => void open())}
    </span>
  );
}
