import "../lib/later-texts.ts";
import { useQuery } from "@tanstack/react-query";
import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { memo, type RefObject, use, useImperativeHandle, useRef } from "react";
import { conversationQuery } from "../email/conversation-query.ts";
import { printing } from "../lib/printing.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { FileList } from "../tickets/FileList.tsx";
import { Message } from "../tickets/Message.tsx";
import { TicketContext } from "../tickets/ticket-context.ts";
import type { TicketNow } from "../tickets/ticket-query.ts";
import type { TimelineEntry } from "../tickets/timeline-entries.ts";
import { loadLate } from "../ui/load-late.tsx";
import { CommentEntry } from "./CommentEntry.tsx";
import { EarlierEntries } from "./EarlierEntries.tsx";
import { EventLines } from "./EventLines.tsx";
import type { Start } from "./start-of.ts";
import css from "./Timeline.module.css";
import { useHeld } from "./use-held.ts";
import { useListTop } from "./use-list-top.ts";

const OpeningMarks = loadLate(async () => (await import("../email/DeliveryMarks.tsx")).OpeningMarks);
const AcknowledgementMarks = loadLate(async () => (await import("../email/DeliveryMarks.tsx")).AcknowledgementMarks);
const Arrival = loadLate(async () => (await import("../email/Arrival.tsx")).Arrival);

const OVERSCAN = 6;
const HEAD_PX = 76;
const LINE_PX = 22;
const LETTERS_A_LINE = 90;
const MAX_LINES = 30;

/** The estimated height of an entry; drawn ones are measured. */
function heightOf(entry: TimelineEntry): number {
  if (entry.kind === "events") return LINE_PX * Math.min(entry.events.length, 3);
  if (entry.kind !== "comment") return HEAD_PX + LINE_PX;
  const lines = Math.min(Math.ceil(entry.comment.text.length / LETTERS_A_LINE), MAX_LINES);
  return HEAD_PX + lines * LINE_PX + (entry.files.length > 0 ? HEAD_PX : 0);
}

export interface TimelineHandle {
  /** Scrolls to an entry that may not be drawn yet. */
  show(key: string): void;
}

interface Props {
  ticket: TicketNow;
  /** Oldest first: the description, unless messages of a merged ticket are older. */
  entries: readonly TimelineEntry[];
  start: Start;
  /**
   * The element that scrolls. It is not a ref: one that is mounted together with the timeline would still be empty when
   * the timeline looks for it, and nothing would draw the timeline again.
   */
  frame: HTMLElement | null;
  /** How many events before the first entry are not read yet, and how to read them. */
  earlier?: number;
  onEarlier?: () => Promise<void>;
  handle?: RefObject<TimelineHandle | null>;
}

/** The whole timeline of a ticket, oldest first; only entries near the visible part are drawn. */
export const Timeline = memo(function Timeline({ ticket, entries, start, frame, earlier = 0, ...props }: Props) {
  const t = useTexts();
  const [first, ...rest] = entries;
  const newFrom = typeof start === "object" ? start.newFrom : null;
  const list = useRef<HTMLOListElement>(null);
  const { virtual, drawn, top, end } = useDrawnEntries(rest, { list, frame, start, hasEarlier: earlier > 0 });
  useShow(props.handle, virtual, rest);
  let bottom = top;
  const spaceUntil = (at: number) => {
    const height = at - bottom;
    return height > 0 && <li key={`space ${at}`} className={css.space} style={{ height }} aria-hidden />;
  };
  return (
    <ol ref={list} className={css.timeline} aria-label={t("ticket.timeline")}>
      {first && (
        <li className={css.entry} data-entry={first.key} data-above>
          <EntryOf entry={first} ticket={ticket} />
        </li>
      )}
      {earlier > 0 && props.onEarlier && <EarlierEntries count={earlier} frame={frame} onWanted={props.onEarlier} />}
      {drawn.flatMap((item) => {
        const entry = rest[item.index]!;
        const space = spaceUntil(item.start);
        bottom = item.end;
        return [
          space,
          <li
            key={entry.key}
            ref={virtual.measureElement}
            className={css.entry}
            aria-setsize={earlier > 0 ? -1 : entries.length}
            aria-posinset={item.index + 2}
            data-index={item.index}
            data-entry={entry.key}
            data-is-new={entry.key === newFrom || undefined}
          >
            {entry.key === newFrom && (
              <p className={css.newFrom}>
                <span>{t("ticket.newFrom")}</span>
              </p>
            )}
            <EntryOf entry={entry} ticket={ticket} />
          </li>,
        ];
      })}
      {spaceUntil(end)}
    </ol>
  );
});

interface Window extends Pick<Props, "frame" | "start"> {
  list: RefObject<HTMLOListElement | null>;
  hasEarlier: boolean;
}

/** The entries to draw and where: those near the visible part, or all of them for a printer. */
function useDrawnEntries(entries: readonly TimelineEntry[], { list, frame, start, hasEarlier }: Window) {
  const isPrinting = useStore(printing);
  const top = useListTop(frame, list, hasEarlier);
  const virtual = useVirtualizer<HTMLElement, HTMLLIElement>({
    count: entries.length,
    getScrollElement: () => frame,
    getItemKey: (index) => entries[index]!.key,
    estimateSize: (index) => heightOf(entries[index]!),
    // the reading position stays when earlier entries are put in front
    anchorTo: "end",
    scrollMargin: top,
    overscan: OVERSCAN,
    // the first entries are drawn before the frame is known, and not in a second step that lays the page out again
    initialRect: { width: 0, height: innerHeight },
    rangeExtractor: useHeld(list),
    initialOffset: start === "end" ? Number.MAX_SAFE_INTEGER : 0,
    useFlushSync: false,
  });
  if (isPrinting) return { virtual, drawn: entries.map((_, index) => ({ index, start: 0, end: 0 })), top: 0, end: 0 };
  return { virtual, drawn: virtual.getVirtualItems(), top, end: virtual.getTotalSize() + top };
}

function useShow(
  handle: Props["handle"],
  virtual: Virtualizer<HTMLElement, HTMLLIElement>,
  entries: readonly TimelineEntry[],
): void {
  useImperativeHandle(handle, () => ({
    show(key) {
      const index = entries.findIndex((entry) => entry.key === key);
      if (index >= 0) virtual.scrollToIndex(index, { align: "start" });
    },
  }));
}

const EntryOf = memo(function EntryOf({ entry, ticket }: { entry: TimelineEntry; ticket: TicketNow }) {
  const t = useTexts();
  if (entry.kind === "events") return <EventLines events={entry.events} ticket={ticket} />;
  if (entry.kind === "comment") return <CommentEntry {...entry} />;
  if (entry.kind === "files")
    return (
      <Message
        by={entry.by}
        at={entry.at}
        isCustomer={entry.files[0]!.uploaded_by_kind === "contact"}
        label={t("ticket.filesBy", { name: entry.by ?? t("events.somebody") })}
        word={t("ticket.addedFiles", { count: entry.files.length })}
      >
        <FileList files={entry.files} />
      </Message>
    );
  return <Description entry={entry} ticket={ticket} />;
});

function Description({ entry, ticket }: { entry: TimelineEntry & { kind: "description" }; ticket: TicketNow }) {
  const t = useTexts();
  // of a ticket in the trash the server says nothing about emails
  const isOpen = use(TicketContext) !== null;
  const { data } = useQuery({ ...conversationQuery(ticket.id), enabled: isOpen });
  const isNote = data?.is_description_internal === true;
  return (
    <Message
      by={isNote ? ticket.created_by_name : (ticket.contact_name ?? ticket.created_by_name)}
      at={entry.at}
      isCustomer={!isNote && ticket.contact_name !== null}
      isNote={isNote}
      label={t("ticket.descriptionBy", { name: ticket.created_by_name ?? t("events.somebody") })}
      word={
        !isNote && ticket.contact_name && ticket.created_by_name && ticket.created_by_kind !== "contact"
          ? t("ticket.takenDownBy", { name: ticket.created_by_name })
          : t("ticket.opened")
      }
      text={ticket.description}
      origin={isOpen && { ticket: ticket.id, comment: null }}
    >
      {entry.files.length > 0 && <FileList files={entry.files} />}
      {isOpen && ticket.created_by_kind === "contact" && <Arrival ticket={ticket.id} comment={null} />}
      {isOpen && <OpeningMarks ticket={ticket.id} />}
      {isOpen && <AcknowledgementMarks ticket={ticket.id} />}
    </Message>
  );
}
