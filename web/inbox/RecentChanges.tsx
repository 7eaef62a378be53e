import "../lib/later-texts.ts";
import { Button } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { type FieldDescription, TICKET_FIELDS, type TicketFieldName } from "../../wire/ticket-fields.ts";
import { undoMerge } from "../conversations/merge.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { relativeTo } from "../lib/time.ts";
import { keptList } from "../tickets/kept-list.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { EmptyState, ErrorState, LoadingLines } from "../ui/States.tsx";
import { restoreView } from "../views/delete-view.ts";
import { undoBulkChange } from "./bulk-notices.ts";
import { useFilterWord } from "./FilterWords.tsx";
import styles from "./RecentChanges.module.css";
import { deletedViewsQuery, mergesQuery, recentQuery } from "./recent-query.ts";

type Recent = AnswerOf<"GET", "/bulk-changes/">["results"][number];
type DeletedView = AnswerOf<"GET", "/views/deleted/">["results"][number];
type RecentMerge = AnswerOf<"GET", "/merges/">["results"][number];

/** The last changes made in the list, merges, and deleted views. Views can be restored for 30 days, the rest undone for a day. */
export function RecentChanges({ onClose }: { onClose(): void }) {
  const t = useTexts();
  const me = useUser();
  const { recent, error, refetch } = useRecent();
  const list = useRef<HTMLUListElement>(null);
  const undo = async ({ change, merge, view }: Change) => {
    if (change) await undoBulkChange(change.id);
    if (merge) await undoMerge(merge.source, merge.source_number);
    if (view) await restoreView(view.id);
    await refetch();
    // its button has disappeared, and the focus with it
    requestAnimationFrame(() =>
      (list.current?.querySelector<HTMLElement>("[data-autofocus]") ?? list.current)?.focus(),
    );
  };
  // the change that the user most likely wants to undo: their own, even if they may undo those of others
  const latest = recent?.find(({ canUndo, by }) => canUndo && by === me.id);
  return (
    <Dialog onClose={onClose} title={t("bulk.recent")} size="lg" padding="md">
      {error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !recent ? (
        <LoadingLines lines={4} />
      ) : recent.length === 0 ? (
        <EmptyState icon={IconHistory} title={t("bulkOutcome.noneRecent")}>
          {t("bulkOutcome.noneRecentText")}
        </EmptyState>
      ) : (
        <ul ref={list} tabIndex={-1} className={styles.list}>
          {recent.map((each) => {
            const { change, merge, view } = each;
            const props = { isLatest: each === latest, onUndo: () => void undo(each), onLeave: onClose };
            if (change) return <ChangeLine key={change.id} change={change} {...props} />;
            if (merge) return <MergeLine key={merge.source} merge={merge} {...props} />;
            return <ViewLine key={view.id} view={view} {...props} />;
          })}
        </ul>
      )}
      <SnoozedLink onLeave={onClose} />
    </Dialog>
  );
}

interface Common {
  at: string;
  by: string | null;
  canUndo: boolean;
}
interface Subject {
  change: Recent;
  merge: RecentMerge;
  view: DeletedView;
}
type Only<Name extends keyof Subject> = Pick<Subject, Name> & Partial<Record<Exclude<keyof Subject, Name>, undefined>>;
type Change = Common & (Only<"change"> | Only<"merge"> | Only<"view">);

/** The last changes, merges and deleted views, the newest first; undefined until all are known. */
function useRecent() {
  const changes = useQuery({ ...recentQuery, staleTime: 0 });
  const merges = useQuery({ ...mergesQuery, staleTime: 0 });
  const views = useQuery({ ...deletedViewsQuery, staleTime: 0 });
  const recent =
    changes.data && merges.data && views.data
      ? [
          ...changes.data.map(
            (change): Change => ({ change, at: change.created_at, by: change.created_by, canUndo: change.can_undo }),
          ),
          ...merges.data.map(
            (merge): Change => ({ merge, at: merge.merged_at, by: merge.merged_by, canUndo: merge.can_undo }),
          ),
          ...views.data.map((view): Change => ({ view, at: view.deleted_at, by: view.deleted_by, canUndo: true })),
        ].sort((a, b) => b.at.localeCompare(a.at))
      : undefined;
  const refetch = () => Promise.all([changes.refetch(), merges.refetch(), views.refetch()]);
  return { recent, error: changes.error ?? merges.error ?? views.error, refetch };
}

interface LineProps {
  isLatest: boolean;
  onUndo(): void;
  /** Called when one of its tickets is opened. */
  onLeave(): void;
}

function ChangeLine({ change, onLeave, ...undo }: LineProps & { change: Recent }) {
  const t = useTexts();
  const me = useUser();
  const words = useChangeWords(change.changes);
  const { state, changed, total, tickets, created_by, created_by_name, created_at, can_undo } = change;
  const about = [
    ...(total > tickets.length ? [t("bulkOutcome.tickets", { count: changed })] : []),
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
      {can_undo && <UndoButton what={words} {...undo} />}
    </li>
  );
}

function MergeLine({ merge, onLeave, ...undo }: LineProps & { merge: RecentMerge }) {
  const t = useTexts();
  const me = useUser();
  const { source_number, source_subject: subject, target, target_number, merged_at, merged_by, merged_by_name } = merge;
  const words = t("merging.merged", { source: source_number, target: target_number });
  const by = merged_by === me.id ? [] : [merged_by_name ?? t("inbox.somebody")];
  return (
    <li className={styles.line}>
      <div className={styles.words}>
        <span>{words}</span>
        <TicketLine ticket={{ id: target, ticket_number: source_number, subject }} onLeave={onLeave} />
        <small>{[relativeTo(merged_at), ...by].join(" · ")}</small>
      </div>
      {merge.can_undo && <UndoButton what={words} {...undo} />}
    </li>
  );
}

function ViewLine({ view, onLeave: _, ...undo }: LineProps & { view: DeletedView }) {
  const t = useTexts();
  const me = useUser();
  const { name, is_shared, deleted_at, deleted_by, deleted_by_name } = view;
  const words = t(is_shared ? "savedViews.deletedShared" : "savedViews.deletedView", { name });
  const by = deleted_by === me.id ? [] : [deleted_by_name ?? t("inbox.somebody")];
  return (
    <li className={styles.line}>
      <div className={styles.words}>
        <span>{words}</span>
        <small>{[relativeTo(deleted_at), ...by].join(" · ")}</small>
      </div>
      <UndoButton what={words} {...undo} />
    </li>
  );
}

/** Where other changes are undone. */
function SnoozedLink({ onLeave }: Pick<LineProps, "onLeave">) {
  const t = useTexts();
  return (
    <p className={styles.elsewhere}>
      {t("bulkOutcome.elsewhere")}{" "}
      <Link to="/tickets" search={{ view: "snoozed" }} onClick={onLeave}>
        {t("views.builtIn.snoozed")}
      </Link>
    </p>
  );
}

/** `what`: the change in words. */
function UndoButton({ what, isLatest, onUndo }: Omit<LineProps, "onLeave"> & { what: string }) {
  const t = useTexts();
  return (
    <Button
      size="compact-sm"
      variant={isLatest ? "light" : "subtle"}
      data-autofocus={isLatest || undefined}
      // the button appeared after the dialog had opened
      autoFocus={isLatest}
      aria-label={t("bulkOutcome.undoThat", { change: what })}
      onClick={onUndo}
    >
      {t("common.undo")}
    </Button>
  );
}

function TicketLine({
  ticket,
  onLeave,
}: {
  ticket: Pick<Recent["tickets"][number], "id" | "ticket_number" | "subject">;
  onLeave(): void;
}) {
  const { id, ticket_number, subject } = ticket;
  return (
    <Link
      to="/tickets/$ticketId"
      params={{ ticketId: id }}
      search={keptList}
      className={styles.ticket}
      onClick={onLeave}
    >
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
