import { calendarFields } from "../../wire/calendars.ts";
import type { Values } from "../../wire/fields.ts";
import { conflict, type FieldErrors } from "../../wire/problems.ts";
import type { Records } from "../platform/crud.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { sortColumns } from "../platform/paging.ts";
import { insertRow, updateRow } from "../platform/row-change.ts";
import type { RowView } from "../platform/row-list.ts";
import { fullName } from "../users/names.ts";
import { renewTerms } from "./terms.ts";

type CalendarValues = Partial<Values<typeof calendarFields>>;

const ERRORS = { calendars_name_key: { name: ["Another calendar has this name."] } };
const sortable = sortColumns("c");
const view: RowView = {
  from: "calendars c",
  columns: {
    ...Object.fromEntries(
      "id name time_zone windows country region days version".split(" ").map((name) => [name, `c.${name}`]),
    ),
    policies: "(select count(*) from sla_policies p where p.calendar = c.id)",
    created_at: "wire_time(c.created_at)",
    updated_at: "wire_time(c.updated_at)",
  },
  sortable: { name: sortable("name"), created_at: sortable("created_at", "timestamptz") },
  order: [{ ...sortable("name"), descending: false }],
  end: [{ ...sortable("id", "uuid"), descending: false }],
};

const columnsOf = ({ windows, days, ...values }: CalendarValues) => ({
  ...values,
  ...(windows && { windows: JSON.stringify(windows) }),
  ...(days && { days: JSON.stringify(days) }),
});

/** The error of a calendar's ID in a body. */
export async function calendarErrors(db: Db, calendar: unknown): Promise<FieldErrors> {
  if (!calendar) return {};
  const isThere = (await query(db, "select 1 from calendars where id = $1", [calendar])).length > 0;
  return isThere ? {} : { calendar: [`Invalid pk "${calendar}" - object does not exist.`] };
}

export const calendarRecords: Records = {
  model: "Calendar",
  view,
  fields: calendarFields,
  filter: async () => () => [],
  create: (db, _actor, values) => insertRow(db, "calendars", columnsOf(values), ERRORS),
  update: (db, _actor, id, values) =>
    transact(db, async (db) => {
      if (!(await updateRow(db, "calendars", id, columnsOf(values), ERRORS))) return false;
      await query(db, "update calendars set version = version + 1 where id = $1", [id]);
      const using = await query<{ id: string }>(
        db,
        "update sla_policies set version = version + 1 where calendar = $1 returning id",
        [id],
      );
      for (const policy of using) await renewTerms(db, policy.id);
      return true;
    }),
  remove: (db, _actor, id) =>
    transact(db, async (db) => {
      // locked, so that nothing starts to use the calendar: a new reference to it waits for this lock
      await query(db, "select 1 from calendars where id = $1 for update", [id]);
      const uses = await usesOf(db, id);
      if (uses.length > 0)
        throw conflict(`This calendar is used by ${uses.join(", ")}. Choose another calendar there first.`);
      return (await query(db, "delete from calendars where id = $1 returning id", [id])).length > 0;
    }),
};

const MAX_NAMED = 10;

/** What uses a calendar, in words with names. */
async function usesOf(db: Db, id: string): Promise<string[]> {
  const rows = await query<{ text: string }>(
    db,
    `select x.text
     from (
       select 1 as place, p.name, format('the SLA policy “%s”', p.name) as text
       from sla_policies p
       where p.calendar = $1
       union all
       select 2, r.name, format('the recurring ticket “%s”', r.name)
       from recurrences r
       where r.calendar = $1
       union all
       select 3, a.name, format('the automation “%s”', a.name)
       from automations a
       where a.trigger ->> 'calendar' = $1::text
       union all
       select 4, r.team, format('the assignment of the team %s', r.team)
       from team_routing r
       where r.calendar = $1
       union all
       select 5, ${fullName("u")}, format('the working hours of %s', ${fullName("u")})
       from agent_routing r
       join users u on u.id = r.user_id
       where r.calendar = $1
       union all
       select 6, '', 'the surveys'
       from survey_settings s
       where s.calendar = $1) x
     order by x.place, lower(x.name)
     limit ${MAX_NAMED}`,
    [id],
  );
  return rows.map(({ text }) => text);
}
