import type { ActorKind } from "../../wire/ticket-words.ts";

/** What happened to a ticket, as its timeline tells it. */
export interface TicketEvent {
  kind: string;
  actor_kind: ActorKind;
  /** The old and the new value of each field. */
  changes: Record<string, readonly [unknown, unknown]> | null;
}

/** A reply or an internal note that is about to be sent, as far as the guard asks. */
export interface AboutToSend {
  isNote: boolean;
  /** The fields that it sets, in the format of a bulk change. */
  sets: Readonly<Record<string, unknown>>;
  /** The addresses that its author chose; empty if the desk decides. */
  recipients: readonly string[];
}

/** New or different words and files: what is written may no longer answer them. */
const IS_CONTENT = new Set([
  "attachment.added",
  "attachment.deleted",
  "attachment.replaced",
  "comment.added",
  "comment.deleted",
  "comment.updated",
  "survey.answered",
  "ticket.merged",
  "ticket.unmerged",
]);
const HAS_ENDED = new Set<unknown>(["resolved", "closed"]);

/** Automations, assignment and SLA answer no customer. The system does if it takes an email from an unknown address. */
export const isBySomebody = ({ kind, actor_kind }: TicketEvent): boolean =>
  actor_kind !== "automation" && (actor_kind !== "system" || kind.startsWith("comment."));

/**
 * Whether the author has to see this before the reply is sent: new words or files, another requester, a resolved or closed
 * ticket, or another value of a field that the reply sets. The reply leaves all other changes as they are.
 */
export function holdsBack({ kind, changes }: TicketEvent, { isNote, sets, recipients }: AboutToSend): boolean {
  if (IS_CONTENT.has(kind)) return true;
  const now = (name: string) => changes?.[name]?.[1];
  if (changes?.description || Object.keys(sets).some((name) => isOverwritten(name, sets, changes ?? {}))) return true;
  // a note goes to nobody
  if (isNote) return false;
  // of a participant who was removed
  const address = changes?.participant?.[0];
  return (
    changes?.contact !== undefined ||
    HAS_ENDED.has(now("status")) ||
    (typeof address === "string" && recipients.some((each) => each.toLowerCase() === address.toLowerCase()))
  );
}

/** Whether sending would replace another value than the one that the author saw. Tags are added and removed one by one. */
function isOverwritten(name: string, sets: AboutToSend["sets"], changes: NonNullable<TicketEvent["changes"]>): boolean {
  if (name !== "add_tags" && name !== "remove_tags")
    return changes[name] !== undefined && changes[name][1] !== sets[name];
  const [before, after] = (changes.tags ?? []).map(tagsIn);
  return (sets[name] as readonly string[]).some((tag) => {
    const key = tag.toLowerCase();
    return before?.has(key) !== after?.has(key) && after?.has(key) !== (name === "add_tags");
  });
}

const tagsIn = (tags: unknown): Set<string> =>
  new Set(
    String(tags ?? "")
      .split(",")
      .map((tag) => tag.trim().toLowerCase()),
  );
