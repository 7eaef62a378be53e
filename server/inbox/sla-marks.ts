import { SLA_STATES, type SlaMetric } from "../../wire/sla-words.ts";
import { insertEvents } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";

// The SLA state of a ticket is stored beside its last activity, so that a list reads no additional row for it. Writing
// it does not change the ticket: no version, no event, no trigger.

/** The clock of a ticket that ends first; all null if it has none. */
export interface SlaMark {
  ticket: string;
  metric: SlaMetric | null;
  /** Null while it is paused. */
  due_at: string | null;
  soon_at: string | null;
  /** The seconds left of a paused clock. */
  left: number | null;
  /** When the open hours begin and end, in turn, until it is due; null if that is all the time. */
  hours: string[] | null;
  /** The seconds left at each of these times. */
  hours_left: number[] | null;
}

// how many of the times are over: an odd number during open hours, null if every hour counts
const place = (a: string) => `width_bucket(now(), ${a}.sla_hours)`;
const isOpen = (a: string) => `${place(a)} % 2 = 1`;

// the hours that are over do not count, so a mark does not change because time passes
const hoursAhead = (hours: string, due: string) =>
  `case when ${due} > now() then coalesce((${hours})[width_bucket(now(), ${hours}) + 1:], array[${due}]) end`;

/** Writes the marks that have changed, and tells clients that follow events. */
export const writeSlaMarks = (db: Db, marks: readonly SlaMark[]) =>
  query(
    db,
    `with updated as (
       update ticket_activity a
       set sla_metric = m.metric, sla_due_at = m.due_at, sla_soon_at = m.soon_at, sla_left = m."left",
         sla_hours = m.hours, sla_hours_left = m.hours_left
       from json_to_recordset($1::json) as m (ticket uuid, metric text, due_at timestamptz, soon_at timestamptz,
           "left" integer, hours timestamptz[], hours_left integer[])
       where a.ticket = m.ticket
         and (a.sla_metric, a.sla_due_at, a.sla_soon_at, a.sla_left, ${hoursAhead("a.sla_hours", "a.sla_due_at")})
           is distinct from (m.metric, m.due_at, m.soon_at, m."left", ${hoursAhead("m.hours", "m.due_at")})
       returning a.ticket)
     ${insertEvents("sla.changed", "updated", { actor: "null", about: "updated.ticket", triggers: "false" })}`,
    [JSON.stringify(marks)],
  );

/**
 * Locks the marks of tickets, so that no two servers count the same clocks at once. Returns those it locked. `skip`: do not
 * wait.
 */
export async function lockSlaMarks(db: Db, tickets: readonly string[], skip = false): Promise<string[]> {
  const rows = await query<{ ticket: string }>(
    db,
    `select ticket
     from ticket_activity
     where ticket = any($1::uuid[])
     order by ticket
     for no key update${skip ? " skip locked" : ""}`,
    [tickets],
  );
  return rows.map(({ ticket }) => ticket);
}

const stateOf = (a: string) =>
  `case
    when ${a}.sla_metric is null then null
    when ${a}.sla_due_at is null then 'paused'
    when ${a}.sla_due_at < now() then 'breached'
     when ${a}.sla_soon_at <= now() then 'due_soon' else 'on_track' end`;

// date_part, because a numeric as of extract takes longer
const secondsUntil = (time: string) => `date_part('epoch', ${time} - now())::int`;

// after the due time, lateness counts in ordinary hours
const secondsLeft = (a: string) =>
  `case when ${a}.sla_due_at is null then ${a}.sla_left
     when ${a}.sla_hours is null or ${a}.sla_due_at < now() then ${secondsUntil(`${a}.sla_due_at`)}
     when ${isOpen(a)} then ${a}.sla_hours_left[${place(a)}] + ${secondsUntil(`${a}.sla_hours[${place(a)}]`)}
     else ${a}.sla_hours_left[${place(a)} + 1] end`;

/** The SLA columns of inbox rows; `a` is the alias of their activity. */
export const slaColumns = (a: string): Record<string, string> => ({
  sla_state: stateOf(a),
  sla_metric: `${a}.sla_metric`,
  sla_due_at: `wire_time(${a}.sla_due_at)`,
  sla_soon_at: `wire_time(${a}.sla_soon_at)`,
  sla_left_seconds: secondsLeft(a),
  sla_counts_from: `case when ${a}.sla_due_at > now() and not ${isOpen(a)}
    then wire_time(${a}.sla_hours[${place(a)} + 1]) end`,
  sla_counts_until: `case when ${a}.sla_due_at <= now() then null
    when ${a}.sla_hours is null then wire_time(${a}.sla_due_at)
    when ${isOpen(a)} then wire_time(${a}.sla_hours[${place(a)} + 1]) end`,
});

export const SLA_FILTER_WORDS = [...SLA_STATES, "none"] as const;
export type SlaFilterWord = (typeof SLA_FILTER_WORDS)[number];

const CONDITIONS: Record<SlaFilterWord, string> = {
  breached: "s.sla_due_at < now()",
  due_soon: "s.sla_due_at >= now() and s.sla_soon_at <= now()",
  on_track: "s.sla_due_at >= now() and (s.sla_soon_at > now() or s.sla_soon_at is null)",
  paused: "s.sla_due_at is null",
  none: "s.sla_metric is null",
};

/** The condition that tickets t are in one of these states. */
export function slaCondition(words: readonly SlaFilterWord[]): string {
  const conditions = words.filter((word) => word !== "none").map((word) => `(${CONDITIONS[word]})`);
  const ways = [
    ...(conditions.length > 0
      ? [
          `t.id in (select s.ticket from ticket_activity s
            where s.sla_metric is not null and (${conditions.join(" or ")}))`,
        ]
      : []),
    ...(words.includes("none")
      ? [
          `exists (
          select 1
          from ticket_activity s
          where s.ticket = t.id and ${CONDITIONS.none})`,
        ]
      : []),
  ];
  return ways.length === 1 ? ways[0]! : `(${ways.join(" or ")})`;
}
