import { WEEKDAYS, type Weekday } from "../../wire/sla-words.ts";
import { language } from "../lib/texts.ts";

// 1 January 2024 was a Monday
const dateOf = (month: number, day: number): Date => new Date(Date.UTC(2024, month, day));

/** Names, long and short, in English and the app's language; with the place that each stands for. */
function namesOf(options: { weekday: "long" | "short" } | { month: "long" | "short" }, dates: readonly Date[]) {
  return ["en", language()].flatMap((locale) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
    return dates.map((date, at) => ({ name: plain(format.format(date)), at }));
  });
}

// "Sept" and "ธ.ค." are also written without their dots
const plain = (name: string): string => name.toLowerCase().replaceAll(".", "");

/** The place of the name that a word begins or abbreviates to at least three letters (Thai: one); -1 if there is none. */
function indexOfDay(word: string, names: readonly { name: string; at: number }[]): number {
  const text = plain(word);
  const exact = names.find(({ name }) => name === text);
  const isLatin = /^[a-z]+$/.test(text);
  return (exact ?? names.find(({ name }) => isLatin && text.length >= 3 && name.startsWith(text)))?.at ?? -1;
}

const dayNames = () =>
  (["long", "short"] as const).flatMap((weekday) =>
    namesOf(
      { weekday },
      WEEKDAYS.map((_, at) => dateOf(0, 1 + at)),
    ),
  );
const monthNames = () =>
  (["long", "short"] as const).flatMap((month) =>
    namesOf(
      { month },
      Array.from({ length: 12 }, (_, at) => dateOf(at, 1)),
    ),
  );

/** The weekday that a word names, such as Mon, Tues or จ.; null if it names none. */
export const weekdayNamed = (word: string): Weekday | null => WEEKDAYS[indexOfDay(word, dayNames())] ?? null;

/** The month that a word names, from 1 to 12; 0 if it names none. */
export const monthOf = (word: string): number => indexOfDay(word, monthNames()) + 1;
