import { fromWallTime, wallTimeOf } from "../lib/time.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MONDAY = 1;
const MORNING = "09:00";
const LATER_HOURS = 3;

export const SNOOZE_CHOICES = ["laterToday", "tomorrow", "nextWeek"] as const;

/** When a snooze ends: in three hours to the full hour, or at nine in the morning as the person's clock has it. */
export function snoozeUntil(choice: (typeof SNOOZE_CHOICES)[number], now = new Date()): string {
  if (choice === "laterToday") {
    const at = new Date(now.getTime() + LATER_HOURS * HOUR_MS);
    return new Date(Math.ceil(at.getTime() / HOUR_MS) * HOUR_MS).toISOString();
  }
  const today = Date.parse(`${wallTimeOf(now).slice(0, 10)}T00:00Z`);
  const weekday = new Date(today).getUTCDay();
  const ahead = choice === "tomorrow" ? 1 : (MONDAY + 7 - weekday) % 7 || 7;
  return fromWallTime(`${new Date(today + ahead * DAY_MS).toISOString().slice(0, 10)}T${MORNING}`);
}
