import { useQuery } from "@tanstack/react-query";
import { useTexts } from "../lib/texts.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import css from "./Conversation.module.css";
import { useReadMark } from "./read-mark.ts";
import { Timeline } from "./Timeline.tsx";
import { useOpenTicket } from "./ticket-context.ts";
import { timelineQuery } from "./ticket-query.ts";
import { useScroll } from "./use-scroll.ts";

/** What was said and done, and below it the place to answer. */
export function Conversation() {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { data: events, error, refetch } = useQuery(timelineQuery(ticket.id));
  const scroll = useScroll();
  useReadMark(ticket.id, ticket.version);
  return (
    <div className={css.conversation}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard */}
      <section ref={scroll.frame} className={css.scroll} tabIndex={0} aria-label={t("ticket.conversation")}>
        <div ref={scroll.content} className={css.content}>
          {error && !events ? (
            <ErrorState error={error} onRetry={refetch} />
          ) : events ? (
            <Timeline ticket={ticket} events={events} newFrom={null} />
          ) : (
            <LoadingLines />
          )}
        </div>
      </section>
    </div>
  );
}
