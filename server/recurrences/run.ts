import { Problem } from "../../wire/problems.ts";
import type { TemplateValues } from "../../wire/template-words.ts";
import { addSteps } from "../checklists/checklists.ts";
import { actorSql, type EventActor, insertEvents } from "../events/events.ts";
import { attachFiles, lockFiles } from "../macros/saved-files.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import { parameters } from "../platform/parameters.ts";
import { fillIn } from "../ticket-templates/apply.ts";
import { readTemplate } from "../ticket-templates/templates.ts";
import { createTicket, type TicketValues } from "../tickets/tickets.ts";
import { type Occurrence, occurrences, type RecurrenceSchedule } from "./dates.ts";
import { calendarHours } from "./recurrences.ts";

interface Due extends RecurrenceSchedule {
  id: string;
  name: string;
  template: string;
  company: string | null;
  contact: string | null;
  zone: string | null;
  inputs: Record<string, string | null>;
  calendar: string | null;
  missed: "one" | "all" | "skip";
  next_local: string;
  planned_at: string;
  next_at: string;
  /** It was due so long ago that no server can have been running. */
  is_late: boolean;
  now: string;
}

// the job runs once a minute, and a busy server may need longer
const LATE = "1 hour";

/**
 * Creates the tickets that are due, each in one transaction with the record of its date and the next date. A killed
 * server leaves all of it or nothing, and other servers skip a locked recurrence.
 */
export async function createDueTickets(db: Db, zone: string, log: Pick<Log, "error">): Promise<number> {
  let createdCount = 0;
  const failedIds = new Set<string>();
  for (;;) {
    let current: Due | undefined;
    try {
      const outcome = await transact(db, async (db) => {
        current = await claim(db, [...failedIds]);
        return current && runOne(db, zone, current);
      });
      if (!outcome) return createdCount;
      if (outcome === "created") createdCount += 1;
    } catch (error) {
      if (!current) throw error;
      // the database refused the ticket: the next run of the job tries it again, after the others
      failedIds.add(current.id);
      log.error({ err: error, recurrence: current.id }, "could not create a recurring ticket; retrying");
    }
  }
}

async function claim(db: Db, without: readonly string[]): Promise<Due | undefined> {
  const [due] = await query<Due>(
    db,
    `select r.id, r.name, r.template, r.company, r.contact, r.zone, r.inputs, r.calendar, r.missed, r.rrule,
       to_char(r.starts_at, 'YYYY-MM-DD"T"HH24:MI') as starts_at, r.time_zone, r.on_closed_day,
       to_char(r.next_local, 'YYYY-MM-DD"T"HH24:MI') as next_local, r.next_at::text as next_at,
       r.next_at < now() - interval '${LATE}' as is_late, wire_time(now()) as now
     from recurrences r
     where r.is_active and r.next_at <= now() and r.id <> all($1::uuid[])
     order by r.next_at, r.id
     limit 1
     for update skip locked`,
    [without],
  );
  return due;
}

/** Creates the due tickets of a recurrence, and plans the next date. */
async function runOne(db: Db, zone: string, due: Due): Promise<"created" | "missed" | "failed"> {
  const hours = await calendarHours(db, due.calendar);
  const next = occurrences(due, hours, due.next_local).next().value as Occurrence | undefined;
  const plannedAt = Temporal.PlainDateTime.from(due.next_local)
    .toZonedDateTime(due.time_zone, { disambiguation: "compatible" })
    .toInstant()
    .toString();
  const isFollowed = next !== undefined && Date.parse(next.at) <= Date.parse(due.now);
  const isMissed = due.is_late && (due.missed === "skip" || (due.missed === "one" && isFollowed));
  const run = await query(
    db,
    `insert into recurrence_runs (recurrence, planned_at, outcome)
     values ($1, $2, 'missed')
     on conflict do nothing
     returning 1`,
    [due.id, plannedAt],
  );
  let outcome: "created" | "missed" | "failed" = "missed";
  let error: string | null = null;
  if (run.length > 0 && !isMissed) {
    error = await createFor(db, zone, due, plannedAt);
    outcome = error === null ? "created" : "failed";
  }
  await query(
    db,
    `update recurrences
     set next_local = $2, next_at = $3, last_error = case when $4 then last_error else $5 end
     where id = $1`,
    [due.id, next?.planned_local ?? null, next?.at ?? null, outcome === "missed", error],
  );
  return outcome;
}

/** Creates the ticket of a date. Returns why that is impossible, or null. */
async function createFor(db: Db, zone: string, due: Due, plannedAt: string): Promise<string | null> {
  try {
    const ticket = await createFromTemplate(db, zone, due, plannedAt);
    await query(
      db,
      "update recurrence_runs set outcome = 'created', ticket = $3 where recurrence = $1 and planned_at = $2",
      [due.id, plannedAt, ticket],
    );
    return null;
  } catch (error) {
    // the rules of tickets refused it; no statement failed, so the transaction can continue
    if (!(error instanceof Problem)) throw error;
    const text = JSON.stringify(error.body).slice(0, 1000);
    await query(
      db,
      "update recurrence_runs set outcome = 'failed', error = $3 where recurrence = $1 and planned_at = $2",
      [due.id, plannedAt, text],
    );
    return text;
  }
}

async function createFromTemplate(db: Db, zone: string, due: Due, plannedAt: string): Promise<string> {
  const actor: EventActor = { kind: "system", id: null, name: due.name, via: "automation" };
  const { company, contact, zone: place } = due;
  const content = await fillIn(db, null, await readTemplate(db, due.template), {
    customer: { company, contact, zone: place },
    inputs: due.inputs,
  });
  const { due_in_days, ...fields } = content.fields as TemplateValues;
  const subject = content.subject || due.name;
  const values = {
    ...fields,
    ...(company || contact ? { company, contact, zone: place } : place && { zone: place }),
    ...(typeof due_in_days === "number" && { due_date: endOfDay(due, due_in_days) }),
    subject,
    description: content.description || subject,
  } as TicketValues;
  const { id } = await createTicket(db, actor, withoutNulls(values), zone);
  await addSteps(db, actor, id, { steps: content.checklist });
  await attachFiles(db, actor, await lockFiles(db, { template: due.template }), { ticket: id });
  const sql = parameters();
  const by = actorSql(actor, sql);
  await query(
    db,
    insertEvents("ticket.recurred", "(select 1) x", {
      actor: by,
      ticket: `${sql.add(id)}::uuid`,
      about: `${sql.add(due.id)}::uuid`,
      changes: `jsonb_build_object('planned_at', jsonb_build_array(null, wire_time(${sql.add(plannedAt)}::timestamptz)))`,
      triggers: "false",
    }),
    sql.values,
  );
  return id;
}

const withoutNulls = (values: TicketValues): TicketValues =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

/** The last moment of the day this many days from now, in the time zone of the recurrence. */
const endOfDay = ({ time_zone, now }: Due, days: number): string =>
  Temporal.Instant.from(now)
    .toZonedDateTimeISO(time_zone)
    .toPlainDate()
    .add({ days: days + 1 })
    .toZonedDateTime({ timeZone: time_zone })
    .subtract({ seconds: 1 })
    .toInstant()
    .toString();
