import "../lib/later-texts.ts";
import { IconBell, IconBellZ } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { shortMomentOf } from "../lib/short-time.ts";
import { useTexts } from "../lib/texts.ts";
import { endSnooze, snoozeQuery, snoozeWords } from "./change-snooze.ts";
import css from "./SnoozeState.module.css";
import { openSnooze, type SnoozeTarget } from "./snooze-asked.ts";

/**
 * The user's own snooze of the open ticket; a press changes it. The mark of one that has ended goes when the user leaves the
 * ticket.
 */
export function SnoozeState({ ticket }: { ticket: SnoozeTarget }) {
  const t = useTexts();
  const { data } = useQuery(snoozeQuery(ticket.id));
  const { id, ticket_number } = ticket;
  const isOver = Boolean(data?.ended_at);
  const latest = useRef(isOver);
  latest.current = isOver;
  useEffect(
    () => () => {
      if (latest.current) void endSnooze({ id, ticket_number });
    },
    [id, ticket_number],
  );
  if (!data?.created_at) return null;
  const words = snoozeWords(t, data);
  return (
    <button
      type="button"
      className={css.state}
      title={words}
      aria-label={words}
      data-over={isOver || undefined}
      data-words={isOver || !data.until || undefined}
      onClick={() => openSnooze(ticket)}
    >
      {data.is_reminder ? <IconBell size={14} aria-hidden /> : <IconBellZ size={14} aria-hidden />}
      <span>{isOver || !data.until ? words : shortMomentOf(data.until)}</span>
    </button>
  );
}
