import "../lib/later-texts.ts";
import { ActionIcon, Menu } from "@mantine/core";
import {
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
import { copyLink, copyNumber, printWhole, useAssign, useTicketActions } from "../tickets/use-ticket-actions.ts";
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
        <ActionIcon
          className={css.back}
          renderRoot={(props) => <Link to="/tickets" search={(now: object) => now} {...props} />}
          aria-label={t("inbox.back")}
        >
          <IconArrowLeft size={20} aria-hidden />
        </ActionIcon>
        <button type="button" className={css.number} onClick={() => void copyNumber(ticket.ticket_number)}>
          {ticket.ticket_number}
        </button>
        <div className={css.subject}>
          <SubjectLine handle={handles.subject} />
        </div>
        <Tools isDetailsOpen={isDetailsOpen} onDetails={onDetails} />
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

function Tools({ isDetailsOpen, onDetails }: Omit<Props, "handles">) {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { previous, next, open } = useTicketActions();
  return (
    <div className={css.tools}>
      <ActionIcon disabled={!previous} {...tip(t("ticket.previous"), "[")} onClick={() => open(previous)}>
        <IconChevronUp size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon disabled={!next} {...tip(t("ticket.next"), "]")} onClick={() => open(next)}>
        <IconChevronDown size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon {...tip(t("snooze.title"), "h")} onClick={() => openSnooze(ticket)}>
        <IconBellZ size={18} aria-hidden />
      </ActionIcon>
      <MoreMenu />
      <ActionIcon {...tip(t("ticket.details"), "d")} aria-expanded={isDetailsOpen} onClick={onDetails}>
        <IconLayoutSidebarRight size={18} aria-hidden />
      </ActionIcon>
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
        <ActionIcon {...tip(t("ticket.assignToMe"), "i")} onClick={() => assign(user.id, user.full_name)}>
          <IconUserPlus size={16} aria-hidden />
        </ActionIcon>
      )}
      <DueField isShort />
      <SlaBadge />
    </div>
  );
}

function MoreMenu() {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { markUnread, trash } = useTicketActions();
  return (
    <Menu position="bottom-end" width={220} shadow="md">
      <Menu.Target>
        <ActionIcon {...tip(t("ticket.more"))}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconMailOpened size={16} aria-hidden />} onClick={markUnread}>
          {t("ticket.markUnread")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy size={16} aria-hidden />}
          onClick={() => void copyNumber(ticket.ticket_number)}
        >
          {t("ticket.copyNumber")}
        </Menu.Item>
        <Menu.Item leftSection={<IconLink size={16} aria-hidden />} onClick={() => void copyLink()}>
          {t("ticket.copyLink")}
        </Menu.Item>
        <Menu.Item leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => void printWhole(ticket.id)}>
          {t("ticket.print")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowMerge size={16} aria-hidden />}
          onClick={() => openDialog.set({ kind: "merge" })}
        >
          {t("merging.merge")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconTemplate size={16} aria-hidden />}
          onClick={() => openDialog.set({ kind: "template" })}
        >
          {t("templates.saveAs")}
        </Menu.Item>
        {ticket.contact && (
          <Menu.Item
            leftSection={<IconUserSearch size={16} aria-hidden />}
            onClick={() => openDialog.set({ kind: "customer" })}
          >
            {t("asCustomer.title")}
          </Menu.Item>
        )}
        <Menu.Divider />
        {ticket.via === "mail" && (
          <Menu.Item leftSection={<IconMailOff size={16} aria-hidden />} onClick={() => spamTicket.set(ticket.id)}>
            {t("email.markSpamMenu")}
          </Menu.Item>
        )}
        <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={trash}>
          {t("ticket.delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
