import "../lib/later-texts.ts";
import { Menu } from "@mantine/core";
import {
  type Icon,
  IconArrowLeft,
  IconArrowMerge,
  IconBellZ,
  IconChevronDown,
  IconChevronUp,
  IconCopy,
  IconDots,
  IconLayoutSidebarRight,
  IconLink,
  IconMailOff,
  IconMailOpened,
  IconPencil,
  IconPrinter,
  IconTemplate,
  IconTrash,
  IconUserPlus,
  IconUserSearch,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { openDialog } from "../conversations/dialogs.ts";
import { spamTicket } from "../email/spam.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { SlaBadge } from "../sla/TicketSla.tsx";
import { SnoozeState } from "../snoozes/SnoozeState.tsx";
import { openSnooze } from "../snoozes/snooze-asked.ts";
import { AssigneeField } from "../tickets/fields/AssigneeField.tsx";
import { DueField } from "../tickets/fields/DueField.tsx";
import { PriorityField } from "../tickets/fields/PriorityField.tsx";
import { StatusField } from "../tickets/fields/StatusField.tsx";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { SNOOZE_KEY, TO_ME_KEY } from "../tickets/ticket-keys.ts";
import { copyLink, copyNumber, printWhole, useAssign, useTicketActions } from "../tickets/use-ticket-actions.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { MenuOnPress } from "../ui/MenuOnPress.tsx";
import { tip } from "../ui/tip.ts";
import { Requester } from "./Requester.tsx";
import { ResolveButton } from "./ResolveButton.tsx";
import { SubjectLine } from "./SubjectLine.tsx";
import type { FieldHandles } from "./TicketActions.tsx";
import css from "./TicketHeader.module.css";
import { Watchers } from "./Watchers.tsx";

interface Props {
  handles: FieldHandles;
  isDetailsOpen: boolean;
  onDetails(): void;
}

/** The ticket's status, assignee, due date and customer at every width, and the button that resolves it. */
export function TicketHeader({ handles, isDetailsOpen, onDetails }: Props) {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  return (
    <header className={css.header}>
      <div className={css.bar}>
        <Link to="/tickets" search={(now: object) => now} className={css.back} aria-label={t("inbox.back")}>
          <IconArrowLeft size={20} aria-hidden />
        </Link>
        <button type="button" className={css.number} onClick={() => void copyNumber(ticket.ticket_number)}>
          {ticket.ticket_number}
        </button>
        <div className={css.subject}>
          <SubjectLine handle={handles.subject} />
        </div>
        <Tools handles={handles} isDetailsOpen={isDetailsOpen} onDetails={onDetails} />
      </div>
      <div className={css.second}>
        <Fields handles={handles} />
        <SnoozeState ticket={ticket} />
        <Requester />
        <Watchers />
      </div>
    </header>
  );
}

function Tools({ handles, isDetailsOpen, onDetails }: Props) {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { previous, next, open } = useTicketActions();
  return (
    <div className={css.tools}>
      <IconButton disabled={!previous} {...tip(t("ticket.previous"), "[")} onClick={() => open(previous)}>
        <IconChevronUp size={18} aria-hidden />
      </IconButton>
      <IconButton disabled={!next} {...tip(t("ticket.next"), "]")} onClick={() => open(next)}>
        <IconChevronDown size={18} aria-hidden />
      </IconButton>
      <IconButton {...tip(t("snooze.title"), SNOOZE_KEY)} onClick={() => openSnooze(ticket)}>
        <IconBellZ size={18} aria-hidden />
      </IconButton>
      <IconButton {...tip(t("ticket.details"), "d")} aria-expanded={isDetailsOpen} onClick={onDetails}>
        <IconLayoutSidebarRight size={18} aria-hidden />
      </IconButton>
      <MoreMenu handles={handles} />
      <span className={css.resolve}>
        <ResolveButton />
      </span>
    </div>
  );
}

function Fields({ handles }: Pick<Props, "handles">) {
  const t = useTexts();
  const user = useUser();
  const { ticket } = useOpenTicket();
  const assign = useAssign();
  return (
    <div className={css.fields}>
      <StatusField handle={handles.status} />
      <PriorityField handle={handles.priority} />
      <AssigneeField handle={handles.assignee} />
      {ticket.assigned_to === null && (
        <IconButton {...tip(t("ticket.assignToMe"), TO_ME_KEY)} onClick={() => assign(user.id, user.full_name)}>
          <IconUserPlus size={16} aria-hidden />
        </IconButton>
      )}
      <DueField isShort />
      <SlaBadge />
    </div>
  );
}

function MoreMenu({ handles }: Pick<Props, "handles">) {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { markUnread, trash } = useTicketActions();
  // after the menu has given the focus back
  const editSubject = () => requestAnimationFrame(() => handles.subject.current?.edit());
  return (
    <MenuOnPress label={t("ticket.more")} icon={<IconDots size={18} aria-hidden />} width={248}>
      {() => (
        <>
          <Entry icon={IconPencil} label={t("ticket.editSubject")} run={editSubject} />
          <Entry icon={IconMailOpened} label={t("ticket.markUnread")} run={markUnread} />
          <Entry icon={IconCopy} label={t("ticket.copyNumber")} run={() => copyNumber(ticket.ticket_number)} />
          <Entry icon={IconLink} label={t("ticket.copyLink")} run={copyLink} />
          <Entry icon={IconPrinter} label={t("ticket.print")} run={() => printWhole(ticket.id)} />
          <Entry icon={IconArrowMerge} label={t("merging.merge")} run={() => openDialog.set({ kind: "merge" })} />
          <Entry icon={IconTemplate} label={t("templates.saveAs")} run={() => openDialog.set({ kind: "template" })} />
          {ticket.contact && (
            <Entry
              icon={IconUserSearch}
              label={t("asCustomer.title")}
              run={() => openDialog.set({ kind: "customer" })}
            />
          )}
          <Menu.Divider />
          {ticket.via === "mail" && (
            <Entry icon={IconMailOff} label={t("email.markSpamMenu")} run={() => spamTicket.set(ticket.id)} />
          )}
          <Entry icon={IconTrash} label={t("ticket.delete")} run={trash} color="red" />
        </>
      )}
    </MenuOnPress>
  );
}

function Entry({ icon: Picture, label, run, color }: { icon: Icon; label: string; run(): unknown; color?: string }) {
  return (
    <Menu.Item {...(color && { color })} leftSection={<Picture size={16} aria-hidden />} onClick={() => void run()}>
      {label}
    </Menu.Item>
  );
}
