import { useMediaQuery } from "@mantine/hooks";
import { store, useStore } from "../lib/store.ts";

const KEY = "docket sidebar";
// beside a wide sidebar, list, ticket and details would be too narrow
const NARROW = "(max-width: 85em)";

const chosen = store(localStorage.getItem(KEY));

/** Whether the sidebar shows icons only: as chosen on this device, or else if there is little room. */
export function useRail(): { isRail: boolean; toggle(): void } {
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const choice = useStore(chosen);
  const isRail = choice ? choice === "rail" : isNarrow;
  const toggle = () => {
    const next = isRail ? "whole" : "rail";
    localStorage.setItem(KEY, next);
    chosen.set(next);
  };
  return { isRail, toggle };
}
