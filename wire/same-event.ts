import type { Trigger, TriggerWord } from "./automation-words.ts";
import { fieldEntries } from "./ticket-fields.ts";
import { STATUSES } from "./ticket-words.ts";

/** When an automation runs, and on which tickets. */
export interface Matching {
  trigger: Trigger;
  filters: Readonly<Record<string, string>>;
}

/** Filters with a list of values, and the field that each is about. */
export const FILTERS = new Map<string, string>(
  fieldEntries().flatMap(([name, { kind, filter }]) =>
    (kind === "choice" || kind === "reference") && filter ? [[filter, name]] : [],
  ),
);
export const filterOf = (field: string): string => [...FILTERS].find(([, name]) => name === field)?.[0] ?? field;
export const splitWords = (text: string): string[] => text.split(",").map((each) => each.trim().toLowerCase());
export const END_STATUSES = ["resolved", "closed"];
const OPEN = STATUSES.filter((status) => !END_STATUSES.includes(status));

/** Whether two automations can run on the same event of the same ticket: nothing in their triggers and conditions excludes it. */
export const canRunTogether = (one: Matching, other: Matching): boolean =>
  haveSameEvent(one.trigger, other.trigger) && !areDisjoint(one, other);

type Values = readonly string[] | undefined;

/** Whether a value can be in both lists; without a list, every value is. */
const overlap = (one: Values, other: Values): boolean =>
  !one || !other || one.some((each) => other.some((value) => value.toLowerCase() === each.toLowerCase()));

const COMMENTS: readonly TriggerWord[] = ["agent_replied", "note_added"];
const isComment = (one: Trigger, other: Trigger) => one.on === "macro_applied" && COMMENTS.includes(other.on);

/**
 * Whether one event can start both. Changes of different fields and uses of different macros count as different events,
 * even if an agent can make them at once.
 */
function haveSameEvent(one: Trigger, other: Trigger): boolean {
  if (one.on !== other.on) return isComment(one, other) || isComment(other, one);
  return (
    one.field === other.field &&
    one.hours === other.hours &&
    (one.calendar ?? null) === (other.calendar ?? null) &&
    (["via", "macros", "from", "to"] as const).every((part) => overlap(one[part], other[part]))
  );
}

/** Whether no ticket can meet the conditions of both. */
function areDisjoint(one: Matching, other: Matching): boolean {
  const [values, otherValues] = [valuesOf(one), valuesOf(other)];
  return (
    [...values].some(([filter, words]) => !overlap(words, otherValues.get(filter))) ||
    areApart(one.filters, other.filters)
  );
}

/** The values that the ticket must have, by filter. */
function valuesOf({ trigger: { on, field, to }, filters }: Matching): Map<string, readonly string[]> {
  const values = new Map<string, readonly string[]>();
  const require = (filter: string, words: readonly string[]) =>
    values.set(
      filter,
      (values.get(filter) ?? words).filter((each) => words.includes(each)),
    );
  for (const filter of FILTERS.keys()) if (filters[filter]) require(filter, splitWords(filters[filter]));
  if (on === "changed" && to && field !== "tags") require(filterOf(field!), to);
  const areOpen =
    isTrue(filters.open) || isTrue(filters.overdue) || on === "unanswered" || (on === "unchanged" && !filters.status);
  if (areOpen) require("status", OPEN);
  return values;
}

const isTrue = (text = ""): boolean => /^(?:true|1|t|y|yes|on)$/i.test(text);

/** Whether a time that both have conditions on would have to be in two spans without a common moment. */
function areApart(one: Matching["filters"], other: Matching["filters"]): boolean {
  const isBefore = (before: Matching["filters"], after: Matching["filters"]) =>
    Object.keys(before).some((name) => {
      if (!name.endsWith("_before")) return false;
      const [end, start] = [timeOf(before[name]), timeOf(after[name.replace(/_before$/, "_after")])];
      return end !== null && start !== null && end.isRelative === start.isRelative && start.ms >= end.ms;
    });
  return isBefore(one, other) || isBefore(other, one);
}

const MS = { d: 86_400_000, h: 3_600_000 };

/** A time in a filter: a day, a time with its zone, or days or hours from now; null for anything else. */
function timeOf(text = ""): { ms: number; isRelative: boolean } | null {
  const [, sign, n, unit] = /^\s*([+-]?)(\d{1,5})([dh])\s*$/.exec(text) ?? [];
  if (n) return { ms: Number(`${sign}${n}`) * MS[unit as "d" | "h"], isRelative: true };
  const ms = /^\d{4}-\d\d-\d\d(?:T.*(?:Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? null : { ms, isRelative: false };
}
