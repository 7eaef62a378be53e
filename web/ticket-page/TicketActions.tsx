import "../lib/later-texts.ts";
import type { RefObject } from "react";
import { SpamDialog } from "../email/SpamDialog.tsx";
import { spamTicket } from "../email/spam.ts";
import { useActions } from "../lib/actions.ts";
import { useUser } from "../lib/session.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { openSnooze } from "../snoozes/snooze-asked.ts";
import { isOpenStatus, useOpenTicket } from "../tickets/ticket-context.ts";
import { printWhole, useAssign, useTicketActions } from "../tickets/use-ticket-actions.ts";
import type { ChooseHandle } from "../ui/FieldSelect.tsx";
import type { SubjectHandle } from "./SubjectLine.tsx";

export interface FieldHandles {
  status: RefObject<ChooseHandle | null>;
  priority: RefObject<ChooseHandle | null>;
  assignee: RefObject<ChooseHandle | null>;
  subject: RefObject<SubjectHandle | null>;
}

/** The actions for the open ticket, by palette and keys. */
export function TicketActions({ handles, onDetails }: { handles: FieldHandles; onDetails(): void }) {
  const t = useTexts();
  const user = useUser();
  const { ticket } = useOpenTicket();
  const assign = useAssign();
  const spam = useStore(spamTicket);
  const deeds = useTicketActions();
  const section = t("actions.ticket");
  useActions([
    isOpenStatus(ticket.status)
      ? {
          id: "ticket resolve",
          section,
          label: t("ticket.resolve"),
          keys: "e",
          run: deeds.resolve,
        }
      : {
          id: "ticket reopen",
          section,
          label: t("ticket.reopen"),
          run: deeds.reopen,
        },
    {
      id: "ticket status",
      section,
      label: t("ticket.changeStatus"),
      keys: "s",
      run: () => handles.status.current?.open(),
    },
    {
      id: "ticket priority",
      section,
      label: t("ticket.changePriority"),
      keys: "p",
      run: () => handles.priority.current?.open(),
    },
    { id: "ticket assign", section, label: t("ticket.assign"), keys: "a", run: () => handles.assignee.current?.open() },
    {
      id: "ticket mine",
      section,
      label: t("ticket.assignToMe"),
      keys: "i",
      run: () => assign(user.id, user.full_name),
    },
    {
      id: "ticket subject",
      section,
      label: t("ticket.editSubject"),
      keys: "Shift+E",
      run: () => handles.subject.current?.edit(),
    },
    {
      id: "ticket previous",
      section,
      label: t("ticket.previous"),
      keys: "[",
      run: () => void deeds.open(deeds.previous),
    },
    { id: "ticket next", section, label: t("ticket.next"), keys: "]", run: () => void deeds.open(deeds.next) },
    {
      id: "ticket unread",
      section,
      label: t("ticket.markUnread"),
      keys: "Shift+U",
      run: () => void deeds.markUnread(),
    },
    {
      id: "ticket print",
      section,
      label: t("ticket.print"),
      keys: "$mod+p",
      whileTyping: true,
      run: () => void printWhole(ticket.id),
    },
    { id: "ticket snooze", section, label: t("snooze.title"), keys: "h", run: () => openSnooze(ticket) },
    { id: "ticket details", section, label: t("ticket.toggleDetails"), keys: "d", run: onDetails },
    { id: "ticket delete", section, label: t("ticket.delete"), run: () => void deeds.trash() },
    ...(ticket.via === "mail"
      ? [{ id: "ticket spam", section, label: t("email.markSpamMenu"), run: () => spamTicket.set(ticket.id) }]
      : []),
  ]);
  return spam === ticket.id ? (
    <SpamDialog ticket={ticket.id} number={ticket.ticket_number} onClose={() => spamTicket.set(null)} />
  ) : null;
}
