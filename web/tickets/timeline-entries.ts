import "../lib/later-texts.ts";
import { listedFiles } from "./listed-files.ts";
import type { Attachment, Comment, TicketNow, TimelineEvent } from "./ticket-query.ts";

/** The state of a reply's email to one recipient. */
export type Delivery = NonNullable<TimelineEvent["delivery"]>[number];

/** The merged ticket whose description a message was. */
export type DescriptionOf = NonNullable<TimelineEvent["description_of"]>;

/** The entries of a ticket's timeline, oldest first. */
export type TimelineEntry =
  | { kind: "description"; key: string; at: string; files: Attachment[] }
  | {
      kind: "comment";
      key: string;
      at: string;
      comment: Comment;
      files: Attachment[];
      delivery: readonly Delivery[];
      macros: readonly string[];
      descriptionOf: DescriptionOf | null;
    }
  | { kind: "files"; key: string; at: string; by: string | null; files: Attachment[] }
  | { kind: "events"; key: string; at: string; events: TimelineEvent[] };

const TOGETHER_MS = 60_000;
const ms = (at: string): number => new Date(at).getTime();

// the description, comments and files have entries of their own
const hasOwnEntry = ({ kind, changes, attachment }: TimelineEvent): boolean =>
  kind === "ticket.created" ||
  kind === "comment.added" ||
  (kind === "attachment.added" && attachment !== null) ||
  (kind === "comment.updated" && !(changes && "is_internal" in changes));

type FileGroup = Extract<TimelineEntry, { kind: "files" }>;

/** Files without a comment; those that one person added together are one entry. */
function fileGroups(files: readonly Attachment[]): FileGroup[] {
  const groups: FileGroup[] = [];
  for (const file of files) {
    const last = groups.at(-1);
    const isNear = last && ms(file.created_at) - ms(last.files.at(-1)!.created_at) < TOGETHER_MS;
    if (last && isNear && last.by === file.uploaded_by_name) last.files.push(file);
    else
      groups.push({
        kind: "files",
        key: file.id,
        at: file.created_at,
        by: file.uploaded_by_name,
        files: [file],
      });
  }
  return groups;
}

function eventEntries(events: readonly TimelineEvent[]): TimelineEntry[] {
  return events
    .filter((event) => !hasOwnEntry(event))
    .map((event) => ({ kind: "events", key: `e${event.id}`, at: event.at, events: [event] }));
}

const isWithTicket = (file: Attachment, ticket: TicketNow): boolean =>
  !file.comment && file.uploaded_by === ticket.created_by && ms(file.created_at) - ms(ticket.created_at) < TOGETHER_MS;

/** The loaded end of a timeline, and the number of events before it. */
export interface TimelineEntries {
  earlier: number;
  events: readonly TimelineEvent[];
  comments: readonly Comment[];
}

/**
 * Orders description, comments, files and events by time; adjacent events become one entry. Messages of a merged ticket may be
 * older than the description. Files from before the first known event come with their page, and pictures that a text shows
 * have no other place.
 */
export function entriesOf(ticket: TicketNow, { earlier, events, comments }: TimelineEntries): TimelineEntry[] {
  const since = earlier > 0 && events[0] ? ms(events[0].at) : 0;
  const ids = new Set(comments.map(({ id }) => id));
  const files: Attachment[] = [...ticket.attachments].sort(
    (a, b) => ms(a.created_at) - ms(b.created_at) || (a.id < b.id ? -1 : 1),
  );
  const eventOf = new Map(events.map((event) => [event.comment?.id, event]));
  const filesOf = Map.groupBy(files, ({ comment }) => comment);
  const withTicket = files.filter((file) => isWithTicket(file, ticket));
  const loose = listedFiles(ticket.description, files).filter(
    (file) => !(file.comment && ids.has(file.comment)) && !withTicket.includes(file) && ms(file.created_at) >= since,
  );
  const all: TimelineEntry[] = [
    {
      kind: "description",
      key: ticket.id,
      at: ticket.created_at,
      files: listedFiles(ticket.description, withTicket),
    },
    ...comments.map((comment) => commentEntry(comment, filesOf.get(comment.id) ?? [], eventOf.get(comment.id))),
    ...fileGroups(loose),
    ...eventEntries(events),
  ];
  // only what came from an older ticket comes before the description: times that a client or an import sent may be wrong
  const sortPosition = ({ kind, key, at }: TimelineEntry): number => {
    if (kind === "description") return 0;
    return ms(at) < ms(ticket.created_at) && eventOf.get(key)?.changes?.ticket ? -1 : 1;
  };
  all.sort((a, b) => sortPosition(a) - sortPosition(b) || ms(a.at) - ms(b.at));
  return join(all);
}

const commentEntry = (
  comment: Comment,
  files: readonly Attachment[],
  event: TimelineEvent | undefined,
): TimelineEntry => ({
  kind: "comment",
  key: comment.id,
  at: comment.created_at,
  comment,
  files: listedFiles(comment.text, files),
  delivery: event?.delivery ?? [],
  macros: event?.macros ?? [],
  descriptionOf: event?.description_of ?? null,
});

function join(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const result: TimelineEntry[] = [];
  for (const entry of entries) {
    const last = result.at(-1);
    if (entry.kind === "events" && last?.kind === "events")
      result[result.length - 1] = { ...last, events: [...last.events, ...entry.events] };
    else result.push(entry);
  }
  return result;
}

/** Whose a message is. A merged ticket's description is its requester's, although customers were never shown it. */
export function authorOf({ author_name, author_kind, is_internal }: Comment, descriptionOf: DescriptionOf | null) {
  if (!descriptionOf || descriptionOf.is_note)
    return { by: author_name, isCustomer: author_kind === "contact", isNote: is_internal };
  const { contact_name } = descriptionOf;
  const isCustomer = contact_name !== null || author_kind === "contact";
  return { by: contact_name ?? author_name, isCustomer, isNote: false };
}
