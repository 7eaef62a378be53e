import { KEEP_RUNS_DAYS } from "../../wire/automation-words.ts";
import { type Db, query } from "../platform/database.ts";
import type { Conditions, RowView } from "../platform/row-list.ts";
import { formerName, fullName } from "../users/names.ts";

const ACTOR_NAME = `(select case e.actor_kind
    when 'user' then coalesce((
      select ${fullName("u")}
      from users u
      where u.id = e.actor), ${formerName("e.actor")})
    when 'contact' then coalesce((
      select c.name
      from contacts c
      where c.id = e.actor), ${formerName("e.actor")})
    else e.actor_name end
  from events e where e.id = r.event)`;

/** The runs of automations, newest first. */
/** The runs of an automation. */
export const runsOf =
  (automation: string): Conditions =>
  (sql) => [`r.automation = ${sql.add(automation)}::uuid`];

/** The runs on a ticket, all or those that caused an event. */
export const runsOn =
  (ticket: string, event: string | undefined): Conditions =>
  (sql) => [`r.ticket = ${sql.add(ticket)}::uuid`, ...(event ? [`r.caused @> array[${sql.add(event)}::bigint]`] : [])];

export const runView: RowView = {
  from: "automation_runs r join tickets t on t.id = r.ticket",
  columns: {
    id: "r.id",
    automation: "(select a.id from automations a where a.id = r.automation)",
    name: "r.name",
    version: "r.version",
    rule: "r.rule",
    ticket: "r.ticket",
    ticket_number: "t.ticket_number",
    subject: "t.subject",
    event: "r.event",
    event_actor_name: ACTOR_NAME,
    outcome: "r.outcome",
    changes: "r.changes",
    caused: "to_json(r.caused)",
    error: "r.error",
    at: "wire_time(r.at)",
  },
  sortable: {},
  order: [{ expression: "r.id", type: "bigint", descending: true }],
  end: [],
};

/** Deletes the runs that are older than 30 days. */
export async function deleteOldRuns(db: Db): Promise<void> {
  await query(db, `delete from automation_runs where at < now() - interval '${KEEP_RUNS_DAYS} days'`);
}
