import "../lib/later-texts.ts";
import { type RefObject, useLayoutEffect, useRef } from "react";
import { useTexts } from "../lib/texts.ts";
import styles from "./TicketList.module.css";

/** Scrolls to the tickets that arrived above the first visible row. It has a place of its own above the rows. */
export function NewRowsButton({ count, grid }: { count: number; grid: RefObject<HTMLElement | null> }) {
  const t = useTexts();
  const button = useRef<HTMLButtonElement>(null);
  // the rows stay where they are on the screen
  useLayoutEffect(() => {
    const list = grid.current;
    const space = list && button.current ? list.offsetTop - button.current.offsetTop : 0;
    list?.scrollBy(0, space);
    return () => list?.scrollBy(0, -space);
  }, [grid]);
  return (
    <button
      ref={button}
      type="button"
      className={styles.fresh}
      onClick={() => {
        grid.current?.scrollTo({ top: 0 });
        grid.current?.focus({ preventScroll: true });
      }}
    >
      {t("listNotes.fresh", { count })}
    </button>
  );
}
