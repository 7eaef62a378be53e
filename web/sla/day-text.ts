import type { Window } from "../../wire/sla-words.ts";
import { locale } from "../lib/texts.ts";
import { timeOf } from "./week.ts";

/** A day's windows as text: 09:00–12:00, 13:00–18:00. */
export const dayText = (windows: readonly Window[]): string => windows.map(([from, to]) => `${from}–${to}`).join(", ");

/** Reads typed windows; null if the text is not understood. */
export function parseDay(text: string): Window[] | null {
  const windows: Window[] = [];
  for (const part of text
    .split(/[,;]/)
    .map((each) => each.trim())
    .filter(Boolean)) {
    const match = /^(\d{1,2})(?::?(\d\d))?\s*[-–—]\s*(\d{1,2})(?::?(\d\d))?$/.exec(part);
    if (!match) return null;
    const [from, to] = [Number(match[1]) * 60 + Number(match[2] ?? 0), Number(match[3]) * 60 + Number(match[4] ?? 0)];
    if (from >= 1440 || to > 1440 || from === to) return null;
    windows.push([timeOf(from), timeOf(to)]);
  }
  return windows.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A year in the calendar of the language: 2027 is 2570 in Thai. */
export const yearText = (year: number): string =>
  new Intl.DateTimeFormat(locale(), { year: "numeric", timeZone: "UTC" })
    .formatToParts(Date.UTC(year, 6, 1))
    .find(({ type }) => type === "year")!.value;

/** A date in words: Thu, 24 Dec 2026. */
export const dateText = (date: string): string =>
  new Intl.DateTimeFormat(locale(), {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  }).format(new Date(`${date}T00:00:00Z`));
