import "../lib/later-texts.ts";
import { UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTexts } from "../lib/texts.ts";
import { isOpenStatus, useOpenTicket } from "../tickets/ticket-context.ts";
import { useTicketActions } from "../tickets/use-ticket-actions.ts";
import css from "./Arrival.module.css";
import { conversationQuery } from "./conversation-query.ts";

/** Below an email that only says thank you: that it did not reopen the ticket, and a button that does. */
export function ThankYou({ comment }: { comment: string }) {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { reopen } = useTicketActions();
  const { data } = useQuery(conversationQuery(ticket.id));
  if (isOpenStatus(ticket.status) || !data?.thank_yous.includes(comment)) return null;
  return (
    <div className={css.line}>
      <span>{t("email.thankYou")}</span>
      <UnstyledButton className={css.open} onClick={reopen}>
        {t("ticket.reopen")}
      </UnstyledButton>
    </div>
  );
}
