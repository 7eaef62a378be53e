import { CONTACT_KINDS, UNDELIVERED_STATES } from "../../wire/email-words.ts";
import type { Values } from "../../wire/fields.ts";
import type { OpenHours, SlaState } from "../../wire/sla-words.ts";
import type { simulateSla } from "../../wire/ticket-sla.ts";
import { usualDayMinutes } from "../../wire/usual-day.ts";
import { type Db, query } from "../platform/database.ts";
import { type Clock, clocksOf, type History } from "./clocks.ts";
import { headline, soonAt } from "./follow.ts";
import { historiesOf } from "./histories.ts";
import { afterOpenSeconds, type Segment, segmentsBetween } from "./hours.ts";
import { openHoursOf, type PolicyTerms } from "./terms.ts";

const iso = (second: number): string => new Date(second * 1000).toISOString().replace(".000Z", "Z");
const isoOrNull = (second: number | null) => (second === null ? null : iso(second));

const showSegment = ({ from, to, because }: Segment) => ({
  from: iso(from),
  to: iso(to),
  seconds: to - from,
  counted_seconds: because === "open_hours" ? to - from : 0,
  because,
});

/** A ticket's clocks at this moment, with an account of every second. */
export async function ticketSla(db: Db, ticket: string, nowMs = Date.now()) {
  const now = Math.floor(nowMs / 1000);
  const history = (await historiesOf(db, [ticket])).get(ticket);
  const clocks = history ? clocksOf(history, now) : [];
  const first = history ? headline(history, clocks) : null;
  const unsent = await unsentAnswers(db, history?.messages ?? []);
  const names = await policyNames(db, clocks);
  const isUnsent = ({ metric, stoppedAt }: Clock) =>
    metric !== "resolution" && stoppedAt !== null && unsent.has(stoppedAt);
  return {
    ticket,
    at: iso(now),
    state: first && stateOf(first, now),
    metric: first?.metric ?? null,
    due_at: isoOrNull(first?.dueAt ?? null),
    left_seconds: first && leftOf(first, now),
    clocks: clocks.map((clock) => ({ ...clockJson(clock, now, names), is_answer_unsent: isUnsent(clock) })),
    next_response_seconds: history ? nextResponse(clocks) : null,
  };
}

/** The present names of the policies that applied to clocks, by ID; a deleted policy is missing. */
async function policyNames(db: Db, clocks: readonly Clock<PolicyTerms>[]): Promise<Map<string, string>> {
  const ids = new Set(clocks.flatMap(({ applied }) => applied.map(({ terms }) => terms.policy)));
  if (ids.size === 0) return new Map();
  const sql = "select id, name from sla_policies where id = any($1::uuid[])";
  const rows = await query<{ id: string; name: string }>(db, sql, [[...ids]]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/**
 * The times of replies whose emails to the customer are all held or refused, or have been waiting for a minute, unless a
 * later reply was sent.
 */
async function unsentAnswers(db: Db, messages: History["messages"]): Promise<Set<number>> {
  const answers = messages.filter(({ by }) => by === "agent");
  if (answers.length === 0) return new Set();
  const rows = await query<{ comment: string; is_unsent: boolean; is_sent: boolean }>(
    db,
    `select comment, bool_or(state in ('accepted', 'delivered')) as is_sent,
       bool_and(state = any($3) or state = any($4) and created_at < now() - interval '1 minute') as is_unsent
     from outgoing_emails
     where comment = any($1::uuid[]) and kind = any($2)
     group by comment`,
    [answers.map(({ id }) => id), CONTACT_KINDS, [...UNDELIVERED_STATES, "cancelled"], ["waiting", "deferred"]],
  );
  const byComment = new Map(rows.map((row) => [row.comment, row]));
  const lastSent = answers.findLastIndex(({ id }) => byComment.get(id)?.is_sent);
  return new Set(answers.filter(({ id }, i) => i > lastSent && byComment.get(id)?.is_unsent).map(({ at }) => at));
}

function stateOf(clock: Clock<PolicyTerms>, now: number): SlaState {
  if (clock.state === "breached") return "breached";
  if (clock.isPaused) return "paused";
  const soon = soonAt(clock);
  return soon !== null && soon <= now ? "due_soon" : "on_track";
}

/** The time left as lists show it; after the due time, how long ago that was. */
const leftOf = ({ dueAt, state, targetSeconds, countedSeconds }: Clock, now: number): number =>
  state === "breached" ? dueAt! - now : targetSeconds! - countedSeconds;

/** How soon an agent has to answer the customer's next message; null if one is due now, or there is no such target. */
function nextResponse(clocks: readonly Clock<PolicyTerms>[]): number | null {
  const isDue = clocks.some(({ metric, stoppedAt }) => metric !== "resolution" && stoppedAt === null);
  const last = clocks.findLast(({ stoppedAt, terms }) => stoppedAt === null && terms);
  return isDue || !last ? null : (last.terms!.targets[last.priority].next_response ?? null);
}

/** How the time until the due time will count; empty unless the clock runs. */
const ahead = ({ state, isPaused, terms, dueAt }: Clock<PolicyTerms>, now: number): Segment[] =>
  state === "running" && !isPaused && terms && dueAt !== null && dueAt > now
    ? segmentsBetween(terms.hours, now, dueAt)
    : [];

const clockJson = (clock: Clock<PolicyTerms>, now: number, names: ReadonlyMap<string, string>) => ({
  metric: clock.metric,
  state: clock.state,
  is_paused: clock.isPaused,
  policy: clock.terms?.policy ?? null,
  policy_name: clock.terms && (names.get(clock.terms.policy) ?? clock.terms.name),
  policy_version: clock.terms?.version ?? null,
  calendar_name: clock.terms?.calendar_name ?? null,
  policies: clock.applied.map(({ from, terms }) => ({
    from: iso(from),
    policy: terms.policy,
    policy_name: names.get(terms.policy) ?? terms.name,
    is_deleted: !names.has(terms.policy),
    policy_version: terms.version,
    calendar_name: terms.calendar_name,
  })),
  time_zone: clock.terms?.hours?.time_zone ?? null,
  open_day_seconds: clock.terms?.hours ? usualDayMinutes(clock.terms.hours.windows) * 60 : null,
  priority: clock.priority,
  target_seconds: clock.targetSeconds,
  counted_seconds: clock.countedSeconds,
  started_at: iso(clock.startedAt),
  stopped_at: isoOrNull(clock.stoppedAt),
  due_at: clock.state === "dropped" ? null : isoOrNull(clock.dueAt),
  segments: clock.segments.map(showSegment),
  ahead: ahead(clock, now).map(showSegment),
});

type Simulation = Partial<Values<typeof simulateSla.body>>;

/** When a ticket would be due, with an account of every second until then. Pauses may overlap. */
export async function simulate(db: Db, { calendar, hours, target_minutes = 0, created_at, pauses = [] }: Simulation) {
  const [row] = calendar
    ? await query<OpenHours>(db, "select time_zone, windows, days from calendars where id = $1", [calendar])
    : [];
  const open = hours ?? (row ? openHoursOf(row) : null);
  const secondOf = (time: string) => Math.floor(Date.parse(time) / 1000);
  const start = created_at ? secondOf(created_at) : Math.floor(Date.now() / 1000);
  const stops = pauses
    .map(({ from, to }) => ({ from: secondOf(from), to: secondOf(to) }))
    .sort((a, b) => a.from - b.from);
  const segments: Segment[] = [];
  let [at, secondsLeft] = [start, target_minutes * 60];
  for (const { from, to } of stops) {
    const due = afterOpenSeconds(open, at, secondsLeft);
    if (due !== null && due <= Math.max(from, at)) break;
    const part = segmentsBetween(open, at, Math.max(from, at));
    secondsLeft -= part.reduce((sum, each) => sum + (each.because === "open_hours" ? each.to - each.from : 0), 0);
    segments.push(...part);
    if (to > Math.max(from, at)) segments.push({ from: Math.max(from, at), to, because: "paused:pending" });
    at = Math.max(at, to);
  }
  const due = afterOpenSeconds(open, at, secondsLeft);
  if (due !== null) segments.push(...segmentsBetween(open, at, due));
  return { created_at: iso(start), due_at: isoOrNull(due), segments: segments.map(showSegment) };
}
