import { useRouterState } from "@tanstack/react-router";
import { type MouseEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { useNow } from "../lib/clock.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { catchUp } from "../rows/catch-up.ts";
import type { InboxRow, ListQuery } from "../rows/rows.ts";
import { prefetchTicket } from "../tickets/ticket-query.ts";
import { loadLate } from "../ui/load-late.tsx";
import { errorText } from "../ui/notices.ts";
import { useDensity } from "./density.ts";
import { LoadingRows } from "./LoadingRows.tsx";
import type { useListActions } from "./list-actions.ts";
import { chooseTo, isNone, isSelected, toggle, useSelection } from "./selection.ts";
import { hasNewHours } from "./sla-at.ts";
import styles from "./TicketList.module.css";
import { rowId, TicketRow } from "./TicketRow.tsx";
import type { TableColumn } from "./table/columns.ts";
import { useAnchor } from "./use-anchor.ts";
import { isOfTrash, useChangeActions } from "./use-changes.ts";
import { useGridRows } from "./use-grid-rows.ts";
import { useKeptFocus } from "./use-kept-focus.ts";

/** The next page is requested when this many rows are left. */
const AHEAD = 80;
/** In a search, of which most people read the beginning; the next letter would wait for the rest. */
const AHEAD_IN_SEARCH = 20;
const HOVER_MS = 60;

interface Props {
  list: ListQuery;
  /** What the rows are the answer to. Another list begins at the top; rows that are in both are not drawn again. */
  shownList: string;
  label: string;
  rows: InboxRow[];
  total: { count: number; is_capped: boolean } | undefined;
  openId: string | undefined;
  hasMore: boolean;
  onEnd(): void;
  onSeen(ids: readonly string[]): void;
  problem: unknown;
  /** How rows are drawn as a table; left out for a list. */
  table: Table | null;
}

/** The parts of the table layout, loaded on demand. */
export interface Table {
  parts: typeof import("./table/parts.ts").tableParts;
  columns: readonly TableColumn[];
  tracks: string;
  /** The minimum width in pixels. */
  least: number;
  onOrdering(ordering: string): void;
}
const HEAD_HEIGHT = 35;
const NewRowsButton = loadLate(async () => (await import("./NewRowsButton.tsx")).NewRowsButton);
const RowActions = loadLate(async () => (await import("./RowActions.tsx")).RowActions);

/** The rows as a grid with one active row: keys move it, a click opens its ticket. */
export function TicketGrid(props: Props) {
  const { list, shownList, label, rows, total, openId, hasMore, onEnd, problem, table } = props;
  const grid = useRef<HTMLDivElement>(null);
  const { density, height } = useDensity(table !== null);
  const selection = useSelection();
  const ids = useSame(useMemo(() => rows.map(({ id }) => id), [rows]));
  const versions = useSame(useMemo(() => rows.map(({ id, version }) => `${id} ${version}`), [rows]));
  const anchor = useAnchor(grid, { shownList, ids, versions, height });
  const headHeight = table ? HEAD_HEIGHT : 0;
  const { active, items, totalHeight } = useGridRows({ shownList, rows, ids, openId, grid, height, headHeight });
  const [isFocused, setFocused] = useState(false);
  // While a ticket is open, its page handles these keys, unless the focus is in the list. If the open ticket has left the list,
  // the keys stay with it: they must not change the ticket that took its place.
  const isOffered = (isFocused && !active.isSubstitute) || !openId || !isNone(selection);
  useChangeActions(list, rows[active.index], { isOffered, onNone: active.onFocus });
  useMore(props, items.at(-1)?.index ?? 0);
  useEffect(() => props.onSeen(items.flatMap(({ index }) => ids[index] ?? [])));
  useKeptFocus(grid);
  const hover = useHover();
  const [isPointed, setPointed] = useState(false);
  return (
    <>
      {anchor.newRowCount > 0 && <NewRowsButton count={anchor.newRowCount} grid={grid} />}
      {/* biome-ignore lint/a11y/useSemanticElements: a table's rows cannot come and go with the scrolling */}
      <div
        ref={grid}
        role="grid"
        tabIndex={0}
        className={styles.scroll}
        aria-label={label}
        aria-multiselectable
        aria-rowcount={rowCount(total, hasMore, rows.length, table)}
        aria-activedescendant={active.id ? rowId(active.id) : undefined}
        data-rows={density}
        data-choosing={!isNone(selection) || undefined}
        style={sizes(height, table)}
        onScroll={anchor.note}
        data-layout={table ? "table" : "list"}
        onKeyDown={(event) => {
          if ((event.target as HTMLElement).dataset.head === undefined) active.onKeyDown(event);
        }}
        onFocus={() => {
          setFocused(true);
          active.onFocus();
        }}
        onBlur={() => setFocused(false)}
        onClick={(event) => onRowClick(event, ids, active)}
        onPointerOver={hover}
        onPointerEnter={({ pointerType }) => setPointed(pointerType === "mouse")}
      >
        {table && <table.parts.TableHead {...table} ids={ids} ordering={list.ordering} />}
        <Rows {...{ items, totalHeight, rows, openId, table }} activeId={active.id} ordering={list.ordering} />
        {problem ? <ProblemRow problem={problem} onRetry={onEnd} /> : hasMore && <LoadingRows count={4} isQuiet />}
      </div>
      {isPointed && !isOfTrash(list) && <RowActions grid={grid} rows={rows} />}
    </>
  );
}

/** Reads the next page before the last row is drawn. */
function useMore({ list, rows, hasMore, problem, onEnd }: Props, last: number): void {
  useEffect(() => {
    if (hasMore && last > rows.length - (list.filters.q ? AHEAD_IN_SEARCH : AHEAD) && !problem) onEnd();
  });
}

/** The earlier list if the new one has the same entries, as after a ticket was read. */
function useSame(list: readonly string[]): readonly string[] {
  const last = useRef(list);
  const now = last.current;
  if (list.length !== now.length || list.some((each, at) => each !== now[at])) last.current = list;
  return last.current;
}

/** The number of rows including the headings; -1 if it is unknown. */
function rowCount(total: Props["total"], hasMore: boolean, count: number, table: Table | null): number {
  if (hasMore && (!total || total.is_capped)) return -1;
  return (total && !total.is_capped ? total.count : count) + (table ? 1 : 0);
}

const sizes = (height: number, table: Table | null) =>
  ({
    "--row-height": `${height}px`,
    ...(table && { "--table-tracks": table.tracks, "--table-least": `${table.least}px` }),
  }) as object;

interface RowsProps {
  items: readonly { index: number; start: number }[];
  totalHeight: number;
  rows: readonly InboxRow[];
  activeId: string | undefined;
  openId: string | undefined;
  table: Table | null;
  ordering: string;
}

function Rows({ items, totalHeight, rows, activeId, openId, table, ordering }: RowsProps) {
  const search = useRouterState({ select: ({ location }) => location.searchStr });
  const selection = useSelection();
  const now = useNow();
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the time makes a row outdated
  useEffect(() => {
    const visibleRows = items.flatMap(({ index }) => rows[index] ?? []);
    const outdatedIds = visibleRows.filter((row) => hasNewHours(row, now)).map(({ id }) => id);
    if (outdatedIds.length > 0) void catchUp(outdatedIds);
  }, [now]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    <div role="rowgroup" className={styles.rows} style={{ height: totalHeight }}>
      {items.map(({ index, start }) => {
        const row = rows[index];
        if (!row) return null;
        const props = {
          row,
          index: table ? index + 1 : index,
          top: start,
          href: `/tickets/${row.id}${search}`,
          isActive: row.id === activeId,
          isOpen: row.id === openId,
          isChosen: isSelected(selection, row.id),
          now,
          ordering,
        };
        return table ? (
          <table.parts.TableRow key={row.id} {...props} columns={table.columns} />
        ) : (
          <TicketRow key={row.id} {...props} />
        );
      })}
    </div>
  );
}

function ProblemRow({ problem, onRetry }: { problem: unknown; onRetry(): void }) {
  const t = useTexts();
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    // biome-ignore lint/a11y/useFocusableInteractive: its button is
    <div role="row" className={styles.problem}>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <div role="gridcell">
        {errorText(problem)}{" "}
        <button type="button" data-head="" onClick={onRetry}>
          {t("common.retry")}
        </button>
      </div>
    </div>
  );
}

type Active = ReturnType<typeof useListActions>;

function onRowClick(event: MouseEvent, ids: readonly string[], active: Active): void {
  const target = event.target as HTMLElement;
  const id = target.closest<HTMLElement>("[data-ticket]")?.dataset.ticket;
  if (!id) return;
  active.set(id);
  if (event.shiftKey) {
    // the browser would take back the check mark
    if (!target.closest("[data-choose]")) event.preventDefault();
    getSelection()?.removeAllRanges();
    chooseTo(id, ids);
  } else if (target.closest("[data-choose], label")) {
    if (target.closest("[data-choose]")) toggle(id);
  } else if (event.ctrlKey || event.metaKey) return;
  else {
    event.preventDefault();
    active.open(id);
  }
}

/** Hovering over a ticket loads it ahead, and hovering over a time shows its day. */
function useHover() {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const last = useRef<string>(undefined);
  return (event: PointerEvent) => {
    const target = event.target as HTMLElement;
    const time = target.closest("time");
    if (time && !time.title) time.title = momentOf(time.dateTime);
    const id = target.closest<HTMLElement>("[data-ticket]")?.dataset.ticket;
    if (!id || id === last.current) return;
    last.current = id;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => prefetchTicket(id), HOVER_MS);
  };
}
