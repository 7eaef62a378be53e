import { useDeferredValue, useMemo } from "react";
import { useTexts } from "../lib/texts.ts";
import { CommentEntry } from "./CommentEntry.tsx";
import { EventLines } from "./EventLines.tsx";
import { FileList } from "./FileList.tsx";
import { Message } from "./Message.tsx";
import type { Start } from "./new-from.ts";
import css from "./Timeline.module.css";
import type { TicketNow, TimelineEvent } from "./ticket-query.ts";
import { type Entry, entriesOf } from "./timeline-entries.ts";

const MOST_AT_ONCE = 40;

/** The entries around the place where a ticket opens: they are drawn first, the rest of a long story right after. */
function firstDrawn(entries: readonly Entry[], start: Start): readonly Entry[] {
  if (entries.length <= MOST_AT_ONCE) return entries;
  if (start === "end") return entries.slice(-MOST_AT_ONCE);
  const from = start === "beginning" ? 0 : entries.findIndex(({ key }) => key === start.newFrom);
  return entries.slice(Math.max(0, from - 2), from + MOST_AT_ONCE);
}

/** All that was said and done about a ticket, oldest first. `start`: where it opens. */
export function Timeline({
  ticket,
  events,
  start,
}: {
  ticket: TicketNow;
  events: readonly TimelineEvent[];
  start: Start;
}) {
  const t = useTexts();
  const all = useMemo(() => entriesOf(ticket, events), [ticket, events]);
  const entries = useDeferredValue(all, firstDrawn(all, start));
  const newFrom = typeof start === "object" ? start.newFrom : null;
  return (
    <ol className={css.timeline} aria-label={t("ticket.timeline")}>
      {entries.map((entry) => (
        <li
          key={entry.key}
          className={css.entry}
          data-entry={entry.key}
          data-is-new={entry.key === newFrom || undefined}
        >
          {entry.key === newFrom && (
            <p className={css.newFrom}>
              <span>{t("ticket.newFrom")}</span>
            </p>
          )}
          <EntryOf entry={entry} ticket={ticket} />
        </li>
      ))}
    </ol>
  );
}

function EntryOf({ entry, ticket }: { entry: Entry; ticket: TicketNow }) {
  const t = useTexts();
  if (entry.kind === "events") return <EventLines events={entry.events} ticket={ticket} />;
  if (entry.kind === "comment") return <CommentEntry comment={entry.comment} files={entry.files} />;
  if (entry.kind === "files")
    return (
      <Message
        by={entry.by}
        at={entry.at}
        label={t("ticket.filesBy", { name: entry.by ?? t("events.somebody") })}
        word={t("ticket.addedFiles", { count: entry.files.length })}
      >
        <FileList files={entry.files} />
      </Message>
    );
  return (
    <Message
      by={ticket.contact_name ?? ticket.created_by_name}
      at={entry.at}
      label={t("ticket.descriptionBy", { name: ticket.created_by_name ?? t("events.somebody") })}
      word={
        ticket.contact_name && ticket.created_by_name
          ? t("ticket.takenDownBy", { name: ticket.created_by_name })
          : t("ticket.opened")
      }
      text={ticket.description}
    >
      {entry.files.length > 0 && <FileList files={entry.files} />}
    </Message>
  );
}
