import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { Keys } from "./Keys.tsx";
import css from "./Tips.module.css";

const TIP_TARGETS = "[data-tip], [data-rail-tip], button[aria-label]:not([title])";
const DELAY_MS = 400;
const GAP = 6;
const EDGE = 8;

interface Tip {
  text: string;
  keys: string | undefined;
  target: HTMLElement;
}

/**
 * The tooltips of the whole app: one listener shows the `data-tip` of the element that is hovered or focused, or the name of a
 * button without words. A component for each would cost size in the first view, and speed in each row of the list.
 */
export function Tips() {
  const [tip, setTip] = useState<Tip | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => watchTargets(setTip, box), []);
  if (!tip) return null;
  return createPortal(
    <div ref={box} className={css.tip} style={tipPosition(tip.target)} aria-hidden>
      {tip.text}
      {tip.keys && <Keys of={tip.keys} />}
    </div>,
    document.body,
  );
}

function tipPosition(target: HTMLElement) {
  const { left, width, top, bottom } = target.getBoundingClientRect();
  const middle = Math.min(Math.max(left + width / 2, EDGE), innerWidth - EDGE);
  const isLow = bottom > innerHeight - 60;
  const side = middle < 90 ? "start" : middle > innerWidth - 90 ? "end" : "middle";
  const x =
    side === "start" ? Math.max(left, EDGE) : side === "end" ? Math.min(left + width, innerWidth - EDGE) : middle;
  const shift = { start: "0", middle: "-50%", end: "-100%" }[side];
  return { left: x, top: isLow ? top - GAP : bottom + GAP, translate: `${shift} ${isLow ? "-100%" : "0"}` };
}

/** Whether a link of the sidebar does not show its whole name: if that is too long, or if the sidebar is narrow. */
const isNameHidden = (link: HTMLElement): boolean => {
  const name = link.querySelector("span");
  return link.closest("[data-rail]") !== null || (name !== null && name.scrollWidth > name.clientWidth);
};

/** The name of a button that shows only an icon. */
const nameOf = (target: HTMLElement): string | null => (target.textContent?.trim() ? null : target.ariaLabel);

/** The tooltip of an element; null if it is gone or its menu is open. */
function tipOf(target: HTMLElement): Tip | null {
  const { tip, railTip, tipKeys: keys } = target.dataset;
  const text = tip ?? (isNameHidden(target) ? railTip : undefined) ?? nameOf(target);
  return text && target.isConnected && target.ariaExpanded !== "true" ? { text, keys, target } : null;
}

function watchTargets(show: (tip: Tip | null) => void, box: { current: HTMLElement | null }): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let target: HTMLElement | null = null;
  const hide = () => {
    clearTimeout(timer);
    target = null;
    show(null);
  };
  const wait = (next: HTMLElement) => {
    hide();
    target = next;
    timer = setTimeout(() => {
      const tip = tipOf(next);
      if (tip) show(tip);
    }, DELAY_MS);
  };
  const over = (event: Event) => {
    const at = event.target instanceof Element ? event.target : null;
    // the pointer may move onto the tooltip itself
    if (at && box.current?.contains(at)) return;
    const next = at?.closest<HTMLElement>(TIP_TARGETS) ?? null;
    if (next !== target) next ? wait(next) : hide();
  };
  const onPointer = (event: PointerEvent) => {
    if (event.pointerType === "mouse") over(event);
  };
  const onFocus = (event: FocusEvent) => {
    if (event.target instanceof Element && event.target.matches(":focus-visible")) over(event);
  };
  const stop = new AbortController();
  const options = { signal: stop.signal, capture: true };
  document.addEventListener("pointerover", onPointer, options);
  document.addEventListener("focusin", onFocus, options);
  for (const event of ["focusout", "pointerdown", "keydown", "scroll"]) document.addEventListener(event, hide, options);
  return () => {
    clearTimeout(timer);
    stop.abort();
  };
}
