import { IconBellZ } from "@tabler/icons-react";
import { memo, type ReactNode } from "react";
import { useTexts } from "../lib/texts.ts";
import { durationOf, durationText, relativeTo } from "../lib/time.ts";
import type { InboxRow } from "../rows/rows.ts";
import { PriorityMark } from "../tickets/PriorityMark.tsx";
import { StatusMark } from "../tickets/StatusMark.tsx";
import { Avatar } from "../ui/Avatar.tsx";
import { loadLate } from "../ui/load-late.tsx";
import { slaAt } from "./sla-at.ts";
import styles from "./TicketRow.module.css";
import { tagsOf } from "./tags.ts";

const SnoozeMark = loadLate(async () => (await import("./RowMarks.tsx")).SnoozeMark);
const HeldMark = loadLate(async () => (await import("./RowMarks.tsx")).HeldMark);
export const rowId = (id: string): string => `row-${id}`;

export interface RowProps {
  row: InboxRow;
  index: number;
  top: number;
  href: string;
  isActive: boolean;
  isOpen: boolean;
  isChosen: boolean;
  /** The time to the minute; the texts of times depend on it. */
  now: number;
  /** The order of the list: the row shows the times that it sorts by. */
  ordering: string;
}

type FrameProps = Omit<RowProps, "href" | "now" | "ordering"> & { className?: string | undefined; children: ReactNode };

/** The part of a row that list and table share. Plain elements, because hundreds of them come and go while scrolling. */
export function RowFrame({ row, index, top, isActive, isOpen, isChosen, className, children }: FrameProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and says which row is the active one
    // biome-ignore lint/a11y/useSemanticElements: rows of a table cannot be laid out one by one
    <div
      role="row"
      id={rowId(row.id)}
      data-ticket={row.id}
      className={className ? `${styles.row} ${className}` : styles.row}
      style={{ transform: `translateY(${top}px)` }}
      aria-rowindex={index + 1}
      aria-selected={isChosen}
      aria-current={isOpen || undefined}
      data-active={isActive || undefined}
      data-unread={row.is_unread || undefined}
      data-left={row.hasLeft}
    >
      {children}
    </div>
  );
}

/** The checkbox of a ticket, and its unread mark. */
export function RowCheckbox({ row, isChosen }: Pick<RowProps, "row" | "isChosen">) {
  const t = useTexts();
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    // biome-ignore lint/a11y/useFocusableInteractive: as above
    <div role="gridcell" className={styles.choice}>
      <label className={styles.box}>
        <input
          type="checkbox"
          tabIndex={-1}
          checked={isChosen}
          readOnly
          data-choose
          aria-label={t("inbox.choose", { number: row.ticket_number })}
        />
      </label>
      {row.hasLeft && <span className="only-read-out">{t("inbox.left")}</span>}
      {row.has_unread_mention ? (
        <span className={styles.mention} title={t("filters.fields.unread_mention")}>
          @
        </span>
      ) : (
        row.is_unread && (
          <span className={styles.unread}>
            <span className="only-read-out">{t("inbox.unread")}</span>
          </span>
        )
      )}
    </div>
  );
}

/** A ticket in the list. */
export const TicketRow = memo(function TicketRow(props: RowProps) {
  const { row, href, now, ordering } = props;
  const isPressing = (row.priority === "urgent" || row.priority === "high") && isOpen(row);
  const tags = tagsOf(row.tags);
  // the end of a snooze must not take the place of the date that the list is sorted by
  const isBell = isAsleep(row) && (row.snooze?.is_reminder || ordering.includes("due_"));
  return (
    <RowFrame {...props}>
      <RowCheckbox row={row} isChosen={props.isChosen} />
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <div role="gridcell" className={styles.body}>
        <span className={styles.status}>
          <StatusMark status={row.status} isBare />
        </span>
        <a className={styles.subject} href={href} tabIndex={-1}>
          {row.subject}
        </a>
        <span className={styles.priority}>
          <HeldReplyMark row={row} />
          {isBell ? (
            <Asleep row={row} now={now} isBare />
          ) : (
            isAsleep(row) && <IconBellZ className={styles.sleeper} size={14} aria-hidden />
          )}
          {isPressing && <PriorityMark priority={row.priority} isBare />}
        </span>
        <LastTime row={row} now={now} ordering={ordering} />
        <span className={styles.who}>
          {[row.contact_name, row.company_name].filter(Boolean).join(" · ")}
          <span className={styles.number}>{row.ticket_number}</span>
        </span>
        <LastWord row={row} now={isBell ? undefined : now} />
        <span className={styles.tags}>
          {tags.slice(0, 2).map((tag) => (
            <span key={tag}>{tag}</span>
          ))}
          {tags.length > 2 && <span>+{tags.length - 2}</span>}
        </span>
        <Due row={row} now={now} isAsked={ordering.includes("due_date")} />
        <Assignee name={row.assigned_to_name} />
      </div>
    </RowFrame>
  );
});

/** How long ago something last happened; in a list by creation or resolution, how long ago that was. */
function LastTime({ row, now, ordering }: Pick<RowProps, "row" | "now" | "ordering">) {
  const t = useTexts();
  const [by] = /created|resolved/.exec(ordering) ?? [];
  const sortTime = by ? row[`${by as "created"}_at`] : null;
  const at = sortTime ?? row.updated_at;
  return (
    <time className={styles.time} dateTime={at}>
      <span className="only-read-out">{t(sortTime ? `filters.fields.${by as "created"}` : "inbox.lastActive")} </span>
      {durationText(at, now)}
    </time>
  );
}

/**
 * The last message or the user's own draft, and a mark for files. Without a message, the beginning of the description.
 * `now`: also until when the ticket is snoozed; a reminder has its mark beside the priority, so that the row keeps its words and clock.
 */
export function LastWord({ row, now }: { row: InboxRow; now?: number | undefined }) {
  const { last_comment, attachments_count, draft_excerpt, description_excerpt, found } = row;
  // the description has no author, because the row shows the customer
  const last = found ? found.comment && found : last_comment;
  const t = useTexts();
  const mark = row.snooze?.is_over ? (
    <span className={styles.back}>{t(row.snooze.is_reminder ? "inbox.reminder" : "inbox.back_from_snooze")}</span>
  ) : (
    now !== undefined && <Asleep row={row} now={now} />
  );
  const clip = attachments_count > 0 && <Clip count={attachments_count} />;
  if (draft_excerpt !== null && !found)
    return (
      <span className={styles.excerpt}>
        {mark}
        {clip}
        <span className={styles.draft}>{t("inbox.draft")}</span> <span className={styles.words}>{draft_excerpt}</span>
      </span>
    );
  return (
    <span className={styles.excerpt} data-found={found ? "" : undefined}>
      {mark}
      {clip}
      {last ? (
        <>
          {last.is_internal && <span className={styles.note}>{t("inbox.note")}</span>}
          {last.is_internal && " "}
          <span className={styles.words}>
            <span className={styles.author}>{last.author_name?.split(" ")[0] ?? t("inbox.somebody")}:</span>{" "}
            {last.excerpt}
          </span>
        </>
      ) : (
        <span className={styles.words}>{found?.excerpt ?? description_excerpt}</span>
      )}
    </span>
  );
}

const isAsleep = ({ snooze }: InboxRow): boolean => snooze !== null && !snooze.is_over;

/** Until when the user has snoozed the ticket, or when the user is reminded of it. `isBare`: the time is in the tooltip only. */
export const Asleep = (props: Pick<RowProps, "row" | "now"> & { isBare?: boolean }) =>
  isAsleep(props.row) && <SnoozeMark {...props} />;
/** Says that a reply was not emailed. */
export const HeldReplyMark = ({ row }: Pick<RowProps, "row">) => row.has_held_reply && <HeldMark />;

function Clip({ count }: { count: number }) {
  const t = useTexts();
  const words = t("inbox.files", { count });
  return (
    <span className={styles.clip} title={words}>
      <svg viewBox="0 0 16 16" width={12} height={12} aria-hidden fill="none" stroke="currentColor" strokeWidth={1.4}>
        <path
          d="M13 7.5 8 12.4a3 3 0 0 1-4.3-4.2l5.2-5a2 2 0 0 1 2.8 2.8l-5 4.8a1 1 0 0 1-1.4-1.4L9.6 5"
          strokeLinecap="round"
        />
      </svg>
      <span className="only-read-out">{words}</span>
    </span>
  );
}

const MINUTE_MS = 60_000;
const SOON_MS = 86_400_000;
// minutes do not matter in longer spans
const LONG_MS = 36_000_000;
const isOpen = ({ status }: InboxRow): boolean => status !== "resolved" && status !== "closed";

interface DueProps extends Pick<RowProps, "row" | "now"> {
  /** Whether the date itself is asked for: neither a running SLA clock nor the end of the ticket hides it. */
  isAsked: boolean;
  /** Its column already says so. */
  isBare?: boolean;
}

/** When an open ticket is due, or else what is left of its SLA clock. */
export function Due({ row, now, isAsked, isBare = false }: DueProps) {
  const t = useTexts();
  const { due_date: due, sla_state } = row;
  if (sla_state && !isBare && !(isAsked && due)) return <SlaLeft row={row} now={now} />;
  if (!due || !(isAsked || isOpen(row))) return <span className={styles.due} />;
  const milliseconds = new Date(due).getTime() - now;
  const when = relativeTo(due, now, "narrow");
  return (
    <time
      className={styles.due}
      dateTime={due}
      data-late={(milliseconds < 0 && isOpen(row)) || undefined}
      data-soon={(milliseconds >= 0 && milliseconds < SOON_MS) || undefined}
    >
      {isBare ? when : t("inbox.due", { when })}
    </time>
  );
}

/** The open hours that are left of the SLA clock that ends first. */
function SlaLeft({ row, now }: { row: InboxRow; now: number }) {
  const t = useTexts();
  const { state, leftMs } = slaAt(row, now);
  // less than a minute is not none
  const ms = Math.max(MINUTE_MS, Math.abs(leftMs));
  const time = ms < LONG_MS ? durationOf(ms / 3_600_000) : durationText(new Date(0), ms);
  const key = state === "breached" ? "inbox.slaLate" : state === "paused" ? "inbox.slaPaused" : "inbox.slaLeft";
  const words = t(key, { time });
  const hint = leftMs > 0 && row.sla_counts_until !== row.sla_due_at && ` (${t("inbox.openHours")})`;
  return (
    <time
      className={styles.due}
      title={hint ? words + hint : undefined}
      dateTime={row.sla_due_at ?? undefined}
      data-late={state === "breached" || undefined}
      data-soon={state === "due_soon" || undefined}
    >
      {words}
      {hint && <span className="only-read-out">{hint}</span>}
    </time>
  );
}

function Assignee({ name }: { name: string | null }) {
  const t = useTexts();
  const words = name ? t("inbox.assignedTo", { name }) : t("inbox.unassigned");
  return (
    <span className={styles.assignee} data-nobody={!name || undefined} title={words}>
      {name && <Avatar name={name} size={20} />}
      <span className="only-read-out">{words}</span>
    </span>
  );
}
