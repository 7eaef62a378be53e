import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, type RefObject, useEffect, useState } from "react";
import { type Action, useActions } from "../lib/actions.ts";
import { latinKey } from "../lib/keys.ts";
import { useTexts } from "../lib/texts.ts";
import { holdActive } from "../rows/pinned.ts";
import type { InboxRow } from "../rows/rows.ts";
import { moveOn } from "../rows/staying.ts";
import { prefetchTicket } from "../tickets/ticket-query.ts";
import {
  chooseNone,
  chooseThese,
  chooseTo,
  currentSelection,
  dropLeft,
  isNone,
  toggle,
  useSelection,
} from "./selection.ts";

interface List {
  shownList: string;
  rows: readonly InboxRow[];
  ids: readonly string[];
  openId: string | undefined;
  grid: RefObject<HTMLElement | null>;
  show(index: number): void;
  perPage(): number;
}

interface Active {
  id: string | undefined;
  index: number;
  /** It took the place of a ticket that has left the list; nobody has gone to it. */
  isSubstitute: boolean;
}

/** The active row: its ticket, or, if that has left the list, the ticket in its place. */
function useActiveRow({ shownList, ids, openId }: List) {
  const first: Active = { id: openId, index: -1, isSubstitute: false };
  const [at, setAt] = useState(first);
  const [list, setList] = useState(shownList);
  if (list !== shownList) {
    setList(shownList);
    setAt(first);
  }
  const position = at.id ? ids.indexOf(at.id) : -1;
  const index = position >= 0 ? position : Math.min(at.index, ids.length - 1);
  const id = ids[index];
  useEffect(() => {
    if (index >= 0)
      setAt((previous) =>
        previous.id === id && previous.index === index
          ? previous
          : { id, index, isSubstitute: previous.isSubstitute || (previous.id !== undefined && previous.id !== id) },
      );
    holdActive(id, index);
  }, [id, index]);
  useEffect(() => () => holdActive(undefined), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another ticket is opened, or in another list
  useEffect(() => {
    if (openId) setAt({ id: openId, index: ids.indexOf(openId), isSubstitute: false });
    if (openId) moveOn(openId);
  }, [openId, shownList]);
  const set = (next: string) => {
    moveOn(next);
    setAt({ id: next, index: ids.indexOf(next), isSubstitute: false });
  };
  return { id, index, isSubstitute: at.isSubstitute || (at.id !== undefined && at.id !== id), set };
}

/** Keys that move the active row, and select and open tickets. */
export function useListActions(list: List) {
  const { ids, openId } = list;
  const active = useActiveRow(list);
  const moves = useMoves(list, active);
  useListKeys(moves, ids, openId);
  const { moveTo, move, stretch } = moves;
  const byKey = new Map<string, () => void>([
    ["ArrowDown", () => move(1)],
    ["ArrowUp", () => move(-1)],
    ["Shift ArrowDown", () => stretch(1)],
    ["Shift ArrowUp", () => stretch(-1)],
    ["Home", () => moveTo(0)],
    ["End", () => moveTo(ids.length - 1)],
    ["PageDown", () => move(list.perPage())],
    ["PageUp", () => move(-list.perPage())],
    ["Enter", () => moves.open()],
    [" ", moves.choose],
    // the open ticket has this key, too, but not while the list has the focus
    ["x", moves.choose],
  ]);
  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && latinKey(event.nativeEvent) === "a") {
      event.preventDefault();
      return chooseThese(ids);
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const run = byKey.get(`${event.shiftKey ? "Shift " : ""}${latinKey(event.nativeEvent)}`);
    if (!run) return;
    event.preventDefault();
    run();
  };
  const onFocus = () => {
    if (active.index < 0 && ids.length > 0) active.set(openId && ids.includes(openId) ? openId : ids[0]!);
  };
  useInOtherList(list, onFocus);
  const { id, index, isSubstitute } = active;
  return { id, index, isSubstitute, set: active.set, open: moves.open, onKeyDown, onFocus };
}

/** Another list has no active row until the grid has the focus, which it may have already. */
function useInOtherList({ shownList, grid }: List, onFocus: () => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: as said
  useEffect(() => {
    if (document.activeElement === grid.current) onFocus();
  }, [shownList]);
}

/** What the keys of the list do. */
function useMoves({ ids, grid, show }: List, active: ReturnType<typeof useActiveRow>) {
  const navigate = useNavigate();
  const moveTo = (index: number) => {
    const id = ids[Math.max(0, Math.min(index, ids.length - 1))];
    if (!id) return;
    dropLeft();
    active.set(id);
    show(ids.indexOf(id));
    grid.current?.focus({ preventScroll: true });
    prefetchTicket(id);
  };
  const move = (by: number) => moveTo(active.index < 0 ? (by > 0 ? 0 : ids.length - 1) : active.index + by);
  const open = (id = active.id) => {
    if (!id) return;
    // the keys are about the open ticket again
    if (currentSelection().isChanged) chooseNone();
    void navigate({ to: "/tickets/$ticketId", params: { ticketId: id }, search: (now) => now });
  };
  const close = () => {
    void navigate({ to: "/tickets", search: (now) => now });
    grid.current?.focus({ preventScroll: true });
  };
  const choose = () => {
    if (active.id) toggle(active.id);
  };
  const stretch = (by: number) => {
    if (!active.id) return move(by);
    if (isNone(currentSelection())) toggle(active.id);
    const next = ids[active.index + by];
    if (next) chooseTo(next, ids);
    move(by);
  };
  return { moveTo, move, open, close, choose, stretch };
}

/** The keys that work while the focus is outside the list. They also appear in the list of shortcuts. */
function useListKeys(moves: ReturnType<typeof useMoves>, ids: readonly string[], openId: string | undefined): void {
  const { move, open, close, choose, stretch } = moves;
  const t = useTexts();
  const selection = useSelection();
  const section = t("inbox.tickets");
  const key = (id: string, label: string, keys: string, run: () => void): Action => ({
    id: `inbox ${id}`,
    section,
    label,
    keys,
    run,
    isKeyOnly: true,
  });
  useActions([
    key("down", t("inbox.do.down"), "j", () => move(1)),
    key("up", t("inbox.do.up"), "k", () => move(-1)),
    key("open", t("inbox.do.open"), "o", () => open()),
    key("choose", t("inbox.do.choose"), "x", choose),
    key("chooseDown", t("inbox.do.chooseDown"), "Shift+J", () => stretch(1)),
    key("chooseUp", t("inbox.do.chooseUp"), "Shift+K", () => stretch(-1)),
    { id: "inbox chooseAll", section, label: t("inbox.do.chooseAll"), run: () => chooseThese(ids) },
    // with selected tickets, Escape deselects them (BulkTools)
    ...(isNone(selection) && openId ? [key("back", t("inbox.back"), "Escape", close)] : []),
  ]);
}
