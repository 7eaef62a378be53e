import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useState } from "react";
import { useTexts } from "../lib/texts.ts";
import styles from "./Splitter.module.css";

const KEY = "docket list width";
const NARROWEST = 280;
const WIDEST = 900;
const USUAL = 420;
const STEP = 24;

const remembered = (): number => Number(localStorage.getItem(KEY)) || USUAL;

/** The line between list and ticket: drawn by pointer or arrow keys, remembered on this device; Home or a double click: as at first. */
export function Splitter({ frame }: { frame: RefObject<HTMLDivElement | null> }) {
  const t = useTexts();
  const [width, setWidth] = useState(remembered);
  useEffect(() => {
    frame.current?.style.setProperty("--list-width", `${width}px`);
    localStorage.setItem(KEY, String(width));
  }, [frame, width]);
  const settle = (next: number) => setWidth(Math.round(Math.min(Math.max(next, NARROWEST), WIDEST)));
  const follow = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    settle(event.clientX - frame.current!.getBoundingClientRect().left);
  };
  const step = (event: KeyboardEvent) => {
    const next = { ArrowLeft: width - STEP, ArrowRight: width + STEP, Home: USUAL, End: WIDEST }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    settle(next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: hr cannot be moved; a separator with a value can
    <div
      className={styles.splitter}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t("inbox.width")}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      aria-valuenow={width}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={follow}
      onKeyDown={step}
      onDoubleClick={() => setWidth(USUAL)}
    />
  );
}
