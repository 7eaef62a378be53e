import { Problem } from "../../wire/problems.ts";
import type { ActorKind } from "../../wire/ticket-words.ts";
import type { Actor } from "../platform/actor.ts";
import type { Db } from "../platform/database.ts";
import type { Links } from "../platform/signed-links.ts";
import { ticketTimeline } from "../tickets/timeline.ts";
import type { Guard } from "./replies.ts";
import { waitingReplies } from "./replies.ts";

interface Seen {
  actor: Actor;
  /** The beginning of file addresses. */
  media: string;
  ticket: string;
  /** The version of the ticket that its author has seen. */
  seen: number;
}

interface Happened {
  kind: string;
  actor_kind: ActorKind;
}

/** Automations, assignment and SLA answer no customer. The system does if it takes an email from an unknown address. */
const isBySomebody = ({ kind, actor_kind }: Happened): boolean =>
  actor_kind !== "automation" && (actor_kind !== "system" || kind.startsWith("comment."));

/** Refuses a reply (409) if someone has changed the ticket since the version that its author saw, and returns these changes. */
export function guardOf(links: Links, { actor, media, ticket, seen }: Seen): Guard {
  return async (db, version) => {
    const me = actor.id;
    const others = await waitingOfOthers(db, me, ticket);
    const period = links.period(Date.now());
    const since = { version: seen, notBy: me };
    const events =
      version > seen
        ? await ticketTimeline(db, actor, ticket, media, (file) => links.sign(file, period), { since })
        : '{"results":[]}';
    const results = (JSON.parse(events) as { results: Happened[] }).results.filter(isBySomebody);
    if (results.length === 0 && others.length === 0) return;
    const detail =
      results.length > 0
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
