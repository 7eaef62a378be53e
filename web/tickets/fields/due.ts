import { fromWallTime, wallTimeOf } from "../../lib/time.ts";
import { dayLater, daysToMonday, isWeekendTomorrow } from "../../lib/workdays.ts";

const DUE_CHOICES = ["today", "tomorrow", "inThreeDays", "nextWeek"] as const;
type DueChoice = (typeof DUE_CHOICES)[number];
/** The quick choices of a due time; without tomorrow if that is in a weekend. */
export const dueChoices = (now = new Date()): readonly DueChoice[] =>
  isWeekendTomorrow(now) ? DUE_CHOICES.filter((choice) => choice !== "tomorrow") : DUE_CHOICES;
const END_OF_WORK = "17:00";
const END_OF_DAY = "23:59";

/** The end of work on that day by the user's clock; today's end of the day if work is over. */
export function dueAt(choice: DueChoice, now = new Date()): string {
  const today = dayOf(now);
  const ahead = { today: 0, tomorrow: 1, inThreeDays: 3, nextWeek: daysToMonday(now) }[choice];
  const day = dayLater(today, ahead);
  const at = fromWallTime(`${day}T${END_OF_WORK}`);
  return new Date(at) > now ? at : fromWallTime(`${day}T${END_OF_DAY}`);
}

const dayOf = (at: Date): string => wallTimeOf(at).slice(0, 10);

/** The due time for a typed date or weekday, such as "2026-12-04", "fri" or "next friday"; null if it is neither. */
export function dueTyped(text: string, language = "en", now = new Date()): string | null {
  const words = text.trim().toLowerCase();
  const today = dayOf(now);
  const [, year, month = "", date = ""] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(words) ?? [];
  if (year) {
    const day = `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
    const at = new Date(`${day}T00:00Z`);
    const isDay = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
    return isDay && day > today ? fromWallTime(`${day}T${END_OF_WORK}`) : null;
  }
  const word = words.replace(/^next\s+/, "");
  if (word.length < MIN_OF_WEEKDAY) return null;
  const names = ["en", language].map((each) => new Intl.DateTimeFormat(each, { weekday: "long", timeZone: "UTC" }));
  for (let ahead = 1; ahead <= 7; ahead += 1) {
    const day = dayLater(today, ahead);
    if (
      names.some((name) =>
        name
          .format(new Date(`${day}T00:00Z`))
          .toLowerCase()
          .startsWith(word),
      )
    )
      return fromWallTime(`${day}T${END_OF_WORK}`);
  }
  return null;
}
const MIN_OF_WEEKDAY = 3;

/** The end of the day this many days from now. */
export const dueInDays = (days: number, now = new Date()): string =>
  fromWallTime(`${dayLater(dayOf(now), days)}T${END_OF_DAY}`);
