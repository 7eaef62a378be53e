import { useQuery } from "@tanstack/react-query";
import { Navigate, useParams } from "@tanstack/react-router";
import { Activity, startTransition, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { afterPaint } from "../lib/after-paint.ts";
import { Refusal } from "../lib/api.ts";
import { printing } from "../lib/printing.ts";
import { recentOf } from "../lib/recent.ts";
import { useUser } from "../lib/session.ts";
import { useStore } from "../lib/store.ts";
import { useTitle } from "../lib/title.ts";
import { useColleagues } from "../tickets/people.ts";
import { useFormer, withNames } from "../tickets/shown-names.ts";
import { TicketContext } from "../tickets/ticket-context.ts";
import { type TicketNow, ticketQuery } from "../tickets/ticket-query.ts";
import { useFieldChanges } from "../tickets/use-changes.ts";
import { Pictures, usePicturesOf } from "../ui/CleanHtml.tsx";
import { loadLate } from "../ui/load-late.tsx";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { Conversation } from "./Conversation.tsx";
import { foldDetails, useDetailsFolded } from "./details-column.ts";
import { PanelDrawer } from "./PanelDrawer.tsx";
import { PrintedFields } from "./PrintedFields.tsx";
import { usePrepared } from "./prepared.ts";
import { type FieldHandles, TicketActions } from "./TicketActions.tsx";
import { TicketHeader } from "./TicketHeader.tsx";
import css from "./TicketPane.module.css";
import { TicketPanel } from "./TicketPanel.tsx";
import { TrashedTicket } from "./TrashedTicket.tsx";

const ConversationParts = loadLate(
  async () => (await import("../conversations/ConversationParts.tsx")).ConversationParts,
);

/** As wide as a conversation and the panel beside it want to be. */
const WIDE = 780;

/** The ticket of the address. The ticket that is likely to be opened next is drawn ahead, hidden and without effects. */
export function TicketPane() {
  const { ticketId } = useParams({ from: "/inside/tickets/$ticketId" });
  return usePrepared(ticketId).map(({ id, key }) => (
    // a key for each ticket: nothing keeps the state of the previous one
    <Activity key={key} mode={id === ticketId ? "visible" : "hidden"}>
      <PaneOf id={id} />
    </Activity>
  ));
}

function PaneOf({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(ticketQuery(id));
  if (error instanceof Refusal && error.status === 404) return <TrashedTicket id={id} />;
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LoadingLines />;
  // the ticket was merged into another one, which the server returned
  if (data.id !== id)
    return <Navigate to="/tickets/$ticketId" params={{ ticketId: data.id }} search={(now: object) => now} replace />;
  return <OpenPane ticket={data} />;
}

function OpenPane({ ticket: read }: { ticket: TicketNow }) {
  const people = useColleagues();
  const former = useFormer();
  const ticket = useMemo(() => withNames(read, people, former), [read, people, former]);
  const { change, problems } = useFieldChanges(ticket.id);
  const user = useUser();
  useEffect(() => recentOf("tickets", user.id).add(ticket.id), [ticket.id, user.id]);
  useTitle(`${ticket.subject} · ${ticket.ticket_number}`);
  const [setPane, isWide] = useIsWide();
  const [isPanelOpen, setPanelOpen] = useState(false);
  const handles: FieldHandles = {
    status: useRef(null),
    priority: useRef(null),
    assignee: useRef(null),
    subject: useRef(null),
  };
  const open = useMemo(() => ({ ticket, change, problems }), [ticket, change, problems]);
  const isFolded = useDetailsFolded();
  const toggleDetails = () => (isWide ? foldDetails(!isFolded) : setPanelOpen(!isPanelOpen));
  const pictures = usePicturesOf(ticket.attachments);
  const isPrinting = useStore(printing);
  return (
    <TicketContext value={open}>
      <Pictures value={pictures}>
        <div ref={setPane} className={css.pane}>
          {isPrinting && <PrintedFields />}
          <TicketHeader handles={handles} isDetailsOpen={isWide ? !isFolded : isPanelOpen} onDetails={toggleDetails} />
          <ConversationParts />
          <TicketActions handles={handles} onDetails={toggleDetails} />
          <div className={css.columns}>
            <Conversation />
            {isWide && !isFolded && <LatePanel />}
          </div>
          {!isWide && <PanelDrawer isOpen={isPanelOpen} onClose={() => setPanelOpen(false)} />}
        </div>
      </Pictures>
    </TicketContext>
  );
}

/** Whether the details have room beside the conversation. Only a change of that draws the ticket again. */
function useIsWide() {
  const [isWide, setWide] = useState(true);
  const setPane = useCallback((pane: HTMLElement | null) => {
    if (!pane) return;
    const sizes = new ResizeObserver(() => {
      // one that is not shown has no width
      const width = pane.clientWidth;
      setWide(width === 0 || width >= WIDE);
    });
    sizes.observe(pane);
    return () => sizes.disconnect();
  }, []);
  return [setPane, isWide] as const;
}

/** The details. Not before the conversation is on the screen, because they take as long to draw as all the rest. */
function LatePanel() {
  const [isPainted, setPainted] = useState(false);
  useEffect(() => afterPaint(() => startTransition(() => setPainted(true))), []);
  return <div className={css.panel}>{isPainted && <TicketPanel />}</div>;
}
