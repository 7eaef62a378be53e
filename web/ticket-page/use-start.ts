import { useRef } from "react";
import { useUser } from "../lib/session.ts";
import type { Entry } from "../tickets/timeline-entries.ts";
import type { KnownTimeline } from "../tickets/timeline-pages.ts";
import { type Start, startOf } from "./start-of.ts";

/** The state when the ticket was opened: later entries do not move the view. */
export function useStart(entries: readonly Entry[], timeline: KnownTimeline | undefined): Start | null {
  const user = useUser();
  const start = useRef<Start | null>(null);
  if (timeline) start.current ??= startOf(entries, timeline, user.id);
  return start.current;
}
