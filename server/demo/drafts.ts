import { type Db, query } from "../platform/database.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { teamOf } from "../tickets/rules.ts";
import { type Chances, fillText } from "./chance.ts";
import { deskNames, deskQuery } from "./desk.ts";
import { MUSIC } from "./words/music.ts";
import { OFFICE } from "./words/office.ts";
import { CIRCUMSTANCES, REQUESTS } from "./words/phrases.ts";
import { TECHNICAL } from "./words/technical.ts";

// Drafts the tickets of the demo in a temporary table, all of a span in one statement: when each was created, how far it has
// come by now, and what it is about. Others add the comments and copy the drafts to the real tables. Chance decides by the
// number of a ticket (`i`) and a word, so that a desk of the same seed has the same tickets.

export interface DemoPeriod {
  /** The time that the demo uses as now, and how many days its data goes back. */
  now: string;
  days: number;
  zone: string;
  /** Rows `from` up to `to` (not included) of those from `first` up to `end`. */
  first: number;
  end: number;
  from: number;
  to: number;
}

const topics = JSON.stringify(
  [...TECHNICAL, ...MUSIC, ...OFFICE].map((topic, at) => ({ ...topic, at, team: teamOf(topic.category) })),
);
const TOPIC = `
      at int, category text, team text, priority text, tags text, file text, subjects text[], openings text[],
      details text[], replies text[], answers text[], notes text[], endings text[]`;
const ROLES_OF_ALL = "array['Sales', 'Tech', 'Tech', 'Music', 'Admin']";

/** Creates the temporary tables for drafted tickets and comments; they end with the transaction. */
export async function openDrafts(db: Db): Promise<void> {
  await query(
    db,
    `create temp table drafts (
       like tickets including defaults,
       i bigint,
       -- what the texts of comments name
       contact_name text, zone_name text, company_name text, serial text, amount text, file_name text,
       -- the sentences of comments
       replies text[], answers text[], notes text[], endings text[],
       -- who answers, and when
       helpers uuid[], assigned_at timestamptz, started_at timestamptz, halted_at timestamptz, active_until timestamptz,
       team_before text) on commit drop`,
  );
  await query(db, "create temp table draft_comments (like comments including defaults, n int) on commit drop");
}

/** Drafts the tickets of a span: numbered by day, older ones mostly ended, all before now. */
export async function draftTickets(db: Db, chances: Chances, span: DemoPeriod): Promise<void> {
  const sql = parameters();
  const now = `${sql.add(span.now)}::timestamptz`;
  const topic = `
    select *, count(*) over () as n
    from jsonb_to_recordset(${sql.add(topics)}::jsonb) as given (${TOPIC})`;
  const desk = deskQuery(sql.add(deskNames.companies), sql.add(deskNames.people));
  const times = creationTimes(chances, span, sql, now);
  const statuses = `
    select *, ${status(chances, now)} as status
    from timed
    where created_at < ${now}`;
  const durations = `
    select *, created_at + ${pace(chances, now)} as active_until, status >= 'resolved' as has_ended
    from staged`;
  const choices = contentChoices(chances);
  const columns = draftColumns(chances, span, sql, now);
  const text = `
    with topic as (${topic}),
      ${desk},
      timed as (${times}),
      staged as (${statuses}),
      paced as (${durations}),
      d as (${choices})
    insert into drafts (${Object.keys(columns).join(", ")})
    select ${Object.values(columns).join(", ")}
    from (
      select *
      from d
      order by created_at) d`;
  await query(db, text, sql.values);
  await query(db, "analyze drafts");
}

// columns that have the value of the choice with their name
const CHOICES = [
  ...["id", "i", "status", "priority", "category", "company", "contact", "zone", "assigned_to", "assigned_team"],
  ...["created_by", "tags", "created_at", "contact_name", "zone_name", "company_name", "serial", "amount"],
  ...["replies", "answers", "notes", "endings", "helpers", "active_until"],
];

/** The columns of a draft and their values. The order decides which random numbers they get. */
function draftColumns(chances: Chances, span: DemoPeriod, sql: Parameters, now: string): Record<string, string> {
  const { of } = chances;
  const duration = "(active_until - created_at)";
  return {
    ...Object.fromEntries(CHOICES.map((name) => [name, name])),
    ticket_number: ticketNumber(sql.add(span.zone)),
    subject: fillText("subject"),
    description: description(chances, sql),
    team_before: "team",
    due_date: due(chances, now, sql.add(span.zone)),
    updated_at: "created_at",
    resolved_at: "case when has_ended then active_until end",
    closed_at: `case
      when status = 'closed' then active_until + least(
        (${now} - active_until) * 0.9,
        (0.8 + ${of("closing")} * 2) * interval '1 day')
      end`,
    version: "1",
    file_name: "file",
    assigned_at: `case
      when assigned_to is not null then created_at + ${duration} * (0.02 + 0.06 * ${of("assigning")})
      end`,
    started_at: `case
      when status >= 'in_progress' then created_at + ${duration} * (0.1 + 0.06 * ${of("starting")})
      end`,
    halted_at: `case when status = 'pending' then created_at + ${duration} * 0.93 end`,
  };
}

// at working hours; half of the weekend's tickets come two days later
function creationTimes(
  { of }: Chances,
  { first, end, from, to, days, zone }: DemoPeriod,
  sql: Parameters,
  now: string,
): string {
  const at = sql.add(zone);
  const here = `${now} at time zone ${at}`;
  const today = `date_trunc('day', ${here})`;
  // the tickets of today are spread over the time until now
  const atSomeTime = `case
        when shifted >= ${today} then ${today} + (${here} - ${today}) * 0.98 * ${of("minute")}
        else shifted + (7 + 7 * (${of("hour")} + ${of("minute")})) * interval '1 hour'
        end`;
  const shiftedDay = `case
          when extract(isodow from day) > 5 and ${of("weekend")} < 0.5 then least(day + interval '2 days', ${today})
          else day
          end`;
  const daysAgo = `${days} - floor(${days + 1} * (i - ${first} + ${of("day")}) / ${end - first})`;
  return `
    select i, (${atSomeTime}) at time zone ${at} as created_at
    from (
      select i, ${shiftedDay} as shifted
      from (
        select i, ${today} - (${daysAgo}) * interval '1 day' as day
        from generate_series(${sql.add(from)}::bigint, ${sql.add(to - 1)}::bigint) i) x) y`;
}

/** The status by the age of a ticket: the older, the more have ended. */
function status({ of }: Chances, now: string): string {
  const age = `${now} - created_at`;
  const shares = (list: [string, number][]) =>
    `case ${list.map(([word, below]) => `when ${of("status")} < ${below} then '${word}'`).join(" ")} else 'closed' end`;
  const young = shares([
    ["new", 0.5],
    ["assigned", 0.66],
    ["in_progress", 0.84],
    ["pending", 0.92],
    ["resolved", 1],
  ]);
  const middle = shares([
    ["new", 0.14],
    ["assigned", 0.26],
    ["in_progress", 0.46],
    ["pending", 0.62],
    ["resolved", 0.88],
  ]);
  const old = shares([
    ["assigned", 0.01],
    ["in_progress", 0.05],
    ["pending", 0.08],
    ["resolved", 0.2],
  ]);
  return `(case
      when ${age} < interval '3 days' then ${young}
      when ${age} < interval '12 days' then ${middle}
      else ${old}
      end)::ticket_status`;
}

/** How long a ticket is worked on. */
const pace = ({ of }: Chances, now: string): string =>
  `least((${now} - created_at) * 0.95, (0.1 + 8 * ${of("pace")} * ${of("pace again")}) * interval '1 day')`;

/** What each ticket is about, and who is concerned. A few companies have most tickets, and a few tickets no contact. */
function contentChoices({ of, pick }: Chances): string {
  const columns = {
    id: "gen_random_uuid()",
    ...Object.fromEntries(
      ["category", "team", "tags", "file", "replies", "answers", "notes", "endings"].map((name) => [name, `t.${name}`]),
    ),
    subject: pick("t.subjects", "subject"),
    opening: pick("t.openings", "opening"),
    detail: pick("t.details", "detail"),
    priority: `(case
        when ${of("priority")} < 0.65 then t.priority
        else ${pick("array['low', 'medium', 'medium', 'high', 'urgent']", "another priority")}
        end)::ticket_priority`,
    company: "f.id",
    company_name: "f.name",
    contact: `case when ${of("no contact")} > 0.06 then ${pick("f.contacts", "contact")} end`,
    contact_name: `case when ${of("no contact")} > 0.06 then ${pick("f.contact_names", "contact")} end`,
    zone: `case when t.category in ('technical', 'zone_config') then ${pick("f.zones", "zone")} end`,
    zone_name: pick("f.zone_names", "zone"),
    serial: "upper(substr(md5(i::text), 1, 8))",
    amount: `(40 + floor(${of("amount")} * 900))::int || '.50'`,
    assigned_to: `case when status = 'new' then null else ${pick("coalesce(c.ids, a.ids)", "agent")} end`,
    assigned_team: "case when status = 'new' or c.ids is null then t.team else w.role end",
    helpers: "coalesce(c.ids, a.ids)",
    created_by: pick("a.ids", "creator"),
  };
  const list = Object.entries(columns).map(([name, value]) => `${value} as ${name}`);
  return `
    select p.*, ${list.join(", ")}
    from paced p
    join topic t on t.at = floor(${of("topic")} * t.n)
    join firm f on f.at = floor(power(${of("company")}, 1.4) * f.n)
    cross join lateral (select coalesce(nullif(t.team, ''), ${pick(ROLES_OF_ALL, "role")}) as role) w
    left join crew c on c.role = w.role
    join crew a on a.role = ''`;
}

const ticketNumber = (zone: string): string => {
  const day = `to_char(d.created_at at time zone ${zone}, 'YYYYMMDD')`;
  const inFourDigits = "case when serial < 10000 then to_char(serial, 'FM0000') else serial::text end";
  return `(
      select 'T-' || ${day} || '-' || ${inFourDigits}
      from nextval(('ticket_numbers_' || ${day})::regclass) serial)`;
};

/** What happened, one or two circumstances, a request, and the contact's name. */
function description({ of, pick }: Chances, sql: Parameters): string {
  const texts = `${sql.add(CIRCUMSTANCES)}::text[]`;
  const one = `floor(${of("circumstance")} * ${CIRCUMSTANCES.length})::int`;
  const circumstance = (at: string) => `(${texts})[1 + ${at}]`;
  const other = circumstance(`(${one} + 3) % ${CIRCUMSTANCES.length}`);
  return [
    fillText("(opening || ' ' || detail)"),
    "' '",
    circumstance(one),
    `case when ${of("more")} < 0.5 then ' ' || ${other} else '' end`,
    "E'\\n\\n'",
    pick(`${sql.add(REQUESTS)}::text[]`, "request"),
    "coalesce(E'\\n' || contact_name, '')",
  ].join(" || ");
}

// most ended tickets were in time; of the open ones, some are overdue and most are not yet due
function due({ of }: Chances, now: string, zone: string): string {
  const hasDueDate = `${of("no due date")} > 0.4`;
  const day = `case
          when has_ended then created_at + (2 + 9 * ${of("due")}) * interval '1 day'
          else greatest(created_at + interval '1 day', ${now} + (${of("due")} * 14 - 4) * interval '1 day')
          end`;
  return `case
      when ${hasDueDate}
        then (date_trunc('day', (${day}) at time zone ${zone}) + interval '17 hours') at time zone ${zone}
      end`;
}
