import "../lib/later-texts.ts";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTexts } from "../lib/texts.ts";
import { numberOf } from "../lib/time.ts";
import css from "./Timeline.module.css";

/** The earlier page is loaded when it is this far from view. */
const AHEAD_PX = 1_500;

interface Props {
  count: number;
  frame: HTMLElement | null;
  onWanted(): Promise<void>;
}

/** Stands for all entries before the first loaded one. It loads them when it comes into view or is pressed. */
export function EarlierEntries({ count, frame, onWanted }: Props) {
  const t = useTexts();
  const place = useRef<HTMLLIElement>(null);
  const [isBusy, setBusy] = useState(false);
  const read = useCallback(() => {
    setBusy(true);
    // after a failure it can be pressed again
    void onWanted()
      .catch(() => {})
      .finally(() => setBusy(false));
  }, [onWanted]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again with each page that has come
  useEffect(() => {
    if (!frame || !place.current) return;
    // a busy browser reports several positions at once, of which the last one counts
    const near = new IntersectionObserver((entries) => entries.at(-1)?.isIntersecting && read(), {
      root: frame,
      rootMargin: `${AHEAD_PX}px 0px`,
    });
    near.observe(place.current);
    return () => near.disconnect();
  }, [frame, read, count]);
  return (
    <li ref={place} className={css.earlier} data-above>
      <button type="button" onClick={read} disabled={isBusy}>
        {isBusy ? t("common.loading") : t("ticket.earlier", { count, shown: numberOf(count) })}
      </button>
    </li>
  );
}
