import { NOBODY } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { calendarRecords } from "../sla/calendars.ts";
import { policyRecords } from "../sla/policies.ts";

// counting the clocks of 1,000,000 tickets would take too long
const COUNTED_TICKETS = 500;

const DAY = [["08:00", "18:00"]];
const OFFICE_HOURS = { mon: DAY, tue: DAY, wed: DAY, thu: DAY, fri: DAY, sat: [["09:00", "13:00"]], sun: [] };
const HOUR = 60;
const TARGETS = {
  urgent: { first_response: HOUR, next_response: HOUR },
  high: { first_response: 2 * HOUR, next_response: 4 * HOUR },
  medium: { first_response: 4 * HOUR, next_response: 8 * HOUR },
  low: { first_response: 8 * HOUR, next_response: 20 * HOUR },
};

/** The zone of TZ_NAME, or of this computer as long as that is not set: nobody keeps office hours in UTC. */
export const zoneHere = (zone: string, own = new Intl.DateTimeFormat().resolvedOptions().timeZone): string =>
  zone === "UTC" ? own : zone;

/** Adds office hours and an SLA policy to a desk without any, and applies it to the newest tickets from their creation on. */
export const writeDemoSla = (db: Db, zone: string): Promise<void> =>
  transact(db, async (db) => {
    if ((await query(db, "select 1 from sla_policies limit 1")).length > 0) return;
    const calendar = await calendarRecords.create(db, NOBODY, {
      name: "Office hours",
      time_zone: zoneHere(zone),
      windows: OFFICE_HOURS,
      country: "",
      region: "",
      days: [],
    });
    const policy = await policyRecords.create(db, NOBODY, {
      name: "Answers",
      filters: {},
      calendar,
      clock: "business",
      pauses_on: ["pending"],
      targets: TARGETS,
      reminders: [],
      is_active: true,
    });
    await query(
      db,
      `with newest as (
         select id, created_at from tickets where deleted_at is null order by created_at desc limit ${COUNTED_TICKETS}),
       applied as (
         insert into sla_ticket_terms (ticket, at, terms)
         select n.id, n.created_at, p.terms from newest n, sla_policies p where p.id = $1)
       insert into sla_recounts (ticket) select id from newest on conflict do nothing`,
      [policy],
    );
  });
