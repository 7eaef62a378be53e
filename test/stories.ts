// What became of each ticket and comment, told by the events alone.

export interface Event {
  id: number;
  at: number;
  kind: string;
  actor: string | null;
  ticket: string;
  about: string | null;
  changes: Record<string, [unknown, unknown]> | null;
}

/** A ticket as it is: what narrowings ask. */
export interface Ticket {
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
  now: Ticket;
  isInTrash: boolean;
  isGone: boolean;
  created: number;
  moves: { at: number; kind: string; isOpen: boolean; company: string | null; team: string; actor: string | null }[];
}
export interface Comment {
  ticket: string;
  author: string | null;
  at: number;
  isInternal: boolean;
  isGone: boolean;
}

export const hasEnded = (status: unknown) => status === "resolved" || status === "closed";

/** What became of each ticket. `begun`: tickets as they were created; `gone`: those permanently deleted. */
export function storiesOf(events: readonly Event[], begun: ReadonlyMap<string, Ticket>, gone: ReadonlySet<string>) {
  const stories = new Map<string, Story>();
  const comments = new Map<string, Comment>();
  const occasions = new Map<string, number>();
  const occasionOf = ({ kind, about, ticket }: Event) =>
    kind.startsWith("ticket.") && about ? `${ticket} ${about}` : null;
  for (const event of events) {
    const key = occasionOf(event);
    if (key) occasions.set(key, (occasions.get(key) ?? 0) + 1);
  }
  for (const event of events) {
    const { kind, ticket, at, actor, changes } = event;
    if (kind === "ticket.created") {
      const now = { ...begun.get(ticket)! };
      const first = { at, kind: "created", isOpen: true, company: now.company, team: now.assigned_team, actor };
      stories.set(ticket, { now, isInTrash: false, isGone: gone.has(ticket), created: at, moves: [first] });
    } else if (kind.startsWith("comment.")) {
      follow(comments, event);
    } else {
      const story = stories.get(ticket)!;
      const was = { ended: hasEnded(story.now.status), trash: story.isInTrash };
      for (const [field, [, after]] of Object.entries(changes ?? {})) Object.assign(story.now, { [field]: after });
      if (kind === "ticket.deleted") story.isInTrash = true;
      if (kind === "ticket.restored") story.isInTrash = false;
      if ((occasions.get(occasionOf(event) ?? "") ?? 0) > 1) continue;
      const last = story.moves.at(-1)!;
      const status = changes?.status;
      const [before, after] = status ? status.map(hasEnded) : [was.ended, was.ended];
      const move =
        before !== after
          ? after
            ? "resolved"
            : "reopened"
          : kind === "ticket.deleted"
            ? "trashed"
            : kind === "ticket.restored"
              ? "restored"
              : "moved";
      story.moves.push({
        at,
        kind: move,
        isOpen: !story.isInTrash && !hasEnded(story.now.status),
        company: changes?.company ? (changes.company[1] as string | null) : last.company,
        team: changes?.assigned_team ? (changes.assigned_team[1] as string) : last.team,
        actor,
      });
    }
  }
  return { stories: [...stories.values()], comments: [...comments.values()] };
}

function follow(comments: Map<string, Comment>, { kind, about, ticket, at, actor, changes }: Event) {
  const comment = comments.get(about!);
  if (kind === "comment.added")
    comments.set(about!, {
      ticket,
      author: comment?.author ?? actor,
      at: comment?.at ?? at,
      isInternal: changes!.is_internal![1] as boolean,
      isGone: false,
    });
  // one that goes to another ticket is there still
  else if (kind === "comment.deleted" && !changes?.ticket) Object.assign(comment!, { isGone: true });
  else if (kind === "comment.updated" && changes?.is_internal)
    Object.assign(comment!, { isInternal: changes.is_internal[1] });
}
