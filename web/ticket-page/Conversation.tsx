import "../lib/later-texts.ts";
import { IconArrowDown, IconUpload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { memo, type ReactNode, useCallback, useEffect, useMemo, useRef } from "react";
import { useTexts } from "../lib/texts.ts";
import { useReadMark } from "../reads/use-read-mark.ts";
import { ComposerPlace } from "../replies/ComposerPlace.tsx";
import { useComposer } from "../replies/use-composer.ts";
import { WaitingReplies } from "../replies/WaitingReplies.tsx";
import { useColleagues } from "../tickets/people.ts";
import { namedComments, useFormer } from "../tickets/shown-names.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { readEarlier, type TicketNow, ticketQuery, timelineQuery } from "../tickets/ticket-query.ts";
import { entriesOf, type TimelineEntry } from "../tickets/timeline-entries.ts";
import type { KnownTimeline } from "../tickets/timeline-pages.ts";
import { useCanShowTexts } from "../ui/CleanHtml.tsx";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { useFileDrop } from "../ui/use-file-drop.ts";
import { Announcements } from "./Announcements.tsx";
import css from "./Conversation.module.css";
import { ResolveButton } from "./ResolveButton.tsx";
import { Timeline, type TimelineHandle } from "./Timeline.tsx";
import { type Scroll, useScroll } from "./use-scroll.ts";
import { useStart } from "./use-start.ts";

/** The messages and events, and below them the composer. Files can be dropped anywhere on them. */
export const Conversation = memo(function Conversation() {
  const { ticket } = useOpenTicket();
  const { data: timeline, error, refetch } = useQuery(timelineQuery(ticket.id));
  // texts that come into entries that are there would push the following ones down
  const canShow = useCanShowTexts();
  const entries = useEntries(ticket, timeline);
  const start = useStart(ticket.id, entries, timeline);
  const handle = useRef<TimelineHandle>(null);
  const scroll = useScroll(canShow ? start : null, handle);
  const onEarlier = useCallback(() => readEarlier(ticket.id), [ticket.id]);
  const composer = useComposer(ticket.id);
  const shownVersion = useShownVersion(ticket.id, ticket.version);
  const drop = useFileDrop((files) => {
    composer.open();
    composer.uploads.add(files);
  });
  // not until the user's read mark is known
  useReadMark(ticket.id, timeline ? ticket.version : null);
  return (
    <div className={css.conversation} {...drop.target}>
      <Scroller scroll={scroll}>
        {timeline && canShow ? (
          <>
            <Timeline
              ticket={ticket}
              entries={entries}
              start={start ?? "end"}
              frame={scroll.frame}
              earlier={timeline.earlier}
              onEarlier={onEarlier}
              handle={handle}
            />
            <WaitingReplies draft={composer.draft} onTakenBack={() => composer.open()} />
          </>
        ) : error ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : (
          <LoadingLines />
        )}
      </Scroller>
      {drop.isOver && <DropHint />}
      <Announcements events={timeline?.results ?? []} />
      <ComposerPlace
        composer={composer}
        shownVersion={shownVersion}
        finish={<ResolveButton isSmall />}
        onSent={() => requestAnimationFrame(scroll.toEnd)}
      />
    </div>
  );
});

/** The scrolled area, and a button to its end. */
function Scroller({ scroll, children }: { scroll: Scroll; children: ReactNode }) {
  const t = useTexts();
  return (
    <div className={css.frame}>
      <section
        ref={scroll.setFrame}
        className={css.scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard
        tabIndex={0}
        aria-label={t("ticket.conversation")}
        data-conversation
      >
        <div ref={scroll.content} className={css.content}>
          {children}
        </div>
      </section>
      {!scroll.isAtEnd && (
        <button type="button" className={css.toEnd} onClick={scroll.toEnd} aria-label={t("ticket.toEnd")}>
          <IconArrowDown size={16} aria-hidden />
        </button>
      )}
    </div>
  );
}

function DropHint() {
  const t = useTexts();
  return (
    <div className={css.drop}>
      <IconUpload size={28} stroke={1.5} aria-hidden />
      {t("replies.drop")}
    </div>
  );
}

const NOTHING: readonly TimelineEntry[] = [];

function useEntries(ticket: TicketNow, timeline: KnownTimeline | undefined): readonly TimelineEntry[] {
  const people = useColleagues();
  const former = useFormer();
  return useMemo(() => {
    if (!timeline) return NOTHING;
    const { earlier, results: events } = timeline;
    const comments = namedComments(
      events.flatMap(({ comment }) => comment ?? []),
      people,
      former,
    );
    return entriesOf(ticket, { earlier, events, comments });
  }, [ticket, timeline, people, former]);
}

/** The version up to which all changes are on the screen; the ticket and its timeline arrive separately. */
function useShownVersion(id: string, version: number): number {
  const ticket = useQuery(ticketQuery(id));
  const timeline = useQuery(timelineQuery(id));
  const lastVersion = useRef(version);
  const isSettled = !ticket.isFetching && !timeline.isFetching;
  useEffect(() => {
    if (isSettled) lastVersion.current = version;
  }, [isSettled, version]);
  return isSettled ? version : lastVersion.current;
}
