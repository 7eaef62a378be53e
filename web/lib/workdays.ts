import { fromWallTime, wallTimeOf } from "./time.ts";

const DAY_MS = 86_400_000;
const MONDAY = 1;
const FRIDAY = 5;

/** The day of this moment on the user's clock, as in 2026-11-24. */
const dayAt = (at: Date): string => wallTimeOf(at).slice(0, 10);
const weekdayOf = (day: string): number => new Date(`${day}T00:00Z`).getUTCDay();

/** The day that comes so many days later. */
export const dayLater = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

const isWorkday = (day: string): boolean => weekdayOf(day) >= MONDAY && weekdayOf(day) <= FRIDAY;

/** Whether nobody works on the day after this moment: on Friday, “tomorrow” would mean Saturday. */
export const isWeekendTomorrow = (now = new Date()): boolean => !isWorkday(dayLater(dayAt(now), 1));

/** A time of day on the user's clock, so many days from now. */
export const timeInDays = (days: number, time: string, now = new Date()): string =>
  fromWallTime(`${dayLater(dayAt(now), days)}T${time}`);

/** How many days it is until the next Monday; today does not count. */
export const daysToMonday = (now = new Date()): number => (MONDAY + 7 - weekdayOf(dayAt(now))) % 7 || 7;
