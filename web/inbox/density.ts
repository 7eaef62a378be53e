import { type RefObject, useEffect, useState } from "react";
import { usePreferences } from "../lib/preferences.ts";

type Density = "comfortable" | "compact";
/** As rows of the list, or of the table. */
type Rows = Density | "table";
const WIDE = 760;
const HEIGHTS = { compact: 36, comfortable: 78, comfortableWide: 58 };
const HEIGHTS_IN_TABLE = { compact: 32, comfortable: 40 };
const HEIGHT_OF_CARD = 84;

/** How rows look in a list as wide as this one is now. */
export function useDensity(list: RefObject<HTMLElement | null>, isTable: boolean): { density: Rows; height: number } {
  const { density } = usePreferences();
  const [isWide, setWide] = useState(false);
  const [isTouched, setTouched] = useState(false);
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      setWide(entry!.contentRect.width >= WIDE);
      setTouched(matchMedia("(pointer: coarse)").matches);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [list]);
  if (isTable) return { density: "table", height: HEIGHTS_IN_TABLE[density] };
  // fingers need more room, and cards have it
  if (isTouched && !isWide) return { density: "comfortable", height: HEIGHT_OF_CARD };
  return {
    density,
    height: density === "compact" ? HEIGHTS.compact : isWide ? HEIGHTS.comfortableWide : HEIGHTS.comfortable,
  };
}
