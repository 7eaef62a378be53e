import type { Translate } from "../lib/texts.ts";
import { dayOf, momentOf, startOfDay, wallTimeOf } from "../lib/time.ts";

/** The filters that match a part of a text. */
export const TEXT_FILTERS = ["subject", "text", "contact_email"] as const;
export const isTextFilter = (filter: string): boolean => (TEXT_FILTERS as readonly string[]).includes(filter);

/** The filters by who did something to a ticket. */
export const ACTOR_FILTERS = ["created_by", "resolved_by", "first_response_by"] as const;
export const isPersonFilter = (filter: string): boolean =>
  filter === "assigned_to" || (ACTOR_FILTERS as readonly string[]).includes(filter);

export interface DateRange {
  after?: string;
  before?: string;
}

export const BARE_DAY = /^\d{4}-\d\d-\d\d$/;
export const RELATIVE_DAY = /^(-?)(\d+)d$/;

/**
 * A day if it begins then for this person, otherwise with the time of day: the author of a view may be in another time
 * zone.
 */
export function wordsOfMoment(value: string): string {
  if (BARE_DAY.test(value)) return dayOf(startOfDay(value));
  if (Number.isNaN(Date.parse(value))) return value;
  return wallTimeOf(value).endsWith("T00:00") ? dayOf(value) : momentOf(value);
}

/** A span of time in words: the last 7 days, before 1 Nov 2026. */
export function spanWords(t: Translate, { after, before }: DateRange): string {
  const side = (value: string, sides: "after" | "before") => {
    const days = RELATIVE_DAY.exec(value);
    if (!days) return t(`filters.${sides}Day`, { day: wordsOfMoment(value) });
    const count = Number(days[2]);
    if (count === 0) return t(`filters.${sides}Now`);
    return t(`filters.${sides}${days[1] ? "Past" : "Coming"}`, { count });
  };
  if (after === "0d" && before) return side(before, "before");
  return [after && side(after, "after"), before && side(before, "before")].filter(Boolean).join(", ");
}
