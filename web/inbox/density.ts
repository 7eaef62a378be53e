import { type Preferences, usePreferences } from "../lib/preferences.ts";

type Density = Preferences["density"];
const HEIGHTS: Record<Density, number> = { spacious: 78, comfortable: 56, compact: 36 };
const HEIGHTS_IN_TABLE: Record<Density, number> = { spacious: 44, comfortable: 36, compact: 32 };
const HEIGHT_FOR_FINGERS = 72;
const isForFingers = matchMedia("(pointer: coarse) and (max-width: 60em)");

/** The height of rows: the user's preference; on a phone always high enough for a finger. */
export function useDensity(isTable: boolean): { density: Density | "table"; height: number } {
  const { density } = usePreferences();
  if (isTable) return { density: "table", height: HEIGHTS_IN_TABLE[density] };
  if (isForFingers.matches) return { density: "comfortable", height: HEIGHT_FOR_FINGERS };
  return { density, height: HEIGHTS[density] };
}
