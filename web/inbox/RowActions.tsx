import { ActionIcon } from "@mantine/core";
import { IconCheck, IconUserPlus } from "@tabler/icons-react";
import { type RefObject, useEffect, useState } from "react";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { tip } from "../ui/tip.ts";
import { changeTickets, teamKept } from "./change-tickets.ts";
import css from "./RowActions.module.css";
import type { InboxRow } from "./rows.ts";

interface Props {
  /** The grid of rows, and the rows that it shows. */
  grid: RefObject<HTMLElement | null>;
  rows: readonly InboxRow[];
}

/** What can be done with the row under the pointer, over its right end. Beside the rows, so that these stay light. */
export function RowActions({ grid, rows }: Props) {
  const t = useTexts();
  const user = useUser();
  const pointed = usePointedRow(grid);
  const row = pointed && rows.find(({ id }) => id === pointed.id);
  if (!row) return null;
  const target = { ids: [row.id] };
  const isMine = row.assigned_to === user.id;
  const isOpen = row.status !== "resolved" && row.status !== "closed";
  if (isMine && !isOpen) return null;
  return (
    <div className={css.actions} style={{ top: pointed.middle }} data-row-actions>
      {!isMine && (
        <ActionIcon
          size={28}
          {...tip(t("bulk.do.toMe"), "i")}
          onClick={() =>
            void changeTickets(
              target,
              { assigned_to: user.id, ...teamKept(target) },
              { assigned_to_name: user.full_name },
            )
          }
        >
          <IconUserPlus size={16} aria-hidden />
        </ActionIcon>
      )}
      {isOpen && (
        <ActionIcon
          size={28}
          {...tip(t("bulk.do.resolve"), "e")}
          onClick={() => void changeTickets(target, { status: "resolved" })}
        >
          <IconCheck size={16} aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}

interface Pointed {
  id: string;
  /** Of the row, from the top of the list. */
  middle: number;
}

function usePointedRow(grid: RefObject<HTMLElement | null>): Pointed | null {
  const [pointed, setPointed] = useState<Pointed | null>(null);
  useEffect(() => {
    const list = grid.current?.parentElement;
    if (!list) return;
    let row: HTMLElement | null = null;
    const point = (next: HTMLElement | null) => {
      if (next === row) return;
      // the row keeps its ground while the pointer is on the buttons
      if (row) delete row.dataset.pointed;
      row = next;
      if (!next) return setPointed(null);
      next.dataset.pointed = "";
      const { top, height } = next.getBoundingClientRect();
      setPointed({ id: next.dataset.ticket!, middle: top + height / 2 - list.getBoundingClientRect().top });
    };
    // the one that the pointer was on before this was there
    point(grid.current!.querySelector<HTMLElement>("[data-ticket]:hover"));
    const stop = new AbortController();
    const listen = (name: string, run: (event: Event) => void, on: HTMLElement = list) =>
      on.addEventListener(name, run, { signal: stop.signal, passive: true });
    listen("pointerover", (event) => {
      const at = event.target as Element;
      if ((event as PointerEvent).pointerType !== "mouse" || at.closest("[data-row-actions]")) return;
      point(at.closest<HTMLElement>("[data-ticket]"));
    });
    listen("pointerleave", () => point(null));
    listen("scroll", () => point(null), grid.current!);
    return () => {
      point(null);
      stop.abort();
    };
  }, [grid]);
  return pointed;
}
