import { useRouterState } from "@tanstack/react-router";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type MouseEvent, type PointerEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import type { InboxRow, ListQuery } from "../rows/rows.ts";
import { listed, withOpen } from "../tickets/neighbours.ts";
import { prefetchTicket } from "../tickets/ticket-query.ts";
import { fetched } from "../ui/fetched.tsx";
import { errorText } from "../ui/notices.ts";
import { useDensity } from "./density.ts";
import { LoadingRows } from "./LoadingRows.tsx";
import { useListActions } from "./list-actions.ts";
import { useNow } from "./now.ts";
import { chooseNone, chooseThese, chooseTo, isChosen, isNone, toggle, useSelection } from "./selection.ts";
import styles from "./TicketList.module.css";
import { rowId, TicketRow } from "./TicketRow.tsx";
import type { Column } from "./table/columns.ts";
import { useAnchor } from "./use-anchor.ts";
import { isOfTrash, useChangeActions } from "./use-changes.ts";

const OVERSCAN = 8;
/** The next page is asked for when so many rows are left. */
const AHEAD = 80;
const HOVER_MS = 60;
// another list replaces one that had the focus
let hadFocus = false;
let hadHeading: string | undefined;

interface Props {
  asked: ListQuery;
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
  columns: readonly Column[];
  tracks: string;
  /** How wide it is at least, in pixels. */
  least: number;
  onOrdering(ordering: string): void;
}
const HEAD_HEIGHT = 35;
const RowActions = fetched(async () => (await import("./RowActions.tsx")).RowActions);

export function TicketGrid({ asked, label, rows, total, openId, hasMore, onEnd, onSeen, problem, table }: Props) {
  const t = useTexts();
  const scroll = useRef<HTMLDivElement>(null);
  const search = useRouterState({ select: ({ location }) => location.searchStr });
  const { density, height } = useDensity(table !== null);
  const selection = useSelection();
  const now = useNow();
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  const versions = useMemo(() => rows.map(({ id, version }) => `${id} ${version}`), [rows]);
  const anchor = useAnchor(scroll, ids, versions, height);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    scrollPaddingEnd: table ? HEAD_HEIGHT : 0,
    useFlushSync: false,
    // the active row is rendered wherever the list is scrolled to, because it has the focus
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      return active.index < 0 || shown.includes(active.index) ? shown : [...shown, active.index].sort((a, b) => a - b);
    },
  });
  const active = useListActions({
    rows,
    ids,
    openId,
    grid: scroll,
    show: (index) => virtual.scrollToIndex(index, { align: "auto" }),
    perPage: () => Math.max(1, Math.floor((scroll.current?.clientHeight ?? height) / height) - 1),
  });
  const [isFocused, setFocused] = useState(false);
  // while a ticket is open, its page has these keys, unless the focus is in the list
  useChangeActions(asked, rows[active.index], isFocused || !openId || !isNone(selection));
  useEffect(() => listed.set(withOpen(listed.get(), ids, openId)), [ids, openId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height
  useEffect(() => virtual.measure(), [height]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last > rows.length - AHEAD && !problem) onEnd();
  });
  useEffect(() => onSeen(items.flatMap(({ index }) => ids[index] ?? [])));
  useLayoutEffect(() => {
    const grid = scroll.current;
    const heading = hadHeading && grid?.querySelector<HTMLElement>(`[data-head="${hadHeading}"]`);
    if (heading) heading.focus({ preventScroll: true });
    else if (hadFocus) grid?.focus({ preventScroll: true });
    return () => {
      hadFocus = document.activeElement === grid;
      hadHeading = (document.activeElement as HTMLElement | null)?.dataset.head;
    };
  }, []);
  const hover = useHover();
  const [isPointed, setPointed] = useState(false);
  // the row of headings counts
  const ahead = table ? 1 : 0;
  return (
    <>
      {anchor.fresh > 0 && (
        <button
          type="button"
          className={styles.fresh}
          onClick={() => {
            scroll.current?.scrollTo({ top: 0 });
            scroll.current?.focus({ preventScroll: true });
          }}
        >
          {t("inbox.fresh", { count: anchor.fresh })}
        </button>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a table's rows cannot come and go with the scrolling */}
      <div
        ref={scroll}
        role="grid"
        tabIndex={0}
        className={styles.scroll}
        aria-label={label}
        aria-multiselectable
        aria-rowcount={total && !total.is_capped ? total.count + ahead : hasMore ? -1 : rows.length + ahead}
        aria-activedescendant={active.id ? rowId(active.id) : undefined}
        data-rows={density}
        data-choosing={!isNone(selection) || undefined}
        style={
          {
            "--row-height": `${height}px`,
            ...(table && { "--table-tracks": table.tracks, "--table-least": `${table.least}px` }),
          } as object
        }
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
        onClick={(event) => clicked(event, ids, active)}
        onPointerOver={hover}
        onPointerEnter={({ pointerType }) => setPointed(pointerType === "mouse")}
      >
        {table && (
          <table.parts.TableHead
            columns={table.columns}
            ordering={asked.ordering}
            onOrdering={table.onOrdering}
            isAllChosen={rows.length > 0 && rows.every(({ id }) => isChosen(selection, id))}
            onChooseAll={() => (isNone(selection) ? chooseThese(ids) : chooseNone())}
          />
        )}
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div role="rowgroup" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const row = rows[index];
            if (!row) return null;
            const props = {
              row,
              index: index + ahead,
              top: start,
              href: `/tickets/${row.id}${search}`,
              isActive: row.id === active.id,
              isOpen: row.id === openId,
              isChosen: isChosen(selection, row.id),
              now,
            };
            return table ? (
              <table.parts.TableRow key={row.id} {...props} columns={table.columns} />
            ) : (
              <TicketRow key={row.id} {...props} />
            );
          })}
        </div>
        {problem ? (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: its button is
          <div role="row" className={styles.problem}>
            {/* biome-ignore lint/a11y/useSemanticElements: as above */}
            {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
            <div role="gridcell">
              {errorText(problem)}{" "}
              <button type="button" data-head="" onClick={onEnd}>
                {t("common.retry")}
              </button>
            </div>
          </div>
        ) : (
          hasMore && <LoadingRows count={4} isQuiet />
        )}
      </div>
      {isPointed && !isOfTrash(asked) && <RowActions grid={scroll} rows={rows} />}
    </>
  );
}

type Active = ReturnType<typeof useListActions>;

function clicked(event: MouseEvent, ids: readonly string[], active: Active): void {
  const target = event.target as HTMLElement;
  const id = target.closest<HTMLElement>("[data-ticket]")?.dataset.ticket;
  if (!id) return;
  active.set(id);
  if (event.shiftKey) {
    event.preventDefault();
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

/** A hovered ticket is fetched before it is opened; a time shows its day. */
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
