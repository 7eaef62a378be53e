import { useQuery } from "@tanstack/react-query";
import { Outlet, useParams } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useActions } from "../lib/actions.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { useTitle } from "../lib/title.ts";
import { useReading } from "../reads/use-reading.ts";
import { snoozeAsked } from "../snoozes/snooze-asked.ts";
import { ticketQuery } from "../tickets/ticket-query.ts";
import { loadLate } from "../ui/load-late.tsx";
import { fetchAhead } from "../ui/loadable.ts";
import { BulkBar } from "./BulkBar.tsx";
import { recentShown } from "./bulk-shown.ts";
import { FilterBar } from "./FilterBar.tsx";
import styles from "./InboxPage.module.css";
import { ListHead } from "./ListHead.tsx";
import { useLayout, useLayoutAction } from "./layout.ts";
import { pendingChange } from "./pending-change.ts";
import { Splitter } from "./Splitter.tsx";
import { TicketList } from "./TicketList.tsx";
import { type Inbox, useInbox } from "./use-inbox.ts";

const UnknownView = loadLate(async () => (await import("./EmptyList.tsx")).UnknownView);
const ChangeDialog = loadLate(async () => (await import("./ChangeDialog.tsx")).ChangeDialog);
const SnoozeDialog = loadLate(async () => (await import("../snoozes/SnoozeDialog.tsx")).SnoozeDialog);
const RecentChanges = loadLate(async () => (await import("./RecentChanges.tsx")).RecentChanges);
const FoundWords = loadLate(async () => (await import("./FoundWords.tsx")).FoundWords);
const BulkOutcomes = loadLate(async () => (await import("./BulkOutcomes.tsx")).BulkOutcomes);

const isOfMentions = ({ filters }: Inbox) => Boolean(filters.mentioned || filters.unread_mention);

/** The list, and the open ticket beside it; on a phone one of the two. */
export function InboxPage() {
  const t = useTexts();
  const frame = useRef<HTMLDivElement>(null);
  const { ticketId } = useParams({ strict: false });
  const inbox = useInbox();
  const pending = useStore(pendingChange);
  const snoozing = useStore(snoozeAsked);
  const isQuiet = useQuiet();
  const { isTable, prefersTable } = useLayout(ticketId);
  useLayoutAction(prefersTable);
  const { data: openTicket } = useQuery({ ...ticketQuery(ticketId ?? ""), enabled: ticketId !== undefined });
  useReading(ticketId, openTicket?.version ?? 0);
  useTitle(ticketId ? undefined : inbox.view?.name);
  // the dialog about a change closes with the list that it is about
  useEffect(() => () => pendingChange.set(null), []);
  return (
    <div
      ref={frame}
      className={styles.frame}
      data-open={ticketId ? "" : undefined}
      data-layout={isTable ? "table" : undefined}
    >
      <section className={styles.list} aria-label={t("inbox.tickets")}>
        <ListHead inbox={inbox} isTable={isTable} />
        {inbox.view === null ? (
          <UnknownView inbox={inbox} />
        ) : (
          <>
            <FilterBar inbox={inbox} />
            <TicketList inbox={inbox} isTable={isTable} />
            <BulkBar list={inbox} />
          </>
        )}
      </section>
      {!isTable && (
        <>
          <Splitter frame={frame} />
          <section className={styles.pane} aria-label={t("inbox.ticket")}>
            <Outlet />
          </section>
        </>
      )}

      <RecentPlace />
      {(inbox.filters.q || isOfMentions(inbox)) && (
        <FoundWords list={{ filters: inbox.filters, ordering: inbox.ordering }} isOfMentions={isOfMentions(inbox)} />
      )}
      {snoozing && <SnoozeDialog target={snoozing} onClose={() => snoozeAsked.set(null)} />}
      {pending && <ChangeDialog pending={pending} />}
      {isQuiet && <BulkOutcomes />}
    </div>
  );
}

/** Holds the list of recent changes, which can be undone even after their notices are gone. */
function RecentPlace() {
  const t = useTexts();
  const isShown = useStore(recentShown);
  useActions([
    {
      id: "inbox recent",
      section: t("inbox.tickets"),
      label: t("bulk.recent"),
      keys: "z",
      run: () => recentShown.set(true),
    },
  ]);
  return isShown && <RecentChanges onClose={() => recentShown.set(false)} />;
}

/** True once the page is drawn and there is time for what can wait, such as what opening a ticket needs. */
function useQuiet(): boolean {
  const [isQuiet, setQuiet] = useState(false);
  useEffect(() => {
    const begin = () => {
      setQuiet(true);
      // the file with all that comes after the first view
      fetchAhead(() => import("../ticket-page/TicketPane.tsx"));
    };
    const timer = setTimeout(begin, 600);
    return () => clearTimeout(timer);
  }, []);
  return isQuiet;
}
