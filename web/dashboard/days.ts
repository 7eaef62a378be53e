import type { WeekStart } from "../../wire/week-starts.ts";
import type { DashboardSearch } from "./range.ts";

export const RANGES = ["7d", "30d", "90d", "365d", "week", "lastWeek", "month", "lastMonth", "custom"] as const;
export type RangeName = (typeof RANGES)[number];

const iso = (date: Date) => date.toISOString().slice(0, 10);
const isDay = (text: string | undefined): text is string => /^\d{4}-\d{2}-\d{2}$/.test(text ?? "");

/** The first and last day of a range, given today's date (YYYY-MM-DD). */
export function daysOf(
  { range = "30d", from, to }: DashboardSearch,
  today: string,
  weekStart: WeekStart = "monday",
): { from: string; to: string } {
  const now = new Date(`${today}T00:00:00Z`);
  const back = (days: number) => {
    const date = new Date(now);
    date.setUTCDate(date.getUTCDate() - days);
    return iso(date);
  };
  const month = (offset: number, day: number) =>
    iso(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, day)));
  if (range === "custom" && isDay(from) && isDay(to) && from <= to) return { from, to };
  if (range === "month") return { from: month(0, 1), to: today };
  if (range === "lastMonth") return { from: month(-1, 1), to: month(0, 0) };
  const ofWeek = (now.getUTCDay() + { monday: 6, sunday: 0, saturday: 1 }[weekStart]) % 7;
  if (range === "week") return { from: back(ofWeek), to: today };
  if (range === "lastWeek") return { from: back(ofWeek + 7), to: back(ofWeek + 1) };
  const days = /^(\d{1,3})d$/.exec(range);
  return { from: back((days ? Number(days[1]) : 30) - 1), to: today };
}

let last: DashboardSearch = {};

/** Keeps what was chosen until the page is loaded again: the dashboard is opened with it the next time. */
export function keepSearch(search: DashboardSearch): void {
  last = search;
}

/** The address, or if it names nothing, what was chosen last. */
export const searchOr = (address: DashboardSearch): DashboardSearch =>
  Object.values(address).some((value) => value !== undefined) ? address : last;
