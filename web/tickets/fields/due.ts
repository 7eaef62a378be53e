import { fromWallTime, wallTimeOf } from "../../lib/time.ts";

export const DUE_CHOICES = ["today", "tomorrow", "inThreeDays", "nextWeek"] as const;
const END_OF_WORK = "17:00";
const END_OF_DAY = "23:59";
const DAY_MS = 86_400_000;
const MONDAY = 1;

/** The end of work on that day, as the person's clock has it; today's end when work is over already. */
export function dueAt(choice: (typeof DUE_CHOICES)[number], now = new Date()): string {
  const today = wallTimeOf(now).slice(0, 10);
  const weekday = new Date(`${today}T00:00Z`).getUTCDay();
  const ahead = { today: 0, tomorrow: 1, inThreeDays: 3, nextWeek: (MONDAY + 7 - weekday) % 7 || 7 }[choice];
  const day = new Date(new Date(`${today}T00:00Z`).getTime() + ahead * DAY_MS).toISOString().slice(0, 10);
  const at = fromWallTime(`${day}T${END_OF_WORK}`);
  return new Date(at) > now ? at : fromWallTime(`${day}T${END_OF_DAY}`);
}
