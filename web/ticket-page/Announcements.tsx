import "../lib/later-texts.ts";
import { useRef } from "react";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import type { TimelineEvent } from "../tickets/ticket-query.ts";

/** Announces what others write while the ticket is open. */
export function Announcements({ events }: { events: readonly TimelineEvent[] }) {
  const t = useTexts();
  const user = useUser();
  const first = useRef<number | null>(null);
  const latest = events.at(-1)?.id ?? null;
  if (first.current === null) first.current = latest;
  const newComments = events.filter(
    ({ id, kind, actor }) => kind === "comment.added" && actor !== user.id && id > (first.current ?? 0),
  );
  const last = first.current === null ? undefined : newComments.at(-1);
  const name = last?.actor_name ?? t("events.somebody");
  return (
    <div className="only-read-out" role="status">
      {last && (last.comment?.is_internal ? t("ticket.noteBy", { name }) : t("ticket.replyBy", { name }))}
    </div>
  );
}
