import type { Trigger } from "../../wire/automation-words.ts";
import type { OpenHours } from "../../wire/sla-words.ts";
import { type Db, query } from "../platform/database.ts";
import type { Parameters } from "../platform/parameters.ts";
import { MAX_YEARS_AHEAD, openSpans } from "../sla/hours.ts";
import { storedFilter } from "./filter-condition.ts";

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;

/** The latest time since which this many open seconds have passed; null if that is more than five years ago. */
export function openSecondsAgo(hours: OpenHours | null, now: number, seconds: number): number | null {
  if (!hours) return now - seconds;
  for (let days = 14; days <= MAX_YEARS_AHEAD * 366; days *= 4) {
    let secondsLeft = seconds;
    for (const { from, to } of openSpans(hours, now - days * DAY_SECONDS, now).reverse()) {
      if (to - from >= secondsLeft) return to - secondsLeft;
      secondsLeft -= to - from;
    }
  }
  return null;
}

const LAST_ANSWER = `(select max(m.created_at) from comments m
  where m.ticket = t.id and not m.is_internal and m.author_kind = 'user' and m.via <> 'automation')`;
/** The time since which tickets `t` have been waiting for a reply, and unchanged, as SQL. */
const SINCE = {
  unanswered: `select min(x.at) as since
    from (select ${LAST_ANSWER} as at) answer
    cross join lateral (
      select m.created_at as at
      from comments m
      where m.ticket = t.id and not m.is_internal and m.author_kind = 'contact'
        and m.created_at > coalesce(answer.at, '-infinity')
      union all
      select t.created_at where answer.at is null) x`,
  unchanged: `select greatest(t.created_at, max(e.at)) as since
    from events e
    where e.ticket = t.id and e.actor_kind in ('user', 'contact', 'token')`,
};

/** Whether a trigger that waits is for open tickets only. */
export const areOpen = ({ on }: Trigger, filters: Record<string, string>): boolean =>
  on === "unanswered" || !filters.status;

interface DueOptions {
  sql: Parameters;
  breachedSince: string;
  nowMs: number;
  isForOpen?: boolean;
}

/**
 * The tickets that match a timed trigger now, as SQL with the columns ticket, since and occasion; null if it matches
 * none. `breachedSince`: only SLA breaches from then on. `isForOpen`: whether a trigger that waits is for open tickets only.
 */
export async function dueTickets(
  db: Db,
  trigger: Trigger,
  filters: Record<string, string>,
  { sql, breachedSince, nowMs, isForOpen = areOpen(trigger, filters) }: DueOptions,
): Promise<string | null> {
  const condition = storedFilter(filters)(sql);
  if (trigger.on === "sla_breached")
    return `select t.id as ticket, c.due_at as since, 'sla ' || c.id as occasion
      from sla_clocks c
      join tickets t on t.id = c.ticket
      where c.due_at between ${sql.add(breachedSince)}::timestamptz and now() and c.state <> 'dropped'
        and coalesce(c.stopped_at > c.due_at, true) and ${condition}`;
  const before = await thresholdOf(db, trigger, nowMs);
  if (before === null) return null;
  const at = `${sql.add(new Date(before * 1000).toISOString())}::timestamptz`;
  const isOpen = isForOpen ? "t.status < 'resolved'" : "true";
  return `select t.id as ticket, w.since, 'since ' || extract(epoch from w.since) as occasion
    from tickets t
    cross join lateral (${SINCE[trigger.on as keyof typeof SINCE]}) w
    where ${isOpen} and t.created_at <= ${at} and ${condition} and w.since <= ${at}`;
}

async function thresholdOf(db: Db, { hours, calendar }: Trigger, nowMs: number): Promise<number | null> {
  const [open] = calendar
    ? await query<OpenHours>(db, "select time_zone, windows, days from calendars where id = $1", [calendar])
    : [];
  // a deleted calendar cannot say when the desk is open
  if (calendar && !open) return null;
  return openSecondsAgo(open ?? null, Math.floor(nowMs / 1000), hours! * HOUR_SECONDS);
}
