import { type AutomationActions, MAX_CHAIN, type Trigger } from "../../wire/automation-words.ts";
import { fieldsWith } from "../../wire/ticket-fields.ts";
import { type Db, query, takeTime, transact } from "../platform/database.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import type { TicketChanges } from "../tickets/next-values.ts";
import { previewSql } from "../tickets/preview.ts";
import { changesOf } from "./act.ts";
import { areOpen, dueTickets } from "./due.ts";
import { filterCondition } from "./filter-condition.ts";
import { macroOf } from "./macro-action.ts";
import { eventKinds, triggerCondition } from "./trigger-condition.ts";

const DAY_MS = 86_400_000;
const MAX_ROWS = 10_000;
const MAX_SHOWN = 200;

interface DryRule {
  trigger: Trigger;
  filters: Record<string, string>;
  actions: AutomationActions;
}

interface Row {
  /** Null in the only row if no ticket matches. */
  ticket: string | null;
  ticket_number: string;
  subject: string;
  event: number | null;
  at: string;
  changes: Record<string, [unknown, unknown]> | null;
  reason: string | null;
  checked: number;
  /** How many of these pass each condition alone. */
  passing: number[];
}

/** The tickets of a dry run, as SQL. */
interface Candidates {
  /** With `previous`: the tickets that match, as they were. */
  ctes: string;
  /** Counts the tickets on which the trigger occurred. */
  checked: string;
  /** For each condition, counts those of them that pass it. */
  passing: readonly string[];
}

/**
 * Returns the tickets that an automation would have changed in the last days, and how, without writing. Its trigger and
 * filters see each ticket as it was after the event; a timed trigger sees the tickets that match now.
 */
export function dryRun(db: Db, { trigger, filters, actions }: DryRule, days: number, nowMs = Date.now()) {
  const since = new Date(nowMs - days * DAY_MS).toISOString();
  return transact(db, async (db) => {
    await takeTime(db);
    const sql = parameters();
    const isTimed = eventKinds(trigger).length === 0;
    const candidates = isTimed
      ? await timedTickets(db, { trigger, filters }, { sql, since, nowMs })
      : pastTickets({ trigger, filters }, { sql, since, first: await firstEventSince(db, since) });
    const macro = await macroOf(db, actions.macro);
    const changes = changesOf(actions, macro);
    const rows = candidates
      ? await query<Row>(db, dryRunSql(candidates, changes, sql), sql.values, { prepare: false })
      : [];
    const conditions = [...(waits(trigger) || isNarrow(trigger) ? [{}] : []), ...conditionsOf(filters)];
    return {
      since,
      ...summary(rows, actions),
      conditions: conditions.map((each, at) => ({ filters: each, matched: rows[0]?.passing[at] ?? 0 })),
    };
  });
}

/** Whether its tickets must have waited. This is a condition, too: the first, and without filters. */
const waits = ({ on }: Trigger): boolean => on === "unanswered" || on === "unchanged";

/** Whether only some of its events start it, such as tickets created by email. This is a condition, too, like a wait. */
const isNarrow = ({ via, macros, from, to }: Trigger): boolean => Boolean(via ?? macros ?? from ?? to);

/** The same trigger for all events of its kind. */
const wideOf = ({ on, field }: Trigger): Trigger => ({ on, ...(field && { field }) });

/** The filters of each condition: the two ends of a span of time are one condition. */
function conditionsOf(filters: Rule["filters"]): Rule["filters"][] {
  const byField = Object.groupBy(Object.entries(filters), ([name]) => name.replace(/_(after|before)$/, ""));
  return Object.values(byField).map((entries) => Object.fromEntries(entries!));
}

function summary(rows: readonly Row[], actions: AutomationActions) {
  // every other action writes: note, reply, notify, macro and snooze
  const { changes: _, survey, ...others } = actions;
  const writes = survey === "start" || Object.keys(others).length > 0;
  const matching = rows.filter(({ ticket }) => ticket !== null);
  const effective = matching.filter(({ changes, reason }) => changes ?? reason ?? writes);
  const changing = ticketsIn(effective.filter(({ changes }) => changes));
  return {
    checked: rows[0]?.checked ?? 0,
    matched: ticketsIn(matching),
    tickets: ticketsIn(effective),
    changing,
    writing: ticketsIn(effective.filter(({ changes, reason }) => changes ?? !reason)) - changing,
    results: effective.slice(0, MAX_SHOWN).map(({ checked: _, passing: __, ...row }) => row),
  };
}

const ticketsIn = (rows: readonly Row[]): number => new Set(rows.map(({ ticket }) => ticket)).size;

function dryRunSql({ ctes, checked, passing }: Candidates, changes: AutomationActions["changes"], sql: Parameters) {
  const preview = changes
    ? previewSql(changes as TicketChanges, sql)
    : "select previous.key, null::text as reason, null::jsonb as changes from previous";
  return `with ${ctes},
    preview as (${preview})
    select previous.id as ticket, previous.ticket_number, previous.subject, previous.event,
      wire_time(previous.happened_at) as at, p.changes, p.reason,
      c.checked, c.passing
    from (
      select
        (${checked})::int as checked,
        array[${passing.map((count) => `(${count})`).join(", ")}]::int[] as passing) c
    left join (preview p join previous on previous.key = p.key) on true
    order by previous.happened_at desc, previous.key
    limit ${MAX_ROWS}`;
}

type Rule = Pick<DryRule, "trigger" | "filters">;

// fields as they were then: a later event has the value before it. Events do not contain descriptions, which may be large.
const FIELDS = fieldsWith(({ kind }) => kind !== undefined).filter((name) => name !== "description");

/**
 * Includes tickets and customers' messages from an import or the sample data. They started no automations, but show
 * best what a rule on a new desk would do. Undo and bulk changes create neither.
 */
const OF_HISTORY = "(e.kind = 'ticket.created' or e.kind = 'comment.added' and e.actor_kind = 'contact')";

function pastTickets(
  { trigger, filters }: Rule,
  { sql, since, first }: { sql: Parameters; since: string; first: number },
): Candidates {
  const fields = `${sql.add([...FIELDS])}::text[]`;
  const isStarted = isNarrow(trigger) ? triggerCondition(trigger, sql) : "true";
  const ctes = `occurred as materialized (
      select e.id as key, e.id as event, e.at as happened_at, e.ticket, (${isStarted}) as is_started
      from events e
      join tickets t on t.id = e.ticket and t.deleted_at is null
      where e.id >= ${sql.add(first)}::bigint and e.at >= ${sql.add(since)}::timestamptz
        and (e.triggers_reactions or ${OF_HISTORY}) and e.depth < ${MAX_CHAIN}
        and ${triggerCondition(wideOf(trigger), sql)}),
    candidates as (
      select e.key, e.event, e.happened_at, e.is_started, t.*
      from occurred e
      join lateral (
        select past.*
        from tickets n
        cross join lateral (
          select coalesce(jsonb_object_agg(x.key, x.before), '{}') as before
          from (
            select distinct on (c.key) c.key, c.value -> 0 as before
            from events l
            cross join lateral jsonb_each(l.changes) c
            where l.ticket = e.ticket
              and l.id > e.event
              and jsonb_typeof(l.changes) = 'object'
              and c.key = any(${fields})
            order by c.key, l.id) x) later
        cross join lateral jsonb_populate_record(n, later.before) past
        where n.id = e.ticket) t on true),
    previous as materialized (
      select t.*
      from candidates t
      where t.is_started and ${asOfThen(filters, sql)})`;
  const count = (condition: string) => `select count(distinct t.id) from candidates t where ${condition}`;
  return {
    ctes,
    checked: "select count(distinct ticket) from occurred",
    passing: [
      ...(isNarrow(trigger) ? [count("t.is_started")] : []),
      ...conditionsOf(filters).map((each) => count(asOfThen(each, sql))),
    ],
  };
}

// filters that read the search's copy of a ticket
const OF_TEXTS = ["subject", "text", "q", "search"];

/** The condition of filters on `t`. It reads the number and the subject as `t` has them, not as they are now. */
function asOfThen(filters: Rule["filters"], sql: Parameters): string {
  const condition = filterCondition(filters)(sql);
  if (!OF_TEXTS.some((name) => filters[name])) return condition;
  return `(with tickets as (select t.*),
    ticket_texts as (
      select t.id, t.company, t.created_at, t.deleted_at, d.*
      from search_document(t.ticket_number, t.subject, t.description) d)
    select ${condition})`;
}

async function timedTickets(
  db: Db,
  { trigger, filters }: Rule,
  { sql, since, nowMs }: { sql: Parameters; since: string; nowMs: number },
): Promise<Candidates | null> {
  const isForOpen = areOpen(trigger, filters);
  const dueWith = (part: Rule["filters"]) =>
    dueTickets(db, trigger, part, { sql, breachedSince: since, nowMs, isForOpen });
  const due = await dueWith(filters);
  if (due === null) return null;
  const ctes = `due as materialized (${due}),
    previous as materialized (
      select d.ticket::text || ' ' || d.occasion as key, null::bigint as event, d.since as happened_at, t.*
      from due d
      join tickets t on t.id = d.ticket)`;
  const countDue = async (part: Rule["filters"]) => `select count(distinct d.ticket) from (${await dueWith(part)}) d`;
  const conditions = conditionsOf(filters);
  if (!waits(trigger))
    return { ctes, checked: await countDue({}), passing: await Promise.all(conditions.map(countDue)) };
  const isOpen = isForOpen ? "t.status < 'resolved'" : "true";
  const count = (part: Rule["filters"]) =>
    `select count(*) from tickets t where ${isOpen} and ${filterCondition(part)(sql)}`;
  return { ctes, checked: count({}), passing: [await countDue({}), ...conditions.map(count)] };
}

/**
 * The first event since a time, found by bisection: events have no index by time, but their times increase with their IDs.
 */
async function firstEventSince(db: Db, since: string): Promise<number> {
  const [range] = await query<{ low: number; high: number }>(
    db,
    "select coalesce(min(id), 0) as low, coalesce(max(id), 0) as high from events",
  );
  let { low, high } = range!;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [row] = await query<{ is_before: boolean }>(
      db,
      // events have the time at which their transaction began, which may be minutes before its end
      `select at < $2::timestamptz - interval '1 hour' as is_before from events where id >= $1 order by id limit 1`,
      [middle, since],
    );
    if (row?.is_before) low = middle + 1;
    else high = middle;
  }
  return low;
}
