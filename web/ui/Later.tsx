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
 * whole takes its place, with the focus where it was.
 */
export function Later<P extends object>({ part, props, plain }: Props<P>) {
  const place = useRef<HTMLSpanElement>(null);
  const [isHere, setHere] = useState(part.component() !== null);
  const swap = async (isWanted: boolean) => {
    await part.fetch();
    if (!part.component() || !place.current) return;
    const hadFocus = place.current.contains(document.activeElement);
    flushSync(() => setHere(true));
    const button = place.current.querySelector("button");
    if (hadFocus || isWanted) button?.focus();
    if (isWanted) button?.click();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it appears
  useEffect(() => {
    if (isHere) return;
    const timer = setTimeout(() => void swap(false), IDLE_MS);
    return () => clearTimeout(timer);
  }, []);
  const Whole = part.component();
  return (
    <span ref={place} style={{ display: "contents" }}>
      {isHere && Whole ? <Whole {...props} /> : plain(() => void swap(true))}
    </span>
  );
}
