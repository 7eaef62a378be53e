import { type Db, query } from "../platform/database.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { teamOf } from "../tickets/rules.ts";
import { type Chances, fillText } from "./chance.ts";
import { deskNames, deskQuery } from "./desk.ts";
import { MUSIC } from "./words/music.ts";
import { OFFICE } from "./words/office.ts";
import { CIRCUMSTANCES, REQUESTS } from "./words/phrases.ts";
import { TECHNICAL } from "./words/technical.ts";

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
const TOPIC = `at int, category text, team text, priority text, tags text, file text, subjects text[], openings text[], details text[],
  replies text[], answers text[], notes text[], endings text[]`;
const ROLES_OF_ALL = "array['Sales', 'Tech', 'Tech', 'Music', 'Admin']";

/** Creates the temporary tables for drafted tickets and comments; they end with the transaction. */
export async function openDrafts(db: Db): Promise<void> {
  await query(
    db,
    `create temp table drafts (like tickets including defaults, i bigint, contact_name text, zone_name text, company_name text, serial text, amount text,
       file_name text, replies text[], answers text[], notes text[], endings text[], helpers uuid[], assigned_at timestamptz, started_at timestamptz,
       halted_at timestamptz, active_until timestamptz, team_before text) on commit drop`,
  );
  await query(db, "create temp table draft_comments (like comments including defaults, n int) on commit drop");
}

/** Drafts the tickets of a span: numbered by day, older ones mostly ended, all before now. */
export async function draftTickets(db: Db, chances: Chances, span: DemoPeriod): Promise<void> {
  const sql = parameters();
  const now = `${sql.add(span.now)}::timestamptz`;
  const text = `with topic as (select *, count(*) over () as n
    from jsonb_to_recordset(${sql.add(topics)}::jsonb) as given (${TOPIC})),
    ${deskQuery(sql.add(deskNames.companies), sql.add(deskNames.people))},
    timed as (${creationTimes(chances, span, sql, now)}),
    staged as (select *, ${status(chances, now)} as status from timed where created_at < ${now}),
    paced as (select *, created_at + ${pace(chances, now)} as active_until, status >= 'resolved' as has_ended
      from staged),
    d as (${contentChoices(chances)})
    insert into drafts (id, i, ticket_number, subject, description, status, priority, category, company, contact, zone,
        assigned_to,
      assigned_team, team_before, created_by, due_date, tags, created_at, updated_at, resolved_at, closed_at, version,
        contact_name, zone_name,
      company_name, serial, amount, file_name, replies, answers, notes, endings, helpers, assigned_at, started_at, halted_at,
        active_until)
    select id, i, ${ticketNumber(sql.add(span.zone))}, ${fillText("subject")}, ${description(chances, sql)}, status, priority,
      category, company, contact, zone,
      assigned_to, assigned_team, team, created_by, ${due(chances, now, sql.add(span.zone))}, tags, created_at,
        created_at,
      case when has_ended then active_until end,
      case when status = 'closed' then active_until + least((${now} - active_until) * 0.9,
          (0.8 + ${chances.of("closing")} * 2) * interval '1 day')
        end,
      1, contact_name, zone_name, company_name, serial, amount, file, replies, answers, notes, endings, helpers,
      case when assigned_to is not null then created_at + (active_until - created_at) * (0.02 + 0.06 * ${chances.of("assigning")})
        end,
      case when status >= 'in_progress' then created_at + (active_until - created_at) * (0.1 + 0.06 * ${chances.of("starting")})
        end,
      case when status = 'pending' then created_at + (active_until - created_at) * 0.93 end, active_until
    from (select * from d order by created_at) d`;
  await query(db, text, sql.values);
  await query(db, "analyze drafts");
}

// at working hours; half of the weekend's tickets come two days later
function creationTimes(
  chances: Chances,
  { first, end, from, to, days, zone }: DemoPeriod,
  sql: Parameters,
  now: string,
): string {
  const at = sql.add(zone);
  const today = `date_trunc('day', ${now} at time zone ${at})`;
  return `select i,
    (case
        when shifted >= ${today} then ${today} + (${now} at time zone ${at} - ${today}) * 0.98 * ${chances.of("minute")}
        else shifted + (7 + 7 * (${chances.of("hour")} + ${chances.of("minute")})) * interval '1 hour'
            end) at time zone ${at} as created_at
      from (select i, case when extract(isodow from day) > 5
          and ${chances.of("weekend")} < 0.5 then least(day + interval '2 days', ${today}) else day end as shifted
        from (select i,
            ${today} - (${days} - floor(${days + 1} * (i - ${first} + ${chances.of("day")}) / ${end - first})) * interval '1 day' as day
          from generate_series(${sql.add(from)}::bigint, ${sql.add(to - 1)}::bigint) i) x) y`;
}

function status({ of }: Chances, now: string): string {
  const shares = (list: [string, number][]) =>
    `${list.map(([word, below]) => `when ${of("status")} < ${below} then '${word}'`).join(" ")} else 'closed'`;
  const age = `${now} - created_at`;
  return `(case when ${age} < interval '3 days' then case ${shares([
    ["new", 0.5],
    ["assigned", 0.66],
    ["in_progress", 0.84],
    ["pending", 0.92],
    ["resolved", 1],
  ])} end
    when ${age} < interval '12 days' then case ${shares([
      ["new", 0.14],
      ["assigned", 0.26],
      ["in_progress", 0.46],
      ["pending", 0.62],
      ["resolved", 0.88],
    ])} end
    else case ${shares([
      ["assigned", 0.01],
      ["in_progress", 0.05],
      ["pending", 0.08],
      ["resolved", 0.2],
    ])} end end)::ticket_status`;
}

const pace = ({ of }: Chances, now: string): string =>
  `least((${now} - created_at) * 0.95, (0.1 + 8 * ${of("pace")} * ${of("pace again")}) * interval '1 day')`;

function contentChoices({ of, pick }: Chances): string {
  return `select p.*, gen_random_uuid() as id, t.category, t.team, t.tags, t.file, t.replies, t.answers, t.notes, t.endings,
    ${pick("t.subjects", "subject")} as subject,
      ${pick("t.openings", "opening")} as opening, ${pick("t.details", "detail")} as detail,
      (case
          when ${of("priority")} < 0.65 then t.priority
          else ${pick("array['low', 'medium', 'medium', 'high', 'urgent']", "another priority")}
          end)::ticket_priority as priority,
      f.id as company, f.name as company_name,
      case when ${of("no contact")} > 0.06 then ${pick("f.contacts", "contact")} end as contact,
      case when ${of("no contact")} > 0.06 then ${pick("f.contact_names", "contact")} end as contact_name,
      case when t.category in ('technical', 'zone_config') then ${pick("f.zones", "zone")}
        end as zone, ${pick("f.zone_names", "zone")} as zone_name,
      upper(substr(md5(i::text), 1, 8)) as serial, (40 + floor(${of("amount")} * 900))::int || '.50' as amount,
      case when status = 'new' then null else ${pick("coalesce(c.ids, a.ids)", "agent")} end as assigned_to,
      case when status = 'new' or c.ids is null then t.team else w.role end as assigned_team,
      coalesce(c.ids, a.ids) as helpers, ${pick("a.ids", "creator")} as created_by
    from paced p
    join topic t on t.at = floor(${of("topic")} * t.n)
    join firm f on f.at = floor(power(${of("company")}, 1.4) * f.n)
    cross join lateral (select coalesce(nullif(t.team, ''), ${pick(ROLES_OF_ALL, "role")}) as role) w
    left join crew c on c.role = w.role
    join crew a on a.role = ''`;
}

const ticketNumber = (zone: string): string => {
  const day = `to_char(d.created_at at time zone ${zone}, 'YYYYMMDD')`;
  return `(select 'T-' || ${day} || '-' || case when serial < 10000 then to_char(serial, 'FM0000') else serial::text end
    from nextval(('ticket_numbers_' || ${day})::regclass) serial)`;
};

function description({ of, pick }: Chances, sql: Parameters): string {
  const around = `${sql.add(CIRCUMSTANCES)}::text[]`;
  const once = `(${around})[1 + floor(${of("circumstance")} * ${CIRCUMSTANCES.length})::int]`;
  const other = `(${around})[1 + (floor(${of("circumstance")} * ${CIRCUMSTANCES.length})::int + 3) % ${CIRCUMSTANCES.length}]`;
  return `${fillText("(opening || ' ' || detail)")} || ' ' || ${once} || case
    when ${of("more")} < 0.5 then ' ' || ${other}
    else ''
    end
    || E'\\n\\n' || ${pick(`${sql.add(REQUESTS)}::text[]`, "request")} || coalesce(E'\\n' || contact_name, '')`;
}

// most ended tickets were in time; of the open ones, some are overdue and most are not yet due
const due = ({ of }: Chances, now: string, zone: string): string =>
  `case
    when ${of("no due date")} > 0.4 then (date_trunc('day',
        (case when has_ended then created_at + (2 + 9 * ${of("due")}) * interval '1 day'
     else greatest(created_at + interval '1 day', ${now} + (${of("due")} * 14 - 4) * interval '1 day')
         end) at time zone ${zone}) + interval '17 hours') at time zone ${zone}
       end`;
