import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useUser } from "../lib/session.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { type TimelineEvent, timelineQuery } from "../tickets/ticket-query.ts";

export interface SeenVersion {
  /** The version that was shown when the user began to write, or the one confirmed as seen since. */
  version: number;
  /** What others wrote since then. */
  newComments: readonly TimelineEvent[];
  /** The user has seen these changes. */
  acknowledge(): void;
}

/** Remembers the version that the person saw when they began to write: they may miss later changes while typing. */
export function useSeenVersion(hasContent: boolean, shownVersion: number): SeenVersion {
  const user = useUser();
  const { ticket } = useOpenTicket();
  const events = useQuery(timelineQuery(ticket.id)).data?.results ?? [];
  const start = useRef<{ version: number; event: number } | null>(null);
  const latest = { version: shownVersion, event: events.at(-1)?.id ?? 0 };
  // as long as nothing is typed, the user sees what is on the screen
  if (!hasContent || start.current === null || start.current.event === 0) start.current = latest;
  const { version, event } = start.current;
  return {
    version,
    newComments: events.filter(({ id, kind, actor }) => id > event && kind === "comment.added" && actor !== user.id),
    acknowledge() {
      start.current = latest;
    },
  };
}
