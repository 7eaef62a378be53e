import "../lib/later-texts.ts";
import type { Status } from "../../wire/ticket-words.ts";
import { queryClient } from "../lib/query-client.ts";
import { t } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { changeTicket, type TicketChange } from "./change-ticket.ts";
import { offerAssignment } from "./offer-assignment.ts";
import { type TicketNow, ticketQuery } from "./ticket-query.ts";

const valuesOf = (id: string): TicketNow | undefined => queryClient.getQueryData(ticketQuery(id).queryKey);

// a new ticket that is assigned, and an assigned one that is unassigned, show it where the assignee is chosen
const isExpected = (before: Status, now: Status): boolean =>
  (before === "new" && now === "assigned") || (before === "assigned" && now === "new");

/**
 * Says, once a change was saved, that the server has changed the status or the team because of it, with an undo; and that
 * nobody has the ticket, if work on it begins.
 */
export function watchFollowing(id: string, values: TicketChange): () => void {
  const before = valuesOf(id);
  return () => {
    const now = valuesOf(id);
    if (!before || !now) return;
    if (values.status === "in_progress" && now.assigned_to === null) offerAssignment(now);
    const hasStatus = values.status === undefined && now.status !== before.status;
    const isNews = hasStatus && !isExpected(before.status, now.status);
    const hasTeam = values.assigned_team === undefined && now.assigned_team !== before.assigned_team;
    const team = hasTeam && now.assigned_team ? t(`roles.${now.assigned_team}`) : "";
    if (!isNews && !team) return;
    const message = t(`ticket.${isNews ? (team ? "bothChanged" : "statusChanged") : "teamChanged"}`, {
      number: now.ticket_number,
      status: t(`statuses.${now.status}`),
      team,
    });
    showNotice(message, { run: () => void undo(before, values) });
  };
}

/** Restores what a change has set, and the status and the team. */
async function undo(before: TicketNow, values: TicketChange): Promise<void> {
  const { id, ticket_number: number, status, assigned_team, assigned_to_name } = before;
  const names = Object.keys(values) as (keyof TicketChange)[];
  const old = { ...Object.fromEntries(names.map((name) => [name, before[name]])), status, assigned_team };
  try {
    await changeTicket(id, old, { assigned_to_name });
  } catch (error) {
    showError(error, t("ticket.notUndone", { number }));
  }
}
