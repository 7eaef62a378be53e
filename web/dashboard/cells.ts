import type { Unit } from "../../wire/reports.ts";
import { dayOf, durationOf, formatter, numberOf } from "../lib/time.ts";
import type { Cell } from "./report.ts";

// 1 January 2024 was a Monday
export const weekdayName = (weekday: number, style: "short" | "long" = "short"): string =>
  formatter(Intl.DateTimeFormat, { weekday: style, timeZone: "UTC" }).format(Date.UTC(2024, 0, weekday));

/** The first day without its year, for an axis. */
export const shortDay = (day: string): string =>
  formatter(Intl.DateTimeFormat, { day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(day));

/** A cell of a report as people read it. */
export function cellText(cell: Cell, unit: Unit): string {
  if (cell === null) return "–";
  if (unit === "day" || unit === "week") return dayOf(`${cell}T12:00:00Z`);
  if (unit === "hours") return durationOf(Number(cell));
  if (unit === "percent")
    return formatter(Intl.NumberFormat, { style: "percent", maximumFractionDigits: 1 }).format(Number(cell) / 100);
  if (unit === "weekday") return weekdayName(Number(cell), "long");
  if (unit === "hour") return `${String(cell).padStart(2, "0")}:00`;
  return typeof cell === "number" ? numberOf(cell) : cell;
}
