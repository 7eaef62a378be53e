import { type FieldErrors, invalid, Problem } from "../../wire/problems.ts";
import { NOT_AMONG_CHOICES, notAChoice } from "../../wire/query.ts";
import { DEFAULT_DAYS, MOST_YEARS, reportFilters } from "../../wire/reports.ts";
import { fromWall } from "../../wire/time-zones.ts";
import { type InboxFilter, inboxFilter } from "../inbox/filter.ts";
import type { Actor } from "../platform/front-door.ts";

type Query = Record<string, string | undefined>;

/** Days as YYYY-MM-DD, both counted whole. */
export interface Range {
  from: string;
  to: string;
}

/** What somebody wants a report of. */
export interface Question extends Range {
  tz: string;
  by: "day" | "week";
  before: Range | null;
  /** Which tickets it is about. */
  filter: InboxFilter;
  isNarrowed: boolean;
}

const DAY_MS = 86_400_000;
// past this many days an entry a day is more than a chart can show
const MOST_DAYS_BY_DAY = 92;

/** Reads the parameters of a report; all that are wrong are told in one 400. */
export function questionOf(query: Query, actor: Actor, zone: string): Question {
  const errors: FieldErrors = {};
  const tz = zoneOf(query.tz, zone, errors);
  const range = rangeOf(query, tz ?? "UTC", errors);
  const by = query.by || (range && daysOf(range) > MOST_DAYS_BY_DAY ? "week" : "day");
  if (by !== "day" && by !== "week") errors.by = [notAChoice(by)];
  const narrowing = Object.fromEntries(reportFilters.flatMap(({ name }) => (query[name] ? [[name, query[name]]] : [])));
  const filter = told(() => inboxFilter(narrowing, actor, tz ?? "UTC"), errors);
  if (Object.keys(errors).length > 0) throw invalid(errors);
  return {
    ...range!,
    tz: tz!,
    by: by as "day" | "week",
    before: query.compare === "true" ? rangeBefore(range!) : null,
    filter: filter!,
    isNarrowed: Object.keys(narrowing).length > 0,
  };
}

/** What a reading gives; what it finds wrong is added to the errors. */
function told<T>(read: () => T, errors: FieldErrors): T | null {
  try {
    return read();
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 400) throw problem;
    Object.assign(errors, problem.body);
    return null;
  }
}

/** The range of as many days that ends where this one begins. */
export function rangeBefore({ from, to }: Range): Range {
  return { from: plus(from, -daysOf({ from, to })), to: plus(from, -1) };
}

/** Days or weeks (told by their Monday, cut off at the range's ends), and the moments at which they begin and the last one ends. */
export interface Spans {
  labels: string[];
  bounds: string[];
}

export function spansOf({ from, to }: Range, tz: string, by: "day" | "week"): Spans {
  const begins = (day: string) => new Date(fromWall(Date.parse(day), tz)).toISOString();
  const spans: Spans = { labels: [], bounds: [] };
  for (let day = from; day <= to; day = plus(day, 1)) {
    const label = by === "week" ? mondayOf(day) : day;
    if (label === spans.labels.at(-1)) continue;
    spans.labels.push(label);
    spans.bounds.push(begins(day));
  }
  spans.bounds.push(begins(plus(to, 1)));
  return spans;
}

const mondayOf = (day: string) => plus(day, -((new Date(day).getUTCDay() + 6) % 7));
const plus = (day: string, days: number) => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
const daysOf = ({ from, to }: Range) => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;

function rangeOf(query: Query, tz: string, errors: FieldErrors): Range | null {
  const to = query.to ? dayOf("to", query.to, errors) : dayIn(tz);
  const from = query.from ? dayOf("from", query.from, errors) : to && plus(to, 1 - DEFAULT_DAYS);
  if (!from || !to) return null;
  if (from > to) errors.from = [`The first day (${from}) lies after the last one (${to}).`];
  else if (to > plus(from, MOST_YEARS * 366)) errors.from = [`A report covers at most ${MOST_YEARS} years.`];
  return { from, to };
}

const dayIn = (tz: string) => new Intl.DateTimeFormat("en-CA", { timeZone: tz, dateStyle: "short" }).format();

function dayOf(name: string, text: string, errors: FieldErrors): string | null {
  const isDay = /^(19|20|21)\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && plus(text, 0) === text;
  if (isDay) return text;
  errors[name] = ["Date has wrong format. Use YYYY-MM-DD, between 1900 and 2199."];
  return null;
}

function zoneOf(given: string | undefined, own: string, errors: FieldErrors): string | null {
  if (!given) return own;
  try {
    // an offset such as +07:00 means the opposite to PostgreSQL
    if (/^[A-Za-z][\w+/-]{0,63}$/.test(given)) {
      const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: given }).resolvedOptions();
      // PostgreSQL takes CET and the like for an offset without summer time
      return given.includes("/") ? given : timeZone;
    }
  } catch {
    // told below
  }
  errors.tz = [`“${given.slice(0, 64).toWellFormed()}” is not a time zone. Send a name such as Asia/Bangkok.`];
  return null;
}

export const unknownZone = () => invalid({ tz: [NOT_AMONG_CHOICES] });
