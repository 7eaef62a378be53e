import { type FieldErrors, invalid, Problem } from "../../wire/problems.ts";
import { filterUuid, notAChoice } from "../../wire/query.ts";
import { DEFAULT_DAYS, MAX_YEARS, reportFilters } from "../../wire/reports.ts";
import { WEEK_STARTS, type WeekStart } from "../../wire/week-starts.ts";
import { seesAll } from "../access/visible.ts";
import { type InboxFilter, inboxFilter } from "../inbox/filter.ts";
import type { Actor } from "../platform/front-door.ts";
import { type By, countDays, plusDays, type Range } from "./days.ts";

type Query = Record<string, string | undefined>;

/** The question that a report answers. */
export interface Question extends Range {
  tz: string;
  by: By;
  weekStart: WeekStart;
  isCompared: boolean;
  /** The tickets that it is about, by their present values and outside the trash. */
  filter: InboxFilter;
  /** The same, including the trash. */
  everything: InboxFilter;
  past: PastFilter;
  isNarrowed: boolean;
  /** When it was asked, in milliseconds. */
  now: number;
}

/** The moves of tickets that count: by the company and team at that time, otherwise by the present values of the ticket. */
export interface PastFilter {
  /** Null: all. An entry that is null: without a company. */
  companies: readonly (string | null)[] | null;
  teams: readonly string[] | null;
  rest: InboxFilter | null;
}

// a chart cannot show more days than this one by one
const MAX_DAYS_BY_DAY = 92;

/** Reads the parameters of a report. All errors are reported in one 400. */
export function questionOf(query: Query, actor: Actor, zone: string): Question {
  const errors: FieldErrors = {};
  const tz = zoneOf(query.tz, zone, errors);
  const range = rangeOf(query, tz ?? "UTC", errors);
  const by = query.by || (range && countDays(range) > MAX_DAYS_BY_DAY ? "week" : "day");
  if (by !== "day" && by !== "week") errors.by = [notAChoice(by)];
  const weekStart = WEEK_STARTS.find((each) => each === (query.week_start || "monday"));
  if (!weekStart) errors.week_start = [notAChoice(query.week_start!)];
  const narrowing: Query = Object.fromEntries(
    reportFilters.flatMap(({ name }) => (query[name] ? [[name, query[name]]] : [])),
  );
  const filterOf = (filters: Query, includesTrash: boolean) =>
    inboxFilter(filters, actor, tz ?? "UTC", { includesTrash });
  const filter = collectErrors(() => filterOf(narrowing, false), errors);
  if (Object.keys(errors).length > 0) throw invalid(errors);
  const { company, team, ...rest } = narrowing;
  const isAboutTickets = Object.keys(rest).length > 0 || !seesAll(actor);
  return {
    ...range!,
    tz: tz!,
    by: by as By,
    weekStart: weekStart!,
    isCompared: query.compare === "true",
    filter: filter!,
    everything: filterOf(narrowing, true),
    past: {
      companies: piecesOf(company)?.map((piece) => (piece === "none" ? null : filterUuid(piece))) ?? null,
      teams: piecesOf(team)?.map((piece) => (piece === "none" ? "" : piece)) ?? null,
      rest: isAboutTickets ? filterOf(rest, true) : null,
    },
    isNarrowed: Object.keys(narrowing).length > 0,
    now: Date.now(),
  };
}

function piecesOf(list: string | undefined): string[] | null {
  const pieces = (list ?? "")
    .split(",")
    .map((piece) => piece.trim())
    .filter(Boolean);
  return pieces.length > 0 ? pieces : null;
}

/** Returns what `read` returns; its errors are added to `errors`. */
function collectErrors<T>(read: () => T, errors: FieldErrors): T | null {
  try {
    return read();
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 400) throw problem;
    Object.assign(errors, problem.body);
    return null;
  }
}

function rangeOf(query: Query, tz: string, errors: FieldErrors): Range | null {
  const to = query.to ? dayOf("to", query.to, errors) : dayIn(tz);
  const from = query.from ? dayOf("from", query.from, errors) : to && plusDays(to, 1 - DEFAULT_DAYS);
  if (!from || !to) return null;
  if (from > to) errors.from = [`The first day (${from}) is after the last day (${to}).`];
  else if (to > plusDays(from, MAX_YEARS * 366)) errors.from = [`A report covers at most ${MAX_YEARS} years.`];
  return { from, to };
}

const dayIn = (tz: string) => new Intl.DateTimeFormat("en-CA", { timeZone: tz, dateStyle: "short" }).format();

function dayOf(name: string, text: string, errors: FieldErrors): string | null {
  const isDay =
    /^(19|20|21)\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && plusDays(text, 0) === text;
  if (isDay) return text;
  errors[name] = ["Date has wrong format. Use YYYY-MM-DD, between 1900 and 2199."];
  return null;
}

function zoneOf(name: string | undefined, own: string, errors: FieldErrors): string | null {
  if (!name) return own;
  try {
    // zone names only: an offset such as +07:00 says nothing about summer time
    if (/^[A-Za-z][\w+/-]{0,63}$/.test(name)) {
      const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions();
      return name.includes("/") ? name : timeZone;
    }
  } catch {
    // reported below
  }
  errors.tz = [`“${name.slice(0, 64).toWellFormed()}” is not a time zone. Send a name such as Asia/Bangkok.`];
  return null;
}
