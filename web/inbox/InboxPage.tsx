import { Outlet, useParams } from "@tanstack/react-router";
import { useRef } from "react";
import { useTexts } from "../lib/texts.ts";
import styles from "./InboxPage.module.css";
import { Splitter } from "./Splitter.tsx";
import { TicketList } from "./TicketList.tsx";

/** The list, and beside it the ticket that is open; on a phone one or the other. */
export function InboxPage() {
  const t = useTexts();
  const frame = useRef<HTMLDivElement>(null);
  const { ticketId } = useParams({ strict: false });
  return (
    <div ref={frame} className={styles.frame} data-open={ticketId ? "" : undefined}>
      <section className={styles.list} aria-label={t("inbox.tickets")}>
        <TicketList />
      </section>
      <Splitter frame={frame} />
      <section className={styles.pane} aria-label={t("inbox.ticket")}>
        <Outlet />
      </section>
    </div>
  );
}
