import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useState } from "react";
import { changePreferences, usePreferences } from "../lib/preferences.ts";
import { useTexts } from "../lib/texts.ts";
import { showNotSaved } from "../ui/notices.ts";
import styles from "./Splitter.module.css";

const NARROWEST = 280;
const WIDEST = 900;
/** The width in the design tokens, `--w-list`. */
const usualWidth = () => (matchMedia("(max-width: 85em)").matches ? 352 : 384);
const STEP = 24;
const QUIET_MS = 250;

/**
 * The line between list and ticket: moved by pointer or arrow keys, stored as a preference. Home or a double click
 * resets it.
 */
export function Splitter({ frame }: { frame: RefObject<HTMLDivElement | null> }) {
  const t = useTexts();
  const { list_width } = usePreferences();
  const [drawnWidth, setDrawnWidth] = useState<number | null>(null);
  const usual = usualWidth();
  const width = drawnWidth ?? list_width ?? usual;
  useEffect(() => {
    if (width === usual) frame.current?.style.removeProperty("--list-width");
    else frame.current?.style.setProperty("--list-width", `${width}px`);
  }, [frame, width, usual]);
  useEffect(() => {
    if (drawnWidth === null) return;
    const timer = setTimeout(() => {
      changePreferences({ list_width: drawnWidth === usual ? null : drawnWidth }).catch(showNotSaved);
      setDrawnWidth(null);
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [drawnWidth, usual]);
  const settle = (next: number) => setDrawnWidth(Math.round(Math.min(Math.max(next, NARROWEST), WIDEST)));
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    settle(event.clientX - frame.current!.getBoundingClientRect().left);
  };
  const step = (event: KeyboardEvent) => {
    const next = { ArrowLeft: width - STEP, ArrowRight: width + STEP, Home: usual, End: WIDEST }[event.key];
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
      onPointerMove={drag}
      onKeyDown={step}
      onDoubleClick={() => setDrawnWidth(usual)}
    />
  );
}
