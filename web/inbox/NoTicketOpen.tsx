import { IconClockExclamation, IconInbox, IconUserQuestion } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { usePreferences } from "../lib/preferences.ts";
import { useTexts } from "../lib/texts.ts";
import { numberOf } from "../lib/time.ts";
import { rowsOf } from "../rows/pages.ts";
import { type InboxPages, type InboxRow, rowsQuery } from "../rows/rows.ts";
import { PriorityMark } from "../tickets/PriorityMark.tsx";
import { Cap } from "../ui/Keys.tsx";
import { loadLate } from "../ui/load-late.tsx";
import { useViewCounts } from "../views/views.ts";
import { addressWith, type Filters } from "./address.ts";
import styles from "./NoTicketOpen.module.css";
import { type Inbox, useInbox } from "./use-inbox.ts";

const FirstSteps = loadLate(async () => (await import("./FirstSteps.tsx")).FirstSteps);

/** Shown beside the list while no ticket is open: what is most urgent in this view, and how to continue. */
export function NoTicketOpen() {
  const t = useTexts();
  const inbox = useInbox();
  const waiting = useWaiting(inbox);
  const { shortcuts } = usePreferences();
  // the sidebar needs the counts anyway
  if (useViewCounts()("all") === "0") return <FirstSteps />;
  return (
    <div className={styles.place}>
      <IconInbox size={34} stroke={1.3} className={styles.picture} aria-hidden />
      <h2>{t("inbox.noneOpen")}</h2>
      <p>{t("inbox.noneOpenText")}</p>
      {waiting.length > 0 && (
        <nav aria-label={t("inbox.waitingHere")} className={styles.waiting}>
          {waiting.map(({ key, shown, search }) => (
            <Link key={key} to="/tickets" search={search as never} preload={false} activeProps={{}}>
              {MARKS[key]}
              <span>{t(`inbox.waitings.${key}`)}</span>
              <b>{shown}</b>
            </Link>
          ))}
        </nav>
      )}
      {shortcuts && (
        <ul className={styles.keys} aria-label={t("shortcuts.title")}>
          {KEYS.map(([caps, does]) => (
            <li key={does}>
              <span>
                {caps.map((cap) => (
                  <Cap key={cap} of={cap} />
                ))}
              </span>
              {t(`inbox.hints.${does}`)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const KEYS = [
  [["J", "K"], "move"],
  [["↵"], "open"],
  [["X"], "choose"],
  [["/"], "search"],
  [["V"], "table"],
  [["?"], "all"],
] as const;

type Waiting = "overdue" | "urgent" | "unassigned" | "unread";

const MARKS: Record<Waiting, ReactNode> = {
  overdue: <IconClockExclamation size={17} stroke={1.7} className={styles.late} aria-hidden />,
  urgent: (
    <span aria-hidden>
      <PriorityMark priority="urgent" isBare />
    </span>
  ),
  unassigned: <IconUserQuestion size={17} stroke={1.7} aria-hidden />,
  unread: (
    <span aria-hidden>
      <i className={styles.dot} />
    </span>
  ),
};

const isOpen = ({ status }: InboxRow) => status !== "resolved" && status !== "closed";
const KINDS: { key: Waiting; fits(row: InboxRow): boolean; filters: Filters }[] = [
  { key: "overdue", fits: ({ is_overdue }) => is_overdue, filters: { overdue: "true" } },
  {
    key: "urgent",
    fits: (row) => row.priority === "urgent" && isOpen(row),
    filters: { priority: "urgent", open: "true" },
  },
  {
    key: "unassigned",
    fits: (row) => row.assigned_to === null && isOpen(row),
    filters: { assigned_to: "none", open: "true" },
  },
  { key: "unread", fits: ({ is_unread }) => is_unread, filters: { unread: "true" } },
];

/**
 * The most urgent tickets of the view, as far as they are known without another request: from its rows or, for all tickets,
 * from the counts of views.
 */
function useWaiting({ view, filters, ordering }: Inbox): { key: Waiting; shown: string; search: object }[] {
  const { data, hasNextPage } = useInfiniteQuery({ ...rowsQuery({ filters, ordering }), enabled: false });
  const countOf = useViewCounts();
  if (!view || !data || filters.trash) return [];
  const isAll = Object.keys(filters).length === 0;
  const rows = hasNextPage ? null : rowsOf(data as InboxPages);
  return KINDS.flatMap(({ key, fits, filters: more }) => {
    // adds nothing in a view that lists exactly these tickets
    if (Object.keys(more).some((name) => name !== "open" && filters[name as keyof Filters])) return [];
    const number = rows ? numberOf(rows.filter(fits).length) : isAll ? countOf(key) : undefined;
    if (!number || number === "0") return [];
    return [{ key, shown: number, search: addressWith(view, { ...filters, ...more }, {}) }];
  });
}
