import { reminderGoal } from "../../wire/sla-fields.ts";
import { hasEnded } from "../../wire/ticket-words.ts";
import { type Reaction, type ReadEvent, reactTogether } from "../events/reader.ts";
import { lockSlaMarks, type SlaMark, writeSlaMarks } from "../inbox/sla-marks.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { type Clock, clocksOf, countsTo, type History, openUntilDue } from "./clocks.ts";
import { historiesOf } from "./histories.ts";
import type { Span } from "./hours.ts";
import { activePolicies, firstMatch } from "./policies.ts";
import type { PolicyTerms } from "./terms.ts";
import { forgetUndonePolicies } from "./undone.ts";

// After each event, a ticket's clocks are computed again from its history, and the result is stored for lists, reminders and
// reports. Nothing is added up from event to event, so nothing can drift.

type TicketClock = Clock<PolicyTerms>;

/** Updates the clocks of tickets after every change, including undo and bulk changes. */
export const followSla: Reaction = {
  name: "follow-sla",
  when: [
    "ticket.created",
    "ticket.updated",
    "ticket.assigned",
    "ticket.undone",
    "ticket.deleted",
    "ticket.restored",
    "ticket.merged",
    "ticket.unmerged",
    "comment.added",
    "comment.updated",
    "comment.deleted",
  ],
  isBookkeeping: true,
  ...reactTogether(recomputeClocks),
};

async function recomputeClocks(db: Db, events: readonly ReadEvent[]): Promise<void> {
  await forgetUndonePolicies(db, events);
  // The ticket as it is now decides the policy: once for all of its new events, from the first of them on.
  const since = new Map<string, string>();
  for (const { ticket, kind, at } of events)
    if (ticket && kind.startsWith("ticket.") && !since.has(ticket)) since.set(ticket, at);
  await judge(db, since);
  const tickets = await withTerms(db, [...new Set(events.flatMap(({ ticket }) => ticket ?? []))]);
  if (tickets.length > 0) await countClocks(db, tickets, Date.now());
}

/** Those of the tickets that have, or once had, a policy. */
const withTerms = async (db: Db, tickets: readonly string[]): Promise<string[]> =>
  (
    await query<{ ticket: string }>(db, "select distinct ticket from sla_ticket_terms where ticket = any($1::uuid[])", [
      tickets,
    ])
  ).map(({ ticket }) => ticket);

/** Finds the policy of each ticket since a time, and stores those that are new. */
async function judge(db: Db, since: ReadonlyMap<string, string>): Promise<void> {
  if (since.size === 0) return;
  const policies = await activePolicies(db);
  const sql = parameters();
  // under the same policy, a clock keeps the version that it began with; the ticket may be deleted by now
  await query(
    db,
    `with judged as (
       select t.id, greatest(e.at, t.created_at) as at, ${firstMatch(policies, sql)} as n
       from unnest(${sql.add([...since.keys()])}::uuid[], ${sql.add([...since.values()])}::timestamptz[]) as e (ticket, at)
       join tickets t on t.id = e.ticket),
     matched as (
       select j.id, j.at, (${sql.add(policies.map(({ id }) => id))}::uuid[])[j.n + 1] as policy,
         (${sql.add(policies.map(({ terms }) => terms))}::bigint[])[j.n + 1] as terms
       from judged j)
     insert into sla_ticket_terms (ticket, at, terms)
     select m.id, m.at, m.terms
     from matched m
     left join lateral (
       select x.policy
       from sla_ticket_terms s
       left join sla_terms x on x.id = s.terms
       where s.ticket = m.id
       order by s.id desc
       limit 1) last on true
     where m.policy is distinct from last.policy
     order by m.at, m.id`,
    sql.values,
    sql,
  );
}

const SECOND_MS = 1000;
const iso = (second: number | null): string | null =>
  second === null ? null : new Date(second * SECOND_MS).toISOString();
// without an earlier reminder, a clock is due soon when this part of its time is used up
const NEAR = 0.75;

/** Counts the clocks of tickets, and stores what lists, reminders and reports read. */
export async function countClocks(db: Db, tickets: readonly string[], nowMs: number): Promise<void> {
  await lockSlaMarks(db, tickets);
  const now = Math.floor(nowMs / SECOND_MS);
  const histories = await historiesOf(db, tickets);
  const clocks = [...histories].flatMap(([ticket, history]) =>
    clocksOf(history, now).map((clock) => ({ ticket, clock })),
  );
  await writeClocks(db, tickets, clocks);
  await writeAlerts(db, tickets, clocks);
  const marks = [...histories].map(([ticket, history]) =>
    markOf(
      ticket,
      history,
      clocks.filter((each) => each.ticket === ticket).map(({ clock }) => clock),
      now,
    ),
  );
  await writeSlaMarks(db, marks);
}

interface ClockOfTicket {
  ticket: string;
  clock: TicketClock;
}

const isDropped = ({ state }: TicketClock) => state === "dropped";

function writeClocks(db: Db, tickets: readonly string[], clocks: readonly ClockOfTicket[]) {
  const rows = clocks.map(({ ticket, clock }) => ({
    ticket,
    metric: clock.metric,
    begun_by: clock.begunBy,
    terms: clock.terms?.id ?? null,
    priority: clock.priority,
    state: clock.state,
    target_seconds: clock.targetSeconds,
    counted_seconds: clock.countedSeconds,
    started_at: iso(clock.startedAt),
    stopped_at: iso(clock.stoppedAt),
    due_at: isDropped(clock) ? null : iso(clock.dueAt),
  }));
  const names = "terms, priority, state, target_seconds, counted_seconds, started_at, stopped_at, due_at";
  return query(
    db,
    `with counted as materialized (
       select *
       from json_to_recordset($2::json) as x (ticket uuid, metric text, begun_by text, terms bigint,
           priority ticket_priority, state text,
         target_seconds integer, counted_seconds integer, started_at timestamptz, stopped_at timestamptz,
           due_at timestamptz)),
     ended as (
       select c.id, exists (
         select from sla_alerts a
         where a.clock = c.id and a.written_at is not null) as is_told
       from sla_clocks c
       where c.ticket = any($1::uuid[])
         and not exists (select 1
           from counted x
           where (x.ticket, x.metric, x.begun_by) = (c.ticket, c.metric, c.begun_by))),
     removed as (delete from sla_clocks c using ended e where c.id = e.id and not e.is_told),
     -- its message may come back, as after the undo of a merge: then its reminders are not sent again
     dropped as (
       update sla_clocks c set state = 'dropped', due_at = null
       from ended e
       where c.id = e.id and e.is_told)
     insert into sla_clocks as c (ticket, metric, begun_by, ${names})
     select ticket, metric, begun_by, ${names} from counted
     on conflict (ticket, metric, begun_by) do update set (${names}) = row (${names
       .split(", ")
       .map((name) => `excluded.${name}`)
       .join(", ")})`,
    [tickets, JSON.stringify(rows)],
  );
}

/** The reminders of running clocks and their times. */
const alertsOf = ({ ticket, clock }: ClockOfTicket) =>
  clock.stoppedAt !== null || clock.isPaused || isDropped(clock) || !clock.terms
    ? []
    : clock.terms.reminders.flatMap(({ before }) => {
        const goal = reminderGoal(before, clock.targetSeconds!);
        const at = goal === null ? null : countsTo(clock, goal);
        return at === null
          ? []
          : [{ ticket, metric: clock.metric, begun_by: clock.begunBy, reminder: before, at: iso(at) }];
      });

function writeAlerts(db: Db, tickets: readonly string[], clocks: readonly ClockOfTicket[]) {
  return query(
    db,
    `with wanted as materialized (
       select c.id as clock, x.reminder, x.at
       from json_to_recordset($2::json) as x (ticket uuid, metric text, begun_by text, reminder text, at timestamptz)
       join sla_clocks c on (c.ticket, c.metric, c.begun_by) = (x.ticket, x.metric, x.begun_by)),
     removed as (
       delete from sla_alerts a using sla_clocks c
       where c.id = a.clock and c.ticket = any($1::uuid[]) and a.written_at is null
         and not exists (select 1 from wanted w where (w.clock, w.reminder) = (a.clock, a.reminder)))
     insert into sla_alerts as a (clock, reminder, at)
     select clock, reminder, at from wanted
     on conflict (clock, reminder) do update set at = excluded.at where a.written_at is null and a.at <> excluded.at`,
    [tickets, JSON.stringify(clocks.flatMap(alertsOf))],
  );
}

/** The clock of an open ticket that ends first; running clocks come before paused ones. */
export function headline({ statuses }: History, clocks: readonly TicketClock[]): TicketClock | null {
  if (hasEnded(statuses.at(-1)!.value)) return null;
  const open = clocks.filter((clock) => clock.stoppedAt === null && !isDropped(clock));
  const secondsLeft = (clock: TicketClock) => clock.targetSeconds! - clock.countedSeconds;
  const runningClocks = open.filter(({ dueAt }) => dueAt !== null).sort((a, b) => a.dueAt! - b.dueAt!);
  const pausedClocks = open.filter(({ dueAt }) => dueAt === null).sort((a, b) => secondsLeft(a) - secondsLeft(b));
  return runningClocks[0] ?? pausedClocks[0] ?? null;
}

/** The time from which a clock counts as due soon: its first reminder before the target. */
export function soonAt(clock: TicketClock): number | null {
  const goals = clock
    .terms!.reminders.map(({ before }) => reminderGoal(before, clock.targetSeconds!))
    .filter((goal) => goal !== null && goal < clock.targetSeconds!);
  return countsTo(clock, goals.length > 0 ? Math.min(...(goals as number[])) : Math.floor(clock.targetSeconds! * NEAR));
}

/** When open hours begin and end, in turn, and the seconds left at each of these times. */
function hoursOf(spans: readonly Span[]): { hours: number[]; seconds: number[] } {
  const seconds: number[] = [];
  let sum = 0;
  for (const { from, to } of spans.toReversed()) {
    seconds.unshift(sum + to - from, sum);
    sum += to - from;
  }
  return { hours: spans.flatMap(({ from, to }) => [from, to]), seconds };
}

function markOf(ticket: string, history: History, clocks: readonly TicketClock[], now: number): SlaMark {
  const clock = headline(history, clocks);
  if (!clock) return { ticket, metric: null, due_at: null, soon_at: null, left: null, hours: null, hours_left: null };
  const { hours, seconds } = hoursOf(openUntilDue(clock, now));
  // most clocks are not due after a closed time, and the list reads them in less time without hours
  const hasClosed = hours.length > 0 && !(hours.length === 2 && hours[0]! <= now && hours[1] === clock.dueAt);
  return {
    ticket,
    metric: clock.metric,
    due_at: iso(clock.dueAt),
    soon_at: iso(soonAt(clock)),
    left: clock.dueAt === null ? clock.targetSeconds! - clock.countedSeconds : null,
    hours: hasClosed ? hours.map((each) => iso(each)!) : null,
    hours_left: hasClosed ? seconds : null,
  };
}
