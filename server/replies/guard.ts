import { Problem } from "../../wire/problems.ts";
import type { Actor } from "../platform/actor.ts";
import type { Db } from "../platform/database.ts";
import type { Links } from "../platform/signed-links.ts";
import { ticketTimeline } from "../tickets/timeline.ts";
import type { VersionCheck } from "./replies.ts";
import { waitingReplies } from "./replies.ts";
import { type AboutToSend, holdsBack, isBySomebody, type TicketEvent } from "./rules.ts";

interface SeenTicket {
  actor: Actor;
  /** The beginning of file addresses. */
  media: string;
  ticket: string;
  /** The version of the ticket that its author has seen. */
  seen: number;
  reply: AboutToSend;
}

/**
 * Refuses a reply (409) if someone did something to the ticket that its author has to see first, and returns everything that
 * others did since the version that its author saw.
 */
export function guardOf(links: Links, { actor, media, ticket, seen, reply }: SeenTicket): VersionCheck {
  return async (db, version) => {
    const me = actor.id;
    const others = await waitingOfOthers(db, me, ticket);
    const period = links.period(Date.now());
    const since = { version: seen, notBy: me };
    const events =
      version > seen
        ? await ticketTimeline(db, actor, ticket, media, (file) => links.sign(file, period), { since })
        : '{"results":[]}';
    const results = (JSON.parse(events) as { results: TicketEvent[] }).results.filter(isBySomebody);
    const isHeld = results.some((each) => holdsBack(each, reply));
    if (!isHeld && others.length === 0) return;
    const detail = isHeld
      ? "Someone else has changed this ticket since you read it."
      : `${others[0]!.author_name} is sending a reply to this ticket.`;
    throw new Problem(409, { detail, version, events: results, waiting: others });
  };
}

interface WaitingReply {
  author: string;
  author_name: string;
  is_scheduled: boolean;
}

async function waitingOfOthers(db: Db, me: string, ticket: string): Promise<WaitingReply[]> {
  const waiting = JSON.parse(await waitingReplies(db, me, ticket)) as WaitingReply[];
  // a scheduled reply answers nothing now
  return waiting.filter(({ author, is_scheduled }) => author !== me && !is_scheduled);
}
