import { hasEnded } from "../wire/ticket-words.ts";
// Reconstructs the history of each ticket and comment from the events alone.

export interface StoryEvent {
  id: number;
  at: number;
  kind: string;
  actor: string | null;
  ticket: string;
  about: string | null;
  changes: Record<string, [unknown, unknown]> | null;
}

/** A ticket's present values, for filters. */
export interface StoryTicket {
  id: string;
  status: string;
  priority: string;
  category: string;
  company: string | null;
  assigned_team: string;
  assigned_to: string | null;
  due_date: string | null;
}

export interface Story {
  now: StoryTicket;
  isInTrash: boolean;
  isGone: boolean;
  created: number;
  moves: Move[];
  /** Changes that are in effect and will be undone later. */
  undoneLater: Set<string>;
}
/** The state of a ticket as far as reports count it. */
interface CountedState {
  hasEnded: boolean;
  isInTrash: boolean;
  company: string | null;
  team: string;
}
interface Move extends CountedState {
  at: number;
  kind: string;
  isOpen: boolean;
  actor: string | null;
}
export interface StoryComment {
  ticket: string;
  author: string | null;
  at: number;
  isInternal: boolean;
  isGone: boolean;
}

/** Reconstructs each ticket's history. `originals`: tickets as they were created; `deletedIds`: permanently deleted ones. */
export function storiesOf(
  events: readonly StoryEvent[],
  originals: ReadonlyMap<string, StoryTicket>,
  deletedIds: ReadonlySet<string>,
) {
  const stories = new Map<string, Story>();
  const comments = new Map<string, StoryComment>();
  const occasions = new Map<string, number>();
  const occasionOf = ({ kind, about, ticket }: StoryEvent) =>
    kind.startsWith("ticket.") && about ? `${ticket} ${about}` : null;
  for (const event of events) {
    const key = occasionOf(event);
    if (key) occasions.set(key, (occasions.get(key) ?? 0) + 1);
  }
  for (const event of events) {
    const { kind, ticket, at, actor, changes } = event;
    if (kind === "ticket.created") {
      const story = {
        now: { ...originals.get(ticket)! },
        isInTrash: false,
        isGone: deletedIds.has(ticket),
        created: at,
        moves: [] as Move[],
        undoneLater: new Set<string>(),
      };
      story.moves.push({ ...whereIs(story), at, kind: "created", isOpen: true, actor });
      stories.set(ticket, story);
    } else if (kind.startsWith("comment.")) {
      applyCommentEvent(comments, event);
    } else {
      const story = stories.get(ticket)!;
      for (const [field, [, after]] of Object.entries(changes ?? {})) Object.assign(story.now, { [field]: after });
      if (kind === "ticket.deleted") story.isInTrash = true;
      if (kind === "ticket.restored") story.isInTrash = false;
      const last = story.moves.at(-1)!;
      const occasion = occasionOf(event) ?? "";
      if ((occasions.get(occasion) ?? 0) > 1) {
        // if a change was undone, only the remaining difference counts
        if (!story.undoneLater.delete(occasion)) story.undoneLater.add(occasion);
        if (story.undoneLater.size === 0) story.moves.push(moveTo(last, whereIs(story), event));
      } else {
        const { status, company, assigned_team: team } = changes ?? {};
        const next = {
          hasEnded: status ? hasEnded(status[1]) : last.hasEnded,
          isInTrash: kind === "ticket.deleted" || (last.isInTrash && kind !== "ticket.restored"),
          company: company ? (company[1] as string | null) : last.company,
          team: team ? (team[1] as string) : last.team,
        };
        story.moves.push(moveTo(last, next, event));
      }
    }
  }
  return { stories: [...stories.values()], comments: [...comments.values()] };
}

const whereIs = ({ now, isInTrash }: Pick<Story, "now" | "isInTrash">): CountedState => ({
  hasEnded: hasEnded(now.status),
  isInTrash,
  company: now.company,
  team: now.assigned_team,
});

function moveTo(last: CountedState, next: CountedState, { at, actor }: StoryEvent): Move {
  let kind = "moved";
  if (next.hasEnded !== last.hasEnded) kind = next.hasEnded ? "resolved" : "reopened";
  else if (next.isInTrash !== last.isInTrash) kind = next.isInTrash ? "trashed" : "restored";
  return { ...next, at, kind, isOpen: !next.isInTrash && !next.hasEnded, actor };
}

function applyCommentEvent(
  comments: Map<string, StoryComment>,
  { kind, about, ticket, at, actor, changes }: StoryEvent,
) {
  const comment = comments.get(about!);
  if (kind === "comment.added")
    comments.set(about!, {
      ticket,
      author: comment?.author ?? actor,
      at: comment?.at ?? at,
      isInternal: changes!.is_internal![1] as boolean,
      isGone: false,
    });
  // a comment that moved to another ticket still exists
  else if (kind === "comment.deleted" && !changes?.ticket) Object.assign(comment!, { isGone: true });
  else if (kind === "comment.updated" && changes?.is_internal)
    Object.assign(comment!, { isInternal: changes.is_internal[1] });
}
