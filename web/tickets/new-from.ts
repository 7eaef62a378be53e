import { useRef } from "react";
import { useUser } from "../lib/session.ts";
import type { TicketNow, TimelineEvent } from "./ticket-query.ts";
import { entriesOf } from "./timeline-entries.ts";

/** Where a ticket opens: at the first thing that one has not seen, at its beginning when one never saw it, or at its end. */
export type Start = { newFrom: string } | "beginning" | "end";

function startOf(ticket: TicketNow, events: readonly TimelineEvent[], read: number | null, me: string): Start {
  if (read === null) return "beginning";
  if (read < 0) return "end";
  const entries = entriesOf(ticket, events);
  for (const event of events) {
    if (event.version === null || event.version <= read || event.actor === me) continue;
    const found = entries.find(
      (entry) =>
        (entry.kind === "comment" && entry.key === event.comment?.id) ||
        (entry.kind === "files" && entry.files.some(({ id }) => id === event.attachment?.id)) ||
        (entry.kind === "events" && entry.events.includes(event)),
    );
    if (found) return { newFrom: found.key };
  }
  return "end";
}

interface Known {
  read: number | null;
  results: readonly TimelineEvent[];
}

/** As it was when the ticket was opened: what comes while one looks at it is no reason to move. */
export function useStart(ticket: TicketNow, timeline: Known | undefined): Start | null {
  const user = useUser();
  const start = useRef<Start | null>(null);
  if (timeline) start.current ??= startOf(ticket, timeline.results, timeline.read, user.id);
  return start.current;
}
