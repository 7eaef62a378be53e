/** The dashboard's part of the address. */
export interface DashboardSearch {
  /** A named range; `from` and `to` if it is "custom". */
  range?: string;
  from?: string;
  to?: string;
  team?: string;
  /** "no": without the figures of the range before. */
  compare?: string;
}

export const RANGES = ["7d", "30d", "90d", "365d", "month", "lastMonth", "custom"] as const;
export type RangeName = (typeof RANGES)[number];

const KNOWN = ["range", "from", "to", "team", "compare"] as const;

export function readDashboard(search: Record<string, unknown>): DashboardSearch {
  return Object.fromEntries(
    KNOWN.filter((name) => typeof search[name] === "string").map((name) => [name, search[name]]),
  );
}

const iso = (date: Date) => date.toISOString().slice(0, 10);
const isDay = (text: string | undefined): text is string => /^\d{4}-\d{2}-\d{2}$/.test(text ?? "");

/** The first and last day of a range, given today's date (YYYY-MM-DD). */
export function daysOf({ range = "30d", from, to }: DashboardSearch, today: string): { from: string; to: string } {
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
  const days = /^(\d{1,3})d$/.exec(range);
  return { from: back((days ? Number(days[1]) : 30) - 1), to: today };
}
