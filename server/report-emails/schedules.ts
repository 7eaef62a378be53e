import type { Values } from "../../wire/fields.ts";
import { may, ROLE_PERMISSIONS, type Role } from "../../wire/permissions.ts";
import { type FieldErrors, invalid, noSuch, Problem } from "../../wire/problems.ts";
import type { ScheduleRow, scheduleFields } from "../../wire/report-schedules.ts";
import { lockChangeable } from "../access/lock-changeable.ts";
import { checkOwnLimit } from "../access/own-limit.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { insertRow, updateRow } from "../platform/row-change.ts";
import { questionOf } from "../reports/question.ts";
import { fullName } from "../users/names.ts";
import { reportRange, type ScheduleTimes, timeAfter } from "./dates.ts";

export type ScheduleValues = Partial<Values<typeof scheduleFields>>;
type Whole = Required<ScheduleValues>;

const MAX_SCHEDULES = 50;

const ROWS = `select s.id, s.name, s.owner, ${fullName("u")} as owner_name, s.reports, s.filters,
    coalesce(
      (select json_agg(
          json_build_object('id', p.id, 'name', ${fullName("p")}, 'has_email', p.email <> '', 'is_active', p.is_active)
          order by ${fullName("p")}, p.id)
        from report_recipients r
        join users p on p.id = r.user_id
        where r.schedule = s.id),
      '[]') as recipients,
    s.every, s.weekday, s.time_of_day as time, s.time_zone, s.days, s.is_active,
    case when s.is_active then wire_time(s.next_at) end as next_at, wire_time(s.last_sent_at) as last_sent_at,
    s.last_error, wire_time(s.created_at) as created_at, wire_time(s.updated_at) as updated_at
  from report_schedules s
  left join users u on u.id = s.owner`;
type Row = Omit<ScheduleRow, "can_change">;

const mayChange = (actor: Actor, { owner }: Pick<Row, "owner">): boolean =>
  owner === actor.id || may(actor, "report.manage_any");
const shownTo = (actor: Actor) => (row: Row) => ({ ...row, can_change: mayChange(actor, row) });

/** Whether a user may see a schedule: the owner, its recipients and Admins. */
const VISIBLE = `($1 or s.owner = $2::uuid or exists (select 1
    from report_recipients r
    where r.schedule = s.id and r.user_id = $2::uuid))`;
const viewer = (actor: Actor) => [may(actor, "report.manage_any"), actor.id];

export async function listSchedules(db: Db, actor: Actor): Promise<ScheduleRow[]> {
  const rows = await query<Row>(db, `${ROWS} where ${VISIBLE} order by lower(s.name), s.id`, viewer(actor));
  return rows.map(shownTo(actor));
}

export async function showSchedule(db: Db, actor: Actor, id: string): Promise<ScheduleRow> {
  const [row] = await query<Row>(db, `${ROWS} where ${VISIBLE} and s.id = $3`, [...viewer(actor), id]);
  if (!row) throw noSuch("ReportSchedule");
  return shownTo(actor)(row);
}

/** The user as an actor, because reports show what this user may see. */
export const actorOf = (id: string, role: Role): Actor => ({
  kind: "user",
  id,
  role,
  permissions: ROLE_PERMISSIONS[role],
  session: null,
  via: "web",
});

type ReportScope = Pick<Whole, "filters" | "time_zone" | "days">;

/** The question to each report at a moment; a 400 with the errors if the filters are not valid. */
export function questionAt({ filters, time_zone, days }: ReportScope, actor: Actor, moment: Temporal.Instant) {
  const range = reportRange(moment, time_zone, days);
  try {
    return questionOf({ ...filters, ...range, tz: time_zone, by: "day", compare: "true" }, actor, time_zone);
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 400) throw problem;
    const texts = Object.entries(problem.body as FieldErrors).map(([name, errors]) => `${name}: ${errors.join(" ")}`);
    throw invalid({ filters: texts });
  }
}

/** Refuses recipients that do not exist or that the user may not choose. Existing ones stay. */
async function recipientErrors(
  db: Db,
  actor: Actor,
  recipients: readonly string[],
  before: readonly string[],
): Promise<FieldErrors> {
  const newRecipients = recipients.filter((id) => !before.includes(id));
  if (!may(actor, "report.manage_any") && newRecipients.some((id) => id !== actor.id))
    return { recipients: ["Only Admins may choose recipients other than themselves."] };
  const rows = await query<{ id: string }>(db, "select id from users where id = any($1::uuid[]) and is_active", [
    newRecipients,
  ]);
  const missing = newRecipients.find((id) => !rows.some((row) => row.id === id));
  return missing ? { recipients: [`Invalid pk "${missing}" - object does not exist.`] } : {};
}

const timesOf = ({ every, weekday, time, time_zone }: Whole): ScheduleTimes => ({ every, weekday, time, time_zone });

const columnsOf = ({ recipients: _, time, filters, ...values }: ScheduleValues): Record<string, unknown> => ({
  ...values,
  ...(time !== undefined && { time_of_day: time }),
  ...(filters && { filters: JSON.stringify(filters) }),
});

export function createSchedule(db: Db, actor: Actor, values: ScheduleValues): Promise<string> {
  return transact(db, async (db) => {
    const recipients = values.recipients!.length > 0 ? values.recipients! : [actor.id];
    const whole = { ...values, recipients } as Whole;
    questionAt(whole, actor, Temporal.Now.instant());
    const errors = await recipientErrors(db, actor, recipients, []);
    if (errors.recipients) throw invalid(errors);
    await checkOwnLimit(db, actor, { table: "report_schedules", max: MAX_SCHEDULES, records: "reports by email" });
    const next_at = timeAfter(timesOf(whole), Temporal.Now.instant()).toString();
    const id = await insertRow(db, "report_schedules", { ...columnsOf(values), owner: actor.id, next_at }, {});
    await saveRecipients(db, id, recipients);
    return id;
  });
}

const saveRecipients = (db: Db, schedule: string, recipients: readonly string[]) =>
  query(
    db,
    `with removed as (
       delete from report_recipients where schedule = $1 and user_id <> all($2::uuid[]))
     insert into report_recipients (schedule, user_id)
     select $1, id
     from unnest($2::uuid[]) id
     on conflict do nothing`,
    [schedule, recipients],
  );

const lock = (db: Db, actor: Actor, id: string): Promise<ScheduleRow> =>
  lockChangeable(db, { table: "report_schedules", id, show: () => showSchedule(db, actor, id) });

export function updateSchedule(db: Db, actor: Actor, id: string, values: ScheduleValues): Promise<void> {
  return transact(db, async (db) => {
    const row = await lock(db, actor, id);
    const before = { ...row, recipients: row.recipients.map((each) => each.id) };
    const whole = { ...before, ...values } as Whole;
    if (values.filters || values.time_zone) questionAt(whole, actor, Temporal.Now.instant());
    const errors = values.recipients ? await recipientErrors(db, actor, values.recipients, before.recipients) : {};
    if (errors.recipients) throw invalid(errors);
    // reports that were due before the change are not sent afterward
    const next_at = timeAfter(timesOf(whole), Temporal.Now.instant()).toString();
    await updateRow(db, "report_schedules", id, { ...columnsOf(values), next_at, last_error: null }, {});
    if (values.recipients) await saveRecipients(db, id, values.recipients);
  });
}

export function deleteSchedule(db: Db, actor: Actor, id: string): Promise<void> {
  return transact(db, async (db) => {
    await lock(db, actor, id);
    await query(db, "delete from report_schedules where id = $1", [id]);
  });
}

/** Removes a user from the recipients. */
export const leaveSchedule = (db: Db, actor: Actor, id: string) =>
  query(db, "delete from report_recipients where schedule = $1 and user_id = $2", [id, actor.id]);
