import "../lib/later-texts.ts";
import { ActionIcon } from "@mantine/core";
import { IconBellZ, IconCheck, IconUserPlus } from "@tabler/icons-react";
import { type MouseEvent, type RefObject, useEffect, useRef, useState } from "react";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import type { InboxRow } from "../rows/rows.ts";
import { openSnooze } from "../snoozes/snooze-asked.ts";
import { RESOLVE_KEY, SNOOZE_KEY, TO_ME_KEY } from "../tickets/ticket-keys.ts";
import { tip } from "../ui/tip.ts";
import { assignment, changeTickets } from "./change-tickets.ts";
import { focusList } from "./end-change.ts";
import css from "./RowActions.module.css";

interface Props {
  /** The grid, and the rows that it shows. */
  grid: RefObject<HTMLElement | null>;
  rows: readonly InboxRow[];
}

/**
 * The actions for the row under the pointer, over its right end. They are not part of the rows, so that rows stay
 * light.
 */
export function RowActions({ grid, rows }: Props) {
  const t = useTexts();
  const user = useUser();
  const pointedRow = usePointedRow(grid, rows);
  const row = pointedRow && rows.find(({ id }) => id === pointedRow.id);
  if (!row) return null;
  const target = { ids: [row.id] };
  const isMine = row.assigned_to === user.id;
  const isOpen = row.status !== "resolved" && row.status !== "closed";
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its buttons have the actions
    <div className={css.actions} style={{ top: pointedRow.middle }} data-row-actions onMouseDown={focusListInstead}>
      {!isMine && (
        <ActionIcon
          size={24}
          {...tip(t("bulk.do.toMe"), TO_ME_KEY)}
          onClick={() => void changeTickets(target, assignment(user.id), { assigned_to_name: user.full_name })}
        >
          <IconUserPlus size={16} aria-hidden />
        </ActionIcon>
      )}
      <ActionIcon size={24} {...tip(t("snooze.title"), SNOOZE_KEY)} onClick={() => openSnooze(row)}>
        <IconBellZ size={16} aria-hidden />
      </ActionIcon>
      {isOpen && (
        <ActionIcon
          size={24}
          {...tip(t("bulk.do.resolve"), RESOLVE_KEY)}
          onClick={() => void changeTickets(target, { status: "resolved" })}
        >
          <IconCheck size={16} aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}

/** Gives the focus to the list: these buttons go with the pointer, and the focus with them. */
function focusListInstead(event: MouseEvent): void {
  event.preventDefault();
  focusList();
}

interface RowAtPointer {
  id: string;
  /** The middle of the row, in pixels from the top of the list. */
  middle: number;
}

const rowUnderPointer = (grid: HTMLElement | null) => grid?.querySelector<HTMLElement>("[data-ticket]:hover") ?? null;

function usePointedRow(grid: RefObject<HTMLElement | null>, rows: readonly InboxRow[]): RowAtPointer | null {
  const [pointedRow, setPointedRow] = useState<RowAtPointer | null>(null);
  const markedRow = useRef<HTMLElement | null>(null);
  const point = (row: HTMLElement | null) => {
    // the row keeps its background while the pointer is on the buttons
    if (markedRow.current !== row) delete markedRow.current?.dataset.pointed;
    markedRow.current = row;
    const list = grid.current?.parentElement;
    if (!row || !list) return setPointedRow(null);
    row.dataset.pointed = "";
    const { top, height } = row.getBoundingClientRect();
    const middle = top + height / 2 - list.getBoundingClientRect().top;
    setPointedRow((now) =>
      now && now.id === row.dataset.ticket && now.middle === middle ? now : { id: row.dataset.ticket!, middle },
    );
  };
  useRowUnderPointer(grid, point);
  // a changed list moves rows under a resting pointer; the buttons stay with their row or disappear
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the rows have changed
  useEffect(() => {
    // not before the frame, because it measures the page, which may still change until then
    const frame = requestAnimationFrame(() => {
      if (grid.current?.parentElement?.querySelector("[data-row-actions]:hover")) point(markedRow.current);
      else point(rowUnderPointer(grid.current));
    });
    return () => cancelAnimationFrame(frame);
  }, [rows]);
  return pointedRow;
}

/** Calls `point` with each row that comes under the pointer, by moving or scrolling, and with null when the pointer leaves. */
function useRowUnderPointer(grid: RefObject<HTMLElement | null>, point: (row: HTMLElement | null) => void): void {
  const latest = useRef(point);
  latest.current = point;
  useEffect(() => {
    const list = grid.current?.parentElement;
    if (!list) return;
    const stop = new AbortController();
    const listen = (name: string, run: (event: Event) => void, on: HTMLElement = list) =>
      on.addEventListener(name, run, { signal: stop.signal, passive: true });
    listen("pointerover", (event) => {
      const at = event.target as Element;
      if ((event as PointerEvent).pointerType !== "mouse" || at.closest("[data-row-actions]")) return;
      latest.current(at.closest<HTMLElement>("[data-ticket]"));
    });
    listen("pointerleave", () => latest.current(null));
    listen("scroll", () => latest.current(rowUnderPointer(grid.current)), grid.current!);
    return () => {
      latest.current(null);
      stop.abort();
    };
  }, [grid]);
}
