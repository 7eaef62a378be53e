import { ROUTING_ACTOR } from "../../wire/routing-words.ts";
import type { Category, Team } from "../../wire/ticket-words.ts";
import { causedBy, type Reaction, type ReadEvent } from "../events/reader.ts";
import { type Db, query } from "../platform/database.ts";
import { changeOne } from "../tickets/change-one.ts";
import { teamOf } from "../tickets/rules.ts";
import { isAbsent } from "./agents.ts";
import { giveOut } from "./route.ts";

/** Assigns tickets of teams that are not manual, and assigns waiting ones when an agent becomes free or available. */
export const routeTickets: Reaction = {
  name: "route-tickets",
  when: [
    "ticket.created",
    "ticket.updated",
    "ticket.assigned",
    "ticket.deleted",
    "ticket.restored",
    "comment.added",
    "user.created",
    "user.updated",
    "user.deleted",
    "availability.changed",
    "routing.changed",
  ],
  react: async (db, event) => {
    const { teams, tickets } = await readTickets(db, [event]);
    if (teams.length > 0) await applyEvent(db, event, { teams, ticket: tickets.get(event.id) ?? null });
  },
  reactToAll: followAll,
};

interface TicketRow {
  team: Team;
  category: Category;
  assigned_to: string | null;
  is_open: boolean;
  /** The teams of the assignee and of the one before. */
  agents_teams: string[];
}

interface RoutingTarget {
  /** The teams that are not manual. */
  teams: string[];
  ticket: TicketRow | null;
}

async function applyEvent(db: Db, event: ReadEvent, route: RoutingTarget): Promise<void> {
  if (event.ticket) return followTicket(db, event, route);
  if (event.kind === "user.deleted") await queueOf(db, event);
  if (event.kind === "availability.changed" && event.about) await returnTickets(db, event, event.about);
  for (const team of route.teams) await giveOut(db, team, { waits: true });
}

/**
 * Most events concern no routed team, or change nothing that routing depends on, so one statement reads the tickets of
 * all of them. An event that routing acts on reads its ticket again, because an earlier event may have assigned it.
 */
async function followAll(db: Db, events: readonly ReadEvent[]): Promise<void> {
  const { teams, tickets } = await readTickets(db, events);
  if (teams.length === 0) return;
  let isStale = false;
  for (const event of events) {
    if (!isStale && !actsOn(event, { teams, ticket: tickets.get(event.id) ?? null })) continue;
    await routeTickets.react(db, event);
    // these events take tickets from agents; all others only assign tickets that wait
    isStale ||= event.ticket === null || isReopening(event);
  }
}

/** The teams that are routed, and the ticket of each event: one short statement while no team is. */
async function readTickets(
  db: Db,
  events: readonly ReadEvent[],
): Promise<{ teams: string[]; tickets: Map<number, TicketRow> }> {
  const [row] = await query<{ teams: string[]; tickets: (TicketRow & { event: number })[] }>(
    db,
    `select array(select team from team_routing where mode <> 'manual' order by team) as teams, (
       select coalesce(json_agg(json_build_object('event', e.id, 'team', t.assigned_team, 'category', t.category,
         'assigned_to', t.assigned_to, 'is_open', t.status < 'resolved' and t.deleted_at is null,
         'agents_teams', array(
           select distinct u.role
           from users u
           where u.id::text in (t.assigned_to::text, e.before)))), '[]')
       from unnest($1::bigint[], $2::uuid[], $3::text[]) as e (id, ticket, before)
       join tickets t on t.id = e.ticket
       where exists (select from team_routing where mode <> 'manual')) as tickets`,
    [
      events.map(({ id }) => id),
      events.map(({ ticket }) => ticket),
      events.map(({ changes }) => changes?.assigned_to?.[0] ?? null),
    ],
  );
  return { teams: row!.teams, tickets: new Map(row!.tickets.map(({ event, ...ticket }) => [event, ticket])) };
}

/** Whether routing may have to do something because of an event. */
function actsOn(event: ReadEvent, { teams, ticket }: RoutingTarget): boolean {
  if (event.ticket === null) return true;
  if (!ticket) return false;
  if (isWaiting(ticket, teams) && makesWait(event, ticket)) return true;
  if (ticket.is_open && ticket.assigned_to && isReopening(event)) return true;
  return frees(event) && ticket.agents_teams.some((team) => teams.includes(team));
}

async function followTicket(db: Db, event: ReadEvent, { teams, ticket }: RoutingTarget): Promise<void> {
  if (!ticket) return;
  if (isWaiting(ticket, teams) && makesWait(event, ticket)) {
    await queue(db, event);
    await giveOut(db, ticket.team, { waits: true });
  }
  if (ticket.is_open && ticket.assigned_to && isReopening(event)) await returnFromAbsent(db, event, ticket, teams);
  if (frees(event))
    for (const team of ticket.agents_teams) if (teams.includes(team)) await giveOut(db, team, { waits: true });
}

const isWaiting = ({ is_open, assigned_to, team }: TicketRow, teams: readonly string[]) =>
  is_open && assigned_to === null && teams.includes(team);

/** Whether an event may reduce an agent's load. */
const frees = (event: ReadEvent) =>
  event.kind === "ticket.deleted" || ["status", "assigned_to", "priority"].some(changes(event));

const changes =
  ({ changes }: EventFacts) =>
  (field: string) =>
    changes !== null && Object.hasOwn(changes, field);

type EventFacts = Pick<ReadEvent, "kind" | "actor_kind" | "changes">;

export const isByHand = ({ actor_kind }: EventFacts): boolean => actor_kind === "user" || actor_kind === "token";

/** Whether an event makes an open ticket wait for an assignee. */
export function makesWait(event: EventFacts, { category, team }: Pick<TicketRow, "category" | "team">): boolean {
  const { kind, actor_kind } = event;
  if (kind === "ticket.created" || kind === "ticket.restored") return true;
  // a comment that was moved here is not new
  if (kind === "comment.added") return actor_kind === "contact" && !changes(event)("ticket");
  if (kind !== "ticket.updated" && kind !== "ticket.assigned") return false;
  if (event.changes === null) return false;
  if (!changes(event)("assigned_to")) return isReopening(event) || DECIDING_FIELDS.some(changes(event));
  if (!isByHand(event)) return true;
  // unassigning sets the team of the category, unless another team was chosen
  return kind === "ticket.updated" && changes(event)("assigned_team") && team !== teamOf(category);
}

/** The fields that decide who gets a ticket. Others, such as the priority, leave a ticket unassigned. */
const DECIDING_FIELDS = ["assigned_team", "category", "tags"];

const END_STATUSES = ["resolved", "closed"];
const isReopening = ({ changes }: EventFacts) =>
  END_STATUSES.includes(String(changes?.status?.[0])) &&
  !END_STATUSES.includes(String(changes?.status?.[1])) &&
  changes?.assigned_to === undefined;

const queue = (db: Db, { ticket, id, depth, at }: ReadEvent) =>
  query(
    db,
    `insert into waiting_tickets (ticket, team, event, depth, since)
     select t.id, t.assigned_team, $2, $3, $4::timestamptz
     from tickets t
     where t.id = $1
     on conflict (ticket) do update
       set team = excluded.team, event = excluded.event, depth = excluded.depth`,
    [ticket, id, depth, at],
  );

const actorOf = (event: ReadEvent) => causedBy(event, ROUTING_ACTOR);

/** Returns a reopened ticket to its team if its assignee is away. The event about that makes it wait. */
async function returnFromAbsent(db: Db, event: ReadEvent, ticket: TicketRow, teams: readonly string[]): Promise<void> {
  if (!teams.includes(ticket.team) || !(await isAbsent(db, ticket.assigned_to!, Date.now()))) return;
  await changeOne(
    db,
    actorOf(event),
    event.ticket!,
    { assigned_to: null, assigned_team: ticket.team },
    {
      expectedVersion: null,
    },
  );
}

/** Returns the open tickets of an agent who went away to the team, if the team has chosen that. */
async function returnTickets(db: Db, event: ReadEvent, user: string): Promise<void> {
  const tickets = await query<{ id: string; team: Team }>(
    db,
    `select t.id, r.team
     from users u
     join team_routing r on r.team = u.role and r.mode <> 'manual' and r.returns_when_away
     join tickets t on t.assigned_to = u.id and t.status < 'resolved' and t.deleted_at is null
     where u.id = $1 and t.assigned_team = r.team
     order by t.id`,
    [user],
  );
  if (tickets.length === 0 || !(await isAbsent(db, user, Date.now()))) return;
  for (const { id, team } of tickets)
    await changeOne(db, actorOf(event), id, { assigned_to: null, assigned_team: team }, { expectedVersion: null });
}

/** Puts tickets that lost their assignee with the account into the queue, in the transaction of the event. */
const queueOf = (db: Db, { id, about, depth, at }: ReadEvent) =>
  query(
    db,
    `insert into waiting_tickets (ticket, team, event, depth, since)
     select t.id, t.assigned_team, e.id, $3, $4::timestamptz
     from events d
     join events e on e.xid = d.xid and e.kind = 'ticket.updated' and e.changes -> 'assigned_to' ->> 0 = $2
     join tickets t on t.id = e.ticket and t.status < 'resolved' and t.assigned_to is null and t.deleted_at is null
     join team_routing r on r.team = t.assigned_team and r.mode <> 'manual'
     where d.id = $1 and not e.is_quiet
     on conflict (ticket) do nothing`,
    [id, about, depth, at],
  );

/** Puts the tickets of these events, which lost a deleted assignee, into the queue. */
export async function queueReleased(db: Db, events: readonly { id: number; ticket: string }[]): Promise<void> {
  await query(
    db,
    `insert into waiting_tickets (ticket, team, event, depth, since)
     select t.id, t.assigned_team, e.id, 0, now()
     from unnest($1::bigint[], $2::uuid[]) as e (id, ticket)
     join tickets t on t.id = e.ticket and t.deleted_at is null
     join team_routing r on r.team = t.assigned_team and r.mode <> 'manual'
     on conflict (ticket) do nothing`,
    [events.map(({ id }) => id), events.map(({ ticket }) => ticket)],
  );
}
