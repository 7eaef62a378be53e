import { momentIn } from "../lib/short-time.ts";
import { wallTimeOf } from "../lib/time.ts";

const MONTHS = [0, 3, 6, 9];

/** Whether a time zone shows other times than the user's own, at some time of the year. */
export const isForeign = (zone: string | null): zone is string =>
  zone !== null &&
  MONTHS.some((month) => {
    const at = new Date(Date.UTC(new Date().getUTCFullYear(), month, 15));
    return wallTimeOf(at, zone) !== wallTimeOf(at);
  });

/** The place of a foreign time zone in brackets, to stand after a time: " (Bangkok)". Empty for the user's own. */
export const placeMark = (zone: string | null): string =>
  isForeign(zone) ? ` (${zone.split("/").at(-1)!.replaceAll("_", " ")})` : "";

/** Day and time within a sentence in a calendar's zone, with its place if it is not the user's: "tomorrow 17:00 (Bangkok)". */
export const momentInZone = (at: string, zone: string | null): string =>
  momentIn(at, new Date(), zone ?? undefined) + placeMark(zone);
