import type { EmailLanguage } from "./texts/texts.ts";

/** A due time in the reader's zone, or in that of its calendar, which is named if the reader's shows another time. */
export function dueText(due: string, language: EmailLanguage, zone: string, calendarZone: unknown): string {
  const own = formatTime(due, language, zone);
  if (typeof calendarZone !== "string") return own;
  const text = formatTime(due, language, calendarZone);
  return text === own ? text : `${text} (${calendarZone})`;
}

export const formatTime = (at: string, language: EmailLanguage, zone: string): string =>
  new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: zone,
  }).format(new Date(at));
