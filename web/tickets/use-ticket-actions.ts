import "../lib/later-texts.ts";
import { useNavigate } from "@tanstack/react-router";
import { api, Refusal } from "../lib/api.ts";
import { usePreferences } from "../lib/preferences.ts";
import { queryClient } from "../lib/query-client.ts";
import { useUser } from "../lib/session.ts";
import { useStore } from "../lib/store.ts";
import { t } from "../lib/texts.ts";
import { leftUnread, markUnread } from "../reads/read-marks.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { keptValues } from "./assignment.ts";
import { changeTicket } from "./change-ticket.ts";
import { neighbours } from "./neighbours.ts";
import { useOpenTicket } from "./ticket-context.ts";
import { ticketName } from "./ticket-name.ts";
import { readWhole } from "./ticket-query.ts";

async function undoTrash(change: string, number: string): Promise<void> {
  try {
    await api.post("/bulk-changes/{id}/undo/", {}, { path: { id: change } });
    await queryClient.invalidateQueries();
  } catch (error) {
    showError(error, t("ticket.notRestored", { number }));
  }
}

/** Assigns the ticket to a user, or unassigns it; it keeps its team, and the status of work that has begun. */
export function useAssign() {
  const { ticket, change } = useOpenTicket();
  const user = useUser();
  const goOn = useGoOn();
  return (id: string | null, name: string | null) => {
    change("assigned_to", { assigned_to: id, ...keptValues(ticket, id) }, { assigned_to_name: name });
    // a ticket that users assign to themselves stays open, because they work on it
    if (id && id !== user.id) goOn();
  };
}

/** Opens the next ticket of the list, if the user prefers to continue after finishing one. */
function useGoOn() {
  const { auto_advance } = usePreferences();
  const { next, open } = useNeighbours();
  return () => {
    if (auto_advance) void open(next);
  };
}

function useNeighbours() {
  const { ticket } = useOpenTicket();
  const navigate = useNavigate();
  const ids = useStore(neighbours);
  const at = ids.indexOf(ticket.id);
  const open = (id: string | undefined) =>
    id && navigate({ to: "/tickets/$ticketId", params: { ticketId: id }, search: (now: object) => now });
  return { previous: at > 0 ? ids[at - 1] : undefined, next: at >= 0 ? ids[at + 1] : undefined, open };
}

/** The actions for a whole ticket: next, mark as unread, delete. */
export function useTicketActions() {
  const { ticket, change } = useOpenTicket();
  const navigate = useNavigate();
  const { previous, next, open } = useNeighbours();
  const goOn = useGoOn();
  const toList = () => navigate({ to: "/tickets", search: (now: object) => now });
  const { id, status, ticket_number } = ticket;
  return {
    previous,
    next,
    open,
    toList,
    resolve() {
      change("status", { status: "resolved" });
      const undo = () =>
        changeTicket(id, { status }).catch((error: unknown) =>
          showError(error, t("failures.reopen", { number: ticket_number })),
        );
      showNotice(t("ticket.resolved", { number: ticketName(ticket) }), { run: () => void undo() });
      goOn();
    },
    reopen: () => change("status", { status: "in_progress" }),
    markUnread: async () => {
      leftUnread.add(ticket.id);
      await toList();
      const number = ticketName(ticket);
      if (await markUnread(ticket.id, t("ticket.notMarkedUnread", { number })))
        showNotice(t("ticket.markedUnread", { number }));
    },
    trash: async () => {
      await (next ? open(next) : toList());
      await trash(ticket.id, ticketName(ticket));
    },
  };
}

/** Moves the ticket to the trash as a bulk change of one, so that the user can undo it among the recent changes. */
async function trash(id: string, number: string): Promise<void> {
  try {
    const { id: change, failures } = await api.post("/bulk-changes/", { ids: [id], changes: { is_deleted: true } });
    if (failures[0]) throw new Refusal(409, { detail: failures[0].reason });
    showNotice(t("ticket.deleted", { number }), { run: () => void undoTrash(change, number) });
    await queryClient.invalidateQueries({ queryKey: ["inbox"] });
  } catch (error) {
    showError(error, t("ticket.notDeleted", { number }));
  }
}

async function copy(text: string, notice: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showNotice(notice);
  } catch (error) {
    showError(error, t("failures.copy"));
  }
}

export const copyNumber = (number: string): Promise<void> => copy(number, t("ticket.numberCopied"));
/** Copies the address of the ticket, without that of the list beside it. */
export const copyLink = (): Promise<void> => copy(location.href.replace(/\?.*$/, ""), t("ticket.linkCopied"));

/** Prints a ticket with its whole timeline, including pages that were not loaded yet. */
export async function printWhole(id: string): Promise<void> {
  try {
    await readWhole(id);
  } catch (error) {
    return showError(error, t("failures.print"));
  }
  window.print();
}
