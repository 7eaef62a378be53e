import "../lib/later-texts.ts";
import type { RefObject } from "react";
import { SpamDialog } from "../email/SpamDialog.tsx";
import { spamTicket } from "../email/spam.ts";
import { type Action, useActions } from "../lib/actions.ts";
import { useUser } from "../lib/session.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { openSnooze } from "../snoozes/snooze-asked.ts";
import { isOpenStatus, useOpenTicket } from "../tickets/ticket-context.ts";
import { ASSIGN_KEY, PRIORITY_KEY, RESOLVE_KEY, SNOOZE_KEY, STATUS_KEY, TO_ME_KEY } from "../tickets/ticket-keys.ts";
import { printWhole, useAssign, useTicketActions } from "../tickets/use-ticket-actions.ts";
import type { ChooseHandle } from "../ui/FieldSelect.tsx";
import type { SubjectHandle } from "./SubjectLine.tsx";

export interface FieldHandles {
  status: RefObject<ChooseHandle | null>;
  priority: RefObject<ChooseHandle | null>;
  assignee: RefObject<ChooseHandle | null>;
  subject: RefObject<SubjectHandle | null>;
}

interface Props {
  handles: FieldHandles;
  onDetails(): void;
}

/** The actions for the open ticket, by palette and keys. */
export function TicketActions(props: Props) {
  const { ticket } = useOpenTicket();
  const spam = useStore(spamTicket);
  useActions([...useFieldActions(props.handles), ...useWholeTicketActions(props)]);
  return spam === ticket.id ? (
    <SpamDialog ticket={ticket.id} number={ticket.ticket_number} onClose={() => spamTicket.set(null)} />
  ) : null;
}

type Run = Action["run"];

/** What changes one field. */
function useFieldActions({ status, priority, assignee, subject }: FieldHandles): Action[] {
  const t = useTexts();
  const user = useUser();
  const { ticket } = useOpenTicket();
  const assign = useAssign();
  const { resolve, reopen } = useTicketActions();
  const section = t("actions.ticket");
  const action = (id: string, label: string, keys: string, run: Run) => ({ id, section, label, keys, run });
  return [
    isOpenStatus(ticket.status)
      ? action("ticket resolve", t("ticket.resolve"), RESOLVE_KEY, resolve)
      : { id: "ticket reopen", section, label: t("ticket.reopen"), run: reopen },
    action("ticket status", t("ticket.changeStatus"), STATUS_KEY, () => status.current?.open()),
    action("ticket priority", t("ticket.changePriority"), PRIORITY_KEY, () => priority.current?.open()),
    action("ticket assign", t("ticket.assign"), ASSIGN_KEY, () => assignee.current?.open()),
    action("ticket mine", t("ticket.assignToMe"), TO_ME_KEY, () => assign(user.id, user.full_name)),
    action("ticket subject", t("ticket.editSubject"), "Shift+E", () => subject.current?.edit()),
  ];
}

/** What is about the ticket as a whole. */
function useWholeTicketActions({ onDetails }: Props): Action[] {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { open, previous, next, markUnread, trash } = useTicketActions();
  const section = t("actions.ticket");
  const action = (id: string, label: string, keys: string | null, run: Run) => ({
    id,
    section,
    label,
    ...(keys && { keys }),
    run,
  });
  const print = action("ticket print", t("ticket.print"), "$mod+p", () => void printWhole(ticket.id));
  return [
    action("ticket previous", t("ticket.previous"), "[", () => void open(previous)),
    action("ticket next", t("ticket.next"), "]", () => void open(next)),
    action("ticket unread", t("ticket.markUnread"), "Shift+U", () => void markUnread()),
    { ...print, whileTyping: true },
    action("ticket snooze", t("snooze.title"), SNOOZE_KEY, () => openSnooze(ticket)),
    action("ticket details", t("ticket.toggleDetails"), "d", onDetails),
    action("ticket delete", t("ticket.delete"), null, () => void trash()),
    ...(ticket.via === "mail"
      ? [action("ticket spam", t("email.markSpamMenu"), null, () => spamTicket.set(ticket.id))]
      : []),
  ];
}
