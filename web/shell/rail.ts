import { useMediaQuery } from "@mantine/hooks";
import { store, useStore } from "../lib/store.ts";

const KEY = "docket sidebar";
// below this width, a wide sidebar would leave list, ticket and details too little room
const NARROW = "(max-width: 85em)";

const preference = store(localStorage.getItem(KEY));

/** Whether the sidebar shows icons only: as chosen on this device; without a choice, if there is little room. */
export function useRail(): { isRail: boolean; toggle(): void } {
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const choice = useStore(preference);
  const isRail = choice ? choice === "rail" : isNarrow;
  const toggle = () => {
    const next = isRail ? "whole" : "rail";
    localStorage.setItem(KEY, next);
    preference.set(next);
  };
  return { isRail, toggle };
}
