import { useEffect, useRef } from "react";
import { useUser } from "../lib/session.ts";
import { foundTexts } from "../rows/rows.ts";
import { readEarlier } from "../tickets/ticket-query.ts";
import type { TimelineEntry } from "../tickets/timeline-entries.ts";
import type { KnownTimeline } from "../tickets/timeline-pages.ts";
import { type Start, startOf } from "./start-of.ts";

/**
 * Where the ticket opens, as it was then: later entries do not move the view. Null while the message that its row showed
 * is still being read.
 */
export function useStart(
  ticket: string,
  entries: readonly TimelineEntry[],
  timeline: KnownTimeline | undefined,
): Start | null {
  const user = useUser();
  const start = useRef<Start | null>(null);
  const message = useRef(foundTexts.get().get(ticket)?.comment).current;
  const isEarlier = Boolean(message && timeline?.earlier && !entries.some(({ key }) => key === message));
  const first = timeline?.results[0]?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: page after page, until the message is there
  useEffect(() => {
    if (isEarlier && !start.current) void readEarlier(ticket).catch(() => {});
  }, [ticket, isEarlier, first]);
  if (timeline && !isEarlier) start.current ??= startOf(entries, timeline, user.id, message);
  return start.current;
}
