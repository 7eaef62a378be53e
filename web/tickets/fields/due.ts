import { fromWallTime, wallTimeOf } from "../../lib/time.ts";

export const DUE_CHOICES = ["today", "tomorrow", "inThreeDays", "nextWeek"] as const;
const END_OF_WORK = "17:00";
const END_OF_DAY = "23:59";
const DAY_MS = 86_400_000;
const MONDAY = 1;

/** The end of work on that day, as the person's clock has it; today's end when work is over already. */
export function dueAt(choice: (typeof DUE_CHOICES)[number], now = new Date()): string {
  const today = dayOf(now);
  const weekday = new Date(`${today}T00:00Z`).getUTCDay();
  const ahead = { today: 0, tomorrow: 1, inThreeDays: 3, nextWeek: (MONDAY + 7 - weekday) % 7 || 7 }[choice];
  const day = dayLater(today, ahead);
  const at = fromWallTime(`${day}T${END_OF_WORK}`);
  return new Date(at) > now ? at : fromWallTime(`${day}T${END_OF_DAY}`);
}

const dayOf = (at: Date): string => wallTimeOf(at).slice(0, 10);
const dayLater = (day: string, days: number): string =>
  new Date(new Date(`${day}T00:00Z`).getTime() + days * DAY_MS).toISOString().slice(0, 10);

/** The end of the day so many days later. */
export const dueInDays = (days: number, now = new Date()): string =>
  fromWallTime(`${dayLater(dayOf(now), days)}T${END_OF_DAY}`);
