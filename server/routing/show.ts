import { conflict, noSuch } from "../../wire/problems.ts";
import type { Priority, Status, Team } from "../../wire/ticket-words.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { changeOne } from "../tickets/change-one.ts";
import { lockTicket } from "../tickets/tickets.ts";
import { readAgents } from "./agents.ts";
import { plan } from "./choose.ts";
import { reasonText, skippedText, unassignedText } from "./reason.ts";
import { readSkills, readWaiting, rulesOf, STILL_WAITS, type TeamRow } from "./route.ts";
import { whyUnassigned } from "./unassigned.ts";

const MAX_SHOWN = 50;
const NOBODY_THERE = "No one is in this team";
const NEXT = "next";

const readTeam = async (db: Db, team: string) => {
  const [row] = await query<TeamRow & { weights: Record<string, number> }>(
    db,
    `select team, mode, only_available, skill_wait_minutes, sticky_days, weights from team_routing where team = $1`,
    [team],
  );
  if (!row) throw noSuch("Team");
  return row;
};

/** Who would get the next ticket of a team and why, and why tickets wait. */
export async function previewTeam(db: Db, team: string, priority: Priority): Promise<object> {
  const row = await readTeam(db, team);
  const skills = await readSkills(db);
  const agents = await readAgents(db, team, Date.now());
  const tickets = await readWaiting(db, row, row.mode === "skill" ? skills : [], {
    lock: false,
    offset: 0,
    limit: MAX_SHOWN,
  });
  const next = { ticket: NEXT, weight: row.weights[priority] ?? 1, skills: [], sticky: null, waitedSeconds: 0 };
  const { placed, left } = plan(rulesOf(row, skills), agents, [...tickets, next]);
  const reason = placed.find(({ ticket }) => ticket === NEXT)?.reason ?? null;
  const skips = reason?.skipped ?? left.find(({ ticket }) => ticket === NEXT)?.skips ?? [];
  const isManual = row.mode === "manual";
  const waiting = tickets.flatMap(({ ticket, number, subject, since }) => {
    const each = left.find((one) => one.ticket === ticket);
    const text = each ? skippedText(each.skips) || NOBODY_THERE : "It is about to be assigned";
    return [{ ticket, number, subject, since, text, skipped: each?.skips ?? [] }];
  });
  return {
    user: isManual ? null : (reason?.user ?? null),
    name: isManual ? null : (reason?.name ?? null),
    text: isManual
      ? "Manual: people assign the tickets of this team"
      : reason
        ? reasonText(reason)
        : skippedText(skips) || NOBODY_THERE,
    is_sticky: reason?.is_sticky ?? false,
    load: isManual ? null : (reason?.load ?? null),
    capacity: isManual ? null : (reason?.capacity ?? null),
    skipped: isManual ? [] : skips,
    waiting,
  };
}

interface Last {
  at: string;
  user: string;
  text: string;
  reason: object;
  event: number;
  is_current: boolean;
}

/** Why a ticket has its assignee, what it is waiting for, or why it has none. */
export async function ticketRouting(db: Db, ticket: string): Promise<object> {
  const last = await lastRouting(db, ticket);
  if (last?.is_current) {
    const { at, user, text, reason } = last;
    return { state: "assigned", at, user, text, reason, unassigned: null, may_undo: true };
  }
  const [row] = await query<{ team: string; since: string }>(
    db,
    `select w.team, wire_time(w.since) as since
     from waiting_tickets w
     join tickets t on t.id = w.ticket
     where w.ticket = $1 and ${STILL_WAITS}`,
    [ticket],
  );
  const nothing = { user: null, reason: null, unassigned: null, may_undo: false };
  if (!row) {
    const cause = await whyUnassigned(db, ticket);
    return { ...nothing, state: "none", at: null, text: cause ? unassignedText(cause) : "", unassigned: cause };
  }
  const team = await readTeam(db, row.team);
  const skills = await readSkills(db);
  const agents = await readAgents(db, row.team, Date.now());
  const tickets = await readWaiting(db, team, team.mode === "skill" ? skills : [], { lock: false, offset: 0 });
  const waitingTicket = plan(rulesOf(team, skills), agents, tickets).left.find((each) => each.ticket === ticket);
  const text = waitingTicket ? skippedText(waitingTicket.skips) || NOBODY_THERE : "";
  return {
    ...nothing,
    state: "waiting",
    at: row.since,
    text,
    reason: waitingTicket ? { skipped: waitingTicket.skips } : null,
  };
}

async function lastRouting(db: Db, ticket: string): Promise<Last | undefined> {
  const [row] = await query<Last>(
    db,
    `select wire_time(x.at) as at, x.user_id as user, x.text, x.reason, x.event::float8 as event,
       t.assigned_to = x.user_id
         and x.undone_at is null
         and not exists (
           select from events e
           where e.ticket = t.id and e.id > x.event and e.changes ? 'assigned_to') as is_current
     from ticket_routings x
     join tickets t on t.id = x.ticket
     where x.ticket = $1
     order by x.id desc
     limit 1`,
    [ticket],
  );
  return row;
}

/** Undoes the automatic assignment of a ticket. A ticket that a person unassigns is not assigned again until it changes. */
export async function undoTicketRouting(db: Db, actor: Actor, ticket: string): Promise<void> {
  await transact(db, async (db) => {
    await lockTicket(db, ticket, null);
    const last = await lastRouting(db, ticket);
    if (!last?.is_current) throw conflict("This ticket is not assigned automatically, or someone has changed that.");
    const [row] = await query<{ status: [Status, Status] | null; team: Team; is_open: boolean }>(
      db,
      `select e.changes -> 'status' as status, t.assigned_team as team, t.status = 'assigned' as is_open
       from events e
       join tickets t on t.id = e.ticket
       where e.id = $1`,
      [last.event],
    );
    const { status, team, is_open } = row!;
    const before = is_open && status ? status[0] : undefined;
    await changeOne(
      db,
      actor,
      ticket,
      { assigned_to: null, assigned_team: team, ...(before && { status: before }) },
      { expectedVersion: null },
    );
    await query(db, "update ticket_routings set undone_at = now() where event = $1", [last.event]);
  });
}
