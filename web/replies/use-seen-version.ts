import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useUser } from "../lib/session.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { type TimelineEvent, timelineQuery } from "../tickets/ticket-query.ts";

export interface Seen {
  /** The version that was before one's eyes when one began to write, or said to have looked since. */
  version: number;
  /** What others said since then. */
  newComments: readonly TimelineEvent[];
  /** What has come since then was looked at. */
  acknowledge(): void;
}

/** Remembers what one saw when one began to write: what others do afterwards may be missed while typing. */
export function useSeenVersion(hasContent: boolean, shownVersion: number): Seen {
  const user = useUser();
  const { ticket } = useOpenTicket();
  const events = useQuery(timelineQuery(ticket.id)).data?.results ?? [];
  const begun = useRef<{ version: number; event: number } | null>(null);
  const latest = { version: shownVersion, event: events.at(-1)?.id ?? 0 };
  // with nothing written yet, what is on the screen is what one knows
  if (!hasContent || begun.current === null || begun.current.event === 0) begun.current = latest;
  const { version, event } = begun.current;
  return {
    version,
    newComments: events.filter(({ id, kind, actor }) => id > event && kind === "comment.added" && actor !== user.id),
    acknowledge() {
      begun.current = latest;
    },
  };
}
