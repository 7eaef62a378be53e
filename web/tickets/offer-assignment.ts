import "../lib/later-texts.ts";
import { currentUserId } from "../lib/session.ts";
import { t } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { keptValues } from "./assignment.ts";
import { changeTicket } from "./change-ticket.ts";
import type { TicketNow } from "./ticket-query.ts";

/** Says that nobody has a ticket that was set to In progress, and offers to assign it to the user. */
export function offerAssignment(ticket: TicketNow): void {
  const run = () => assignToMe({ ...ticket, status: "in_progress" });
  const words = t("ticket.begunByNobody", { number: ticket.ticket_number });
  showNotice(words, { label: t("ticket.assignToMe"), run });
}

/** Assigns a ticket to the user. Its team, and the status of work that has begun, stay. */
export function assignToMe(ticket: TicketNow): void {
  const { id, ticket_number: number } = ticket;
  const user = currentUserId();
  void changeTicket(id, { assigned_to: user, ...keptValues(ticket, user) }).catch((error: unknown) =>
    showError(error, t("ticket.notSaved", { number })),
  );
}
