import { textFault } from "./fields.ts";
import { dictionary, quote, reader, readList, ValueFault } from "./read-values.ts";
import { type OpenHours, type SpecialDay, WEEKDAYS, type Window } from "./sla-words.ts";

const MAX_WINDOWS = 12;
const MAX_DAYS = 1_000;
export const MAX_DAY_NAME = 100;

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const DAY_MINUTES = 1440;
const endOf = ([start, end]: Window) => minutesOf(end) + (end <= start ? DAY_MINUTES : 0);
const windowText = ([start, end]: Window) => `${start}–${end}`;

function readWindows(value: unknown, day: string): Window[] {
  const windows = readList(value, MAX_WINDOWS).map((each): Window => {
    if (!Array.isArray(each) || each.length !== 2)
      throw new ValueFault(`${day}: Send each window as ["09:00", "18:00"].`);
    const [start, end] = each;
    const wrong = [
      typeof start === "string" && TIME.test(start),
      end === "24:00" || (typeof end === "string" && TIME.test(end)),
    ].indexOf(false);
    if (wrong >= 0) throw new ValueFault(`${day}: ${quote(each[wrong])} is not a time of day. Use HH:MM.`);
    if (start === end)
      throw new ValueFault(`${day}: ${windowText([start, end])} is empty. Use 00:00–24:00 for a whole day.`);
    return [start, end];
  });
  windows.sort((a, b) => minutesOf(a[0]) - minutesOf(b[0]));
  windows.slice(1).forEach((window, n) => {
    if (endOf(windows[n]!) > minutesOf(window[0]))
      throw new ValueFault(`${day}: ${windowText(windows[n]!)} and ${windowText(window)} overlap.`);
  });
  return windows;
}

function readWeek(value: unknown): OpenHours["windows"] {
  const input = dictionary(value, WEEKDAYS);
  const week = Object.fromEntries(WEEKDAYS.map((day) => [day, readWindows(input[day] ?? [], day)])) as Record<
    (typeof WEEKDAYS)[number],
    Window[]
  >;
  if (WEEKDAYS.every((day) => week[day].length === 0)) throw new ValueFault("Enter open hours on at least one day.");
  WEEKDAYS.forEach((day, n) => {
    const next = WEEKDAYS[(n + 1) % 7]!;
    const [last, first] = [week[day].at(-1), week[next][0]];
    if (last && first && endOf(last) - DAY_MINUTES > minutesOf(first[0]))
      throw new ValueFault(`${windowText(last)} on ${day} and ${windowText(first)} on ${next} overlap.`);
  });
  return week;
}

const WINDOW_SCHEMA = {
  type: "array",
  items: { type: "string" },
  minItems: 2,
  maxItems: 2,
  examples: [["09:00", "18:00"]],
};
const WINDOWS_SCHEMA = { type: "array", maxItems: MAX_WINDOWS, items: WINDOW_SCHEMA };

export const weekField = reader<OpenHours["windows"]>(
  {
    type: "object",
    description:
      "Open hours by weekday in local time. `24:00` is the end of the day; an end before the start is on the next day. A day that is left out is closed.",
    properties: Object.fromEntries(WEEKDAYS.map((day) => [day, WINDOWS_SCHEMA])),
    additionalProperties: false,
  },
  readWeek,
);

export function isDate(value: unknown): value is string {
  if (typeof value !== "string" || !/^(?:19|20|21)\d\d-\d\d-\d\d$/.test(value)) return false;
  const read = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().slice(0, 10) === value;
}

function readDays(value: unknown): SpecialDay[] {
  const days = readList(value, MAX_DAYS).map((each): SpecialDay => {
    const { date, name = "", windows } = dictionary(each, ["date", "name", "windows"]);
    if (!isDate(date)) throw new ValueFault(`${quote(date)} is not a date. Use YYYY-MM-DD, between 1900 and 2199.`);
    if (typeof name !== "string" || textFault(name)) throw new ValueFault(`${date}: The name is not a valid string.`);
    if ([...name].length > MAX_DAY_NAME)
      throw new ValueFault(`${date}: Ensure the name has no more than ${MAX_DAY_NAME} characters.`);
    return { date, name: name.trim() || date, windows: readWindows(windows ?? [], date) };
  });
  const twice = days.find(({ date }, n) => days.findIndex((each) => each.date === date) < n);
  if (twice) throw new ValueFault(`${twice.date} is listed twice.`);
  return days.sort((a, b) => (a.date < b.date ? -1 : 1));
}

export const daysField = reader<SpecialDay[]>(
  {
    type: "array",
    maxItems: MAX_DAYS,
    description:
      "Days with their own hours, which replace those of the week. A day without `windows`, or with null or an empty list, is closed, as on a holiday.",
    items: {
      type: "object",
      required: ["date"],
      properties: {
        date: { type: "string", format: "date" },
        name: { type: "string", maxLength: MAX_DAY_NAME, examples: ["Songkran"] },
        windows: { ...WINDOWS_SCHEMA, type: ["array", "null"] },
      },
      additionalProperties: false,
    },
  },
  readDays,
  [],
);

/**
 * The name of a time zone. Offsets such as +07:00 are refused, because they do not say when daylight saving time
 * applies.
 */
export const timeZoneField = reader<string>({ type: "string", maxLength: 64, examples: ["Asia/Bangkok"] }, (value) => {
  try {
    if (typeof value === "string" && /^[A-Za-z][\w+/-]{0,63}$/.test(value)) {
      new Intl.DateTimeFormat("en", { timeZone: value });
      return value;
    }
  } catch {
    // reported below
  }
  throw new ValueFault(`${quote(value)} is not a time zone. Send a name such as Asia/Bangkok.`);
});
