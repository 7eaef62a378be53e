import "../lib/later-texts.ts";
import { Button, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { type FieldDescription, TICKET_FIELDS, type TicketFieldName } from "../../wire/ticket-fields.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { relativeTo } from "../lib/time.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { EmptyState, ErrorState, LoadingLines } from "../ui/States.tsx";
import { undoBulk } from "./bulk-notices.ts";
import { useFilterWord } from "./FilterWords.tsx";
import styles from "./RecentChanges.module.css";
import { recentQuery } from "./recent-query.ts";

type Recent = AnswerOf<"GET", "/bulk-changes/">["results"][number];

/** The last changes made in the list. Each can be undone for a day. */
export function RecentChanges({ onClose }: { onClose(): void }) {
  const t = useTexts();
  const me = useUser();
  const { data, error, refetch } = useQuery({ ...recentQuery, staleTime: 0 });
  const list = useRef<HTMLUListElement>(null);
  const undo = async (id: string) => {
    await undoBulk(id);
    await refetch();
    // its button has disappeared, and the focus with it
    requestAnimationFrame(() =>
      (list.current?.querySelector<HTMLElement>("[data-autofocus]") ?? list.current)?.focus(),
    );
  };
  // the change that the user most likely wants to undo: their own, even if they may undo those of others
  const latest = data?.find(({ can_undo, created_by }) => can_undo && created_by === me.id)?.id;
  return (
    <Dialog onClose={onClose} title={t("bulk.recent")} size="lg" padding="md">
      {error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !data ? (
        <LoadingLines lines={4} />
      ) : data.length === 0 ? (
        <EmptyState icon={IconHistory} title={t("bulkOutcome.noneRecent")}>
          {t("bulkOutcome.noneRecentText")}
        </EmptyState>
      ) : (
        <ul ref={list} tabIndex={-1} className={styles.list}>
          {data.map((change) => (
            <Line
              key={change.id}
              change={change}
              isLatest={change.id === latest}
              onUndo={() => void undo(change.id)}
              onLeave={onClose}
            />
          ))}
        </ul>
      )}
      <Text size="xs" c="dimmed" mt="sm">
        {t("bulkOutcome.mergesElsewhere")}
      </Text>
    </Dialog>
  );
}

interface LineProps {
  change: Recent;
  isLatest: boolean;
  onUndo(): void;
  /** Called when one of its tickets is opened. */
  onLeave(): void;
}

function Line({ change, isLatest, onUndo, onLeave }: LineProps) {
  const t = useTexts();
  const me = useUser();
  const words = useChangeWords(change.changes);
  const { state, changed, total, tickets, created_by, created_by_name, created_at, can_undo } = change;
  const about = [
    ...(total > tickets.length ? [t("bulk.tickets", { count: changed })] : []),
    relativeTo(created_at),
    ...(created_by === me.id ? [] : [created_by_name ?? t("inbox.somebody")]),
    ...(state === "done" ? [] : [t(`bulkOutcome.states.${state}`)]),
  ];
  return (
    <li className={styles.line}>
      <div className={styles.words}>
        <span>{words}</span>
        {total <= tickets.length &&
          tickets.map((ticket) => <TicketLine key={ticket.id} ticket={ticket} onLeave={onLeave} />)}
        <small>{about.join(" · ")}</small>
      </div>
      {can_undo && (
        <Button
          size="compact-sm"
          variant={isLatest ? "light" : "subtle"}
          data-autofocus={isLatest || undefined}
          // the button appeared after the dialog had opened
          autoFocus={isLatest}
          aria-label={t("bulkOutcome.undoThat", { change: words })}
          onClick={onUndo}
        >
          {t("common.undo")}
        </Button>
      )}
    </li>
  );
}

function TicketLine({ ticket, onLeave }: { ticket: Recent["tickets"][number]; onLeave(): void }) {
  const { id, ticket_number, subject } = ticket;
  return (
    <Link to="/tickets/$ticketId" params={{ ticketId: id }} className={styles.ticket} onClick={onLeave}>
      {ticket_number} <bdi>{subject}</bdi>
    </Link>
  );
}

/** A change in words: "Status: Resolved, Tags: +vip". */
function useChangeWords(changes: Recent["changes"]): string {
  const t = useTexts();
  const word = useFilterWord();
  const value: Record<string, (value: unknown) => string> = {
    add_tags: (tags) => `${t("fields.tags")}: ${(tags as string[]).map((tag) => `+${tag}`).join(" ")}`,
    remove_tags: (tags) => `${t("fields.tags")}: ${(tags as string[]).map((tag) => `−${tag}`).join(" ")}`,
    is_deleted: (isDeleted) => t(isDeleted ? "bulk.do.delete" : "bulk.do.restore"),
  };
  const setWords = (name: string, value: unknown) => {
    const { kind, filter = name } = TICKET_FIELDS[name as TicketFieldName] as FieldDescription;
    const label = t(`fields.${name as "status"}`);
    return kind === "instant" ? label : `${label}: ${word(filter, value ? String(value) : "none")}`;
  };
  return Object.entries(changes)
    .filter(([name]) => name !== "is_handover")
    .map(([name, newValue]) => value[name]?.(newValue) ?? setWords(name, newValue))
    .join(", ");
}
