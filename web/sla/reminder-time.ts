import { unitText } from "./targets.ts";

/** A reminder's time before the target, in the language of the app: "45m" -> 45m. */
export function reminderTimeText(time: string): string {
  const [, count, unit] = /^(\d+)([hm])$/.exec(time) ?? [];
  return count ? unitText(Number(count), unit === "h" ? "hour" : "minute") : time;
}

/**
 * Reads the typed time of a reminder: "45m" and "3 h" before the target, "80 %" of it. A number alone is per cent, and all of the
 * target is its breach. Null if the text is not understood.
 */
export function readReminderTime(text: string): string | null {
  const [, digits, word = "%"] = /^(\d{1,4})\s*(%|m|min|h|นาที|ชม\.?)?$/.exec(text.trim().toLowerCase()) ?? [];
  const count = Number(digits);
  if (!count) return null;
  if (word === "%") return count > 100 ? null : count === 100 ? "0m" : `${count}%`;
  return `${count}${word === "h" || word.startsWith("ช") ? "h" : "m"}`;
}
