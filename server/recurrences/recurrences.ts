import type { Values } from "../../wire/fields.ts";
import { may } from "../../wire/permissions.ts";
import { type FieldErrors, invalid, noSuch } from "../../wire/problems.ts";
import type { RecurrenceRow, recurrenceFields } from "../../wire/recurrences.ts";
import type { OpenHours } from "../../wire/sla-words.ts";
import { lockChangeable } from "../access/lock-changeable.ts";
import { inputValues } from "../macros/values.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { insertRow, updateRow } from "../platform/row-change.ts";
import { calendarErrors } from "../sla/calendars.ts";
import { fillIn } from "../ticket-templates/apply.ts";
import { showTemplate } from "../ticket-templates/templates.ts";
import { referenceErrors } from "../tickets/references.ts";
import { fullName } from "../users/names.ts";
import { firstAfter, nextDates, notesOn, type RecurrenceSchedule } from "./dates.ts";

export type RecurrenceValues = Partial<Values<typeof recurrenceFields>>;
type Whole = Required<RecurrenceValues>;

const PREVIEWED_DATES = 5;
const MAX_RECURRENCES = 1_000;

const ROWS = `select r.id, r.name, r.owner, ${fullName("u")} as owner_name, r.template, m.name as template_name,
    r.company, o.name as company_name, r.contact, c.name as contact_name, r.zone, z.name as zone_name, r.inputs,
    r.rrule, to_char(r.starts_at, 'YYYY-MM-DD"T"HH24:MI') as starts_at, r.time_zone, r.calendar, r.on_closed_day,
    r.missed, r.is_active, wire_time(r.next_at) as next_at, r.last_error,
    (select x.ticket
      from recurrence_runs x
      where x.recurrence = r.id and x.ticket is not null
      order by x.planned_at desc limit 1) as last_ticket,
    wire_time(r.created_at) as created_at, wire_time(r.updated_at) as updated_at
  from recurrences r
  join ticket_templates m on m.id = r.template
  left join users u on u.id = r.owner
  left join companies o on o.id = r.company
  left join contacts c on c.id = r.contact
  left join zones z on z.id = r.zone`;

const mayChange = (actor: Actor, { owner }: { owner: string | null }): boolean =>
  owner === actor.id || may(actor, "template.change_any");
const shownTo = (actor: Actor) => (row: Omit<RecurrenceRow, "can_change">) => ({
  ...row,
  can_change: mayChange(actor, row),
});

export async function listRecurrences(db: Db, actor: Actor): Promise<RecurrenceRow[]> {
  const rows = await query<Omit<RecurrenceRow, "can_change">>(db, `${ROWS} order by lower(r.name), r.id`);
  return rows.map(shownTo(actor));
}

export async function showRecurrence(db: Db, actor: Actor, id: string): Promise<RecurrenceRow> {
  const [row] = await query<Omit<RecurrenceRow, "can_change">>(db, `${ROWS} where r.id = $1`, [id]);
  if (!row) throw noSuch("Recurrence");
  return shownTo(actor)(row);
}

/** The past dates and what each led to, newest first. */
export const listRuns = (db: Db, id: string) =>
  query(
    db,
    `select wire_time(x.planned_at) as planned_at, wire_time(x.ran_at) as ran_at, x.outcome, x.ticket,
       t.ticket_number, x.error
     from recurrence_runs x
     left join tickets t on t.id = x.ticket
     where x.recurrence = $1
     order by x.planned_at desc
     limit 50`,
    [id],
  );

/** The hours of a calendar; null without one. */
export async function calendarHours(db: Db, calendar: string | null | undefined): Promise<OpenHours | null> {
  if (!calendar) return null;
  const [hours] = await query<OpenHours>(db, "select time_zone, windows, days from calendars where id = $1", [
    calendar,
  ]);
  return hours ?? null;
}

type ScheduleValues = Pick<Whole, "rrule" | "starts_at" | "time_zone" | "calendar" | "on_closed_day">;

/** The next dates of a schedule, which need not be saved. */
export async function previewDates(db: Db, schedule: ScheduleValues) {
  const errors = await scheduleErrors(db, schedule);
  if (Object.keys(errors).length > 0) throw invalid(errors);
  const hours = await calendarHours(db, schedule.calendar);
  const dates = nextDates(schedule, hours, Temporal.Now.instant(), PREVIEWED_DATES);
  return { dates: dates.map(({ planned_local: _, ...date }) => date), notes: notesOn(schedule) };
}

async function scheduleErrors(db: Db, schedule: ScheduleValues): Promise<FieldErrors> {
  const errors = await calendarErrors(db, schedule.calendar);
  if (schedule.on_closed_day !== "keep" && !schedule.calendar) errors.calendar = ["Choose a calendar."];
  if (!errors.calendar && !nextOf(schedule, await calendarHours(db, schedule.calendar)))
    errors.rrule = ["This rule has no dates from now on."];
  return errors;
}

/** The next date of a schedule from now on; null for a rule without one, such as 30 February. */
function nextOf(schedule: RecurrenceSchedule, hours: OpenHours | null) {
  try {
    return firstAfter(schedule, hours, Temporal.Now.instant());
  } catch {
    // the library throws if a rule has no date
    return null;
  }
}

const REFERENCES = ["company", "contact", "zone"] as const;

/** Refuses a recurrence whose tickets could not be created. */
async function check(db: Db, actor: Actor, values: Whole): Promise<void> {
  const { company, contact, zone } = values;
  const errors: FieldErrors = {
    ...(await scheduleErrors(db, values)),
    ...(await referenceErrors(db, { company, contact, zone }, company ?? undefined)),
  };
  const template = await showTemplate(db, actor, values.template).catch(() => null);
  if (!template) errors.template = [`Invalid pk "${values.template}" - object does not exist.`];
  else {
    const hasCustomer = REFERENCES.slice(0, 2).some((name) => values[name] ?? template.fields[name]);
    if (!hasCustomer) errors.company = ["Choose a company or a contact: the template has none."];
    const inputs = inputValues(values.inputs, template.inputs);
    const { blanks } = await fillIn(db, null, template, { customer: { company, contact, zone }, inputs });
    const inInputs = blanks.filter((name) => name.startsWith("input."));
    if (inInputs.length > 0) errors.inputs = [`Fill in ${inInputs.map((name) => name.slice(6)).join(", ")}.`];
    else if (blanks.length > 0)
      errors.template = [`Nothing fills ${blanks.join(", ")}. Choose a customer, or give the placeholders a default.`];
  }
  if (Object.keys(errors).length > 0) throw invalid(errors);
}

async function columnsOf(db: Db, values: RecurrenceValues, whole: Whole): Promise<Record<string, unknown>> {
  const next = nextOf(whole, await calendarHours(db, whole.calendar))!;
  return {
    ...values,
    ...(values.inputs && { inputs: JSON.stringify(values.inputs) }),
    next_local: next.planned_local,
    next_at: next.at,
    last_error: null,
  };
}

export function createRecurrence(db: Db, actor: Actor, values: RecurrenceValues): Promise<string> {
  return transact(db, async (db) => {
    const whole = { company: null, contact: null, zone: null, calendar: null, ...values } as Whole;
    await check(db, actor, whole);
    const [count] = await query<{ n: number }>(db, "select count(*)::int as n from recurrences");
    if (count!.n >= MAX_RECURRENCES)
      throw invalid({ non_field_errors: [`There are ${MAX_RECURRENCES} recurring tickets. Delete one first.`] });
    return insertRow(db, "recurrences", { ...(await columnsOf(db, values, whole)), owner: actor.id }, {});
  });
}

const lock = (db: Db, actor: Actor, id: string): Promise<RecurrenceRow> =>
  lockChangeable(db, { table: "recurrences", id, show: () => showRecurrence(db, actor, id) });

export function updateRecurrence(db: Db, actor: Actor, id: string, values: RecurrenceValues): Promise<void> {
  return transact(db, async (db) => {
    const before = await lock(db, actor, id);
    // a recurrence can be paused whatever else is wrong with it
    if (Object.keys(values).every((name) => name === "is_active" || name === "name") && values.is_active !== true) {
      await updateRow(db, "recurrences", id, values, {});
      return;
    }
    const whole = { ...before, ...values } as Whole;
    await check(db, actor, whole);
    await updateRow(db, "recurrences", id, await columnsOf(db, values, whole), {});
  });
}

export function deleteRecurrence(db: Db, actor: Actor, id: string): Promise<void> {
  return transact(db, async (db) => {
    await lock(db, actor, id);
    await query(db, "delete from recurrences where id = $1", [id]);
  });
}
