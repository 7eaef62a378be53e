import type { TimelineEvent } from "../tickets/ticket-query.ts";
import type { TimelineEntry } from "../tickets/timeline-entries.ts";
import type { KnownTimeline } from "../tickets/timeline-pages.ts";

/**
 * Where a ticket opens: at the message that its row in the list showed, or at the first unseen entry; for a ticket never
 * seen, at its beginning, or at its end if it is long; otherwise at its end.
 */
export type Start = { at: string; newFrom: string | null } | "beginning" | "end";

const isIn = (event: TimelineEvent, entry: TimelineEntry): boolean =>
  (entry.kind === "comment" && entry.key === event.comment?.id) ||
  (entry.kind === "files" && entry.files.some(({ id }) => id === event.attachment?.id)) ||
  (entry.kind === "events" && entry.events.includes(event));

/** `message`: the message that the row showed. */
export function startOf(
  entries: readonly TimelineEntry[],
  timeline: KnownTimeline,
  me: string,
  message?: string | null,
): Start {
  const usual = usualStart(entries, timeline, me);
  if (!message || !entries.some(({ key }) => key === message)) return usual;
  return { at: message, newFrom: typeof usual === "object" ? usual.newFrom : null };
}

function usualStart(entries: readonly TimelineEntry[], { read, earlier, results }: KnownTimeline, me: string): Start {
  if (read === null) return earlier > 0 ? "end" : "beginning";
  if (read < 0) return "end";
  for (const event of results) {
    if (event.version === null || event.version <= read || event.actor === me) continue;
    const entry = entries.find((each) => isIn(event, each));
    if (entry) return { at: entry.key, newFrom: entry.key };
  }
  return "end";
}
