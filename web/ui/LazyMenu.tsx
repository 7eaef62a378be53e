import { type ComponentType, type ReactNode, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { Loadable } from "./loadable.ts";

const IDLE_MS = 2_000;

interface Props<P> {
  menu: Loadable<ComponentType<P>>;
  props: P;
  plain: (open: () => void) => ReactNode;
}

const hasLoaded = (code: Loadable<unknown>) =>
  code.load().then(
    () => true,
    () => false,
  );

/**
 * A menu that is loaded when it is first opened, or after a while. Until then `plain` draws its button, which the menu
 * then replaces.
 */
export function LazyMenu<P extends object>({ menu, props, plain }: Props<P>) {
  const place = useRef<HTMLSpanElement>(null);
  const [isHere, setHere] = useState(menu.current() !== null);
  const open = async () => {
    if (!(await hasLoaded(menu))) return;
    flushSync(() => setHere(true));
    const button = place.current?.querySelector("button");
    button?.focus();
    button?.click();
  };
  useEffect(() => {
    if (isHere) return;
    const timer = setInterval(async () => {
      // not while the button is pressed or focused: a press would begin on one button and end on the other
      if ((await hasLoaded(menu)) && !place.current?.querySelector(":hover, :focus")) setHere(true);
    }, IDLE_MS);
    return () => clearInterval(timer);
  }, [menu, isHere]);
  const Menu = menu.current();
  return (
    <span ref={place} style={{ display: "contents" }}>
      {isHere && Menu ? <Menu {...props} /> : plain(() => void open())}
    </span>
  );
}
