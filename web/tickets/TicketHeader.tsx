import "../lib/later-texts.ts";
import { ActionIcon, Menu } from "@mantine/core";
import {
  IconArrowLeft,
  IconChevronDown,
  IconChevronUp,
  IconDots,
  IconLayoutSidebarRight,
  IconLink,
  IconMailOpened,
  IconPrinter,
  IconTrash,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../lib/texts.ts";
import { tellDone } from "../ui/notices.ts";
import { AssigneeField } from "./fields/AssigneeField.tsx";
import { PriorityField } from "./fields/PriorityField.tsx";
import { StatusField } from "./fields/StatusField.tsx";
import { SubjectLine } from "./SubjectLine.tsx";
import type { FieldHandles } from "./TicketActions.tsx";
import css from "./TicketHeader.module.css";
import { useOpenTicket } from "./ticket-context.ts";
import { printWhole, useTicketDeeds } from "./ticket-deeds.ts";
import { Watchers } from "./Watchers.tsx";

interface Props {
  handles: FieldHandles;
  /** Whether status, priority and assignee stand here, for want of a panel beside. */
  hasFields: boolean;
  onDetails: (() => void) | undefined;
}

export function TicketHeader({ handles, hasFields, onDetails }: Props) {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { previous, next, open } = useTicketDeeds();
  const copy = async (text: string, said: string) => {
    await navigator.clipboard.writeText(text);
    tellDone(said);
  };
  return (
    <header className={css.header}>
      <div className={css.bar}>
        <ActionIcon
          className={css.back}
          size={32}
          renderRoot={(props) => <Link to="/tickets" search={(now: object) => now} {...props} />}
          aria-label={t("inbox.back")}
        >
          <IconArrowLeft size={18} aria-hidden />
        </ActionIcon>
        <button
          type="button"
          className={css.number}
          title={t("ticket.copyNumber")}
          onClick={() => void copy(ticket.ticket_number, t("ticket.numberCopied"))}
        >
          {ticket.ticket_number}
        </button>
        <Watchers />
        <span className={css.room} />
        <ActionIcon
          size={28}
          className={css.step}
          disabled={!previous}
          aria-label={t("ticket.previous")}
          title={t("ticket.previous")}
          onClick={() => open(previous)}
        >
          <IconChevronUp size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon
          size={28}
          className={css.step}
          disabled={!next}
          aria-label={t("ticket.next")}
          title={t("ticket.next")}
          onClick={() => open(next)}
        >
          <IconChevronDown size={18} aria-hidden />
        </ActionIcon>
        {onDetails && (
          <ActionIcon size={28} aria-label={t("ticket.details")} title={t("ticket.details")} onClick={onDetails}>
            <IconLayoutSidebarRight size={18} aria-hidden />
          </ActionIcon>
        )}
        <MoreMenu copy={copy} />
      </div>
      <SubjectLine handle={handles.subject} />
      {hasFields && (
        <div className={css.fields}>
          <StatusField handle={handles.status} />
          <PriorityField handle={handles.priority} />
          <AssigneeField handle={handles.assignee} />
        </div>
      )}
    </header>
  );
}

function MoreMenu({ copy }: { copy(text: string, said: string): Promise<void> }) {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { markUnread, trash } = useTicketDeeds();
  return (
    <Menu position="bottom-end" width={220} shadow="md">
      <Menu.Target>
        <ActionIcon size={28} aria-label={t("ticket.more")}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconMailOpened size={16} aria-hidden />} onClick={markUnread}>
          {t("ticket.markUnread")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLink size={16} aria-hidden />}
          onClick={() => void copy(location.href.replace(/\?.*$/, ""), t("ticket.linkCopied"))}
        >
          {t("ticket.copyLink")}
        </Menu.Item>
        <Menu.Item leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => void printWhole(ticket.id)}>
          {t("ticket.print")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={trash}>
          {t("ticket.delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
