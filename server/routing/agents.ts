import type { OpenHours } from "../../wire/sla-words.ts";
import { type Db, query } from "../platform/database.ts";
import { openSpans } from "../sla/hours.ts";
import { fullName } from "../users/names.ts";
import type { Agent, Availability } from "./choose.ts";

const DAYS_AHEAD = 31;
const DAY_SECONDS = 86_400;

/** What an agent has chosen, and the other facts that decide whether they are available. */
export interface AgentState {
  state: Availability["state"];
  until: string | null;
  away_until: string | null;
  calendar: string | null;
}

export type HoursByCalendar = ReadonlyMap<string, OpenHours>;

/** The hours of these calendars. */
export async function readHours(db: Db, calendars: readonly (string | null)[]): Promise<HoursByCalendar> {
  const ids = [...new Set(calendars.filter((id) => id !== null))];
  if (ids.length === 0) return new Map();
  const rows = await query<OpenHours & { id: string }>(
    db,
    "select id, time_zone, windows, days from calendars where id = any($1)",
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Whether an agent is available: their own choice comes first, then the out-of-office time, then the hours. Does not say when
 * the next hours begin, which takes a millisecond. `closedCalendars`: those that are closed now.
 */
export function stateOf(
  { state, until, away_until, calendar }: AgentState,
  closedCalendars: ReadonlySet<string>,
  nowMs: number,
): Availability {
  const isAhead = (time: string | null) => time !== null && Date.parse(time) > nowMs;
  if (state !== "available" && (until === null || isAhead(until))) return { state, because: "chosen", until };
  // additional hours on a special day
  if (state === "available" && isAhead(until)) return { state, because: "chosen", until };
  if (isAhead(away_until)) return { state: "away", because: "out_of_office", until: away_until };
  if (calendar !== null && closedCalendars.has(calendar)) return { state: "off", because: "hours", until: null };
  return { state: "available", because: "default", until: null };
}

/** The calendars that are closed at a time. */
export function closedAt(hours: HoursByCalendar, nowMs: number): Set<string> {
  const now = Math.floor(nowMs / 1000);
  return new Set([...hours].filter(([, open]) => openSpans(open, now, now + 1).length === 0).map(([id]) => id));
}

function nextOpening(hours: OpenHours, nowMs: number): string | null {
  const now = Math.floor(nowMs / 1000);
  const next = openSpans(hours, now, now + DAYS_AHEAD * DAY_SECONDS)[0]?.from;
  return next ? new Date(next * 1000).toISOString() : null;
}

export interface AgentRow extends Agent {
  /** The agent's own number, if it differs from the team's. */
  own_capacity: number | null;
  calendar: string | null;
  shown_state: Availability["state"];
  updated_at: string;
}

interface Row extends AgentState {
  id: string;
  name: string;
  load: number;
  capacity: number;
  own_capacity: number | null;
  own_calendar: string | null;
  skills: string[];
  turn: number | null;
  shown_state: Availability["state"];
  updated_at: string;
}

/** The weight of a ticket `t` by the settings `r` of its team, as SQL. */
export const WEIGHT = "coalesce((r.weights ->> t.priority::text)::int, 1)";

/** The agents of a team, with their load and availability; only one of them if `user` is given. */
export async function readAgents(db: Db, team: string, nowMs: number, user: string | null = null): Promise<AgentRow[]> {
  const rows = await query<Row>(
    db,
    `select
       u.id,
       ${fullName("u")} as name,
       coalesce(a.state, 'available') as state,
       wire_time(a.until) as until,
       wire_time(s.away_until) as away_until,
       coalesce(a.calendar, r.calendar) as calendar,
       a.calendar as own_calendar,
       coalesce(a.capacity, r.capacity) as capacity,
       a.capacity as own_capacity,
       a.turn::float8 as turn,
       coalesce(a.shown_state, 'available') as shown_state,
       wire_time(coalesce(a.updated_at, u.date_joined)) as updated_at,
       array(select k.skill::text from agent_skills k where k.user_id = u.id) as skills,
       (
         select coalesce(sum(${WEIGHT}), 0)::int
         from tickets t
         where t.assigned_to = u.id
           and t.deleted_at is null
           and t.status < 'resolved'
           and (r.counts_pending or t.status <> 'pending')
       ) as load
     from users u
     join team_routing r on r.team = u.role
     left join agent_routing a on a.user_id = u.id
     left join notification_settings s on s.user_id = u.id
     where u.role = $1 and u.is_active and ($2::uuid is null or u.id = $2)
     order by name, u.id`,
    [team, user],
  );
  const hours = await readHours(
    db,
    rows.map(({ calendar }) => calendar),
  );
  const closedCalendars = closedAt(hours, nowMs);
  const openings = new Map([...closedCalendars].map((id) => [id, nextOpening(hours.get(id)!, nowMs)]));
  return rows.map((row) => {
    const { id, name, load, capacity, own_capacity, own_calendar, skills, turn, shown_state, updated_at } = row;
    const own = { own_capacity, calendar: own_calendar, skills, updated_at };
    const agent = { id, name, load, capacity, ...own, turn, shown_state };
    const available = stateOf(row, closedCalendars, nowMs);
    const until = available.because === "hours" ? (openings.get(row.calendar!) ?? null) : available.until;
    return { ...agent, ...available, until };
  });
}

/**
 * Whether an agent is away or off by choice, out of office, or has no account any more. An agent outside their hours does not
 * count: they come back.
 */
export async function isAbsent(db: Db, user: string, nowMs: number): Promise<boolean> {
  const [row] = await query<{ team: string; is_active: boolean }>(
    db,
    "select role as team, is_active from users where id = $1",
    [user],
  );
  if (!row?.is_active) return true;
  const [agent] = await readAgents(db, row.team, nowMs, user);
  return agent !== undefined && agent.state !== "available" && agent.because !== "hours";
}
