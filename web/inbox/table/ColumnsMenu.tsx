import "../../lib/later-texts.ts";
import { Popover } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTexts } from "../../lib/texts.ts";
import { ColumnsButton } from "../LookButton.tsx";
import { columnLabel } from "../labels.ts";
import type { Inbox } from "../use-inbox.ts";
import styles from "./ColumnsMenu.module.css";
import { COLUMNS, columnsOf, FIXED_COLUMN, type TableColumn, USUAL } from "./columns.ts";

/** The columns of the table and their order. */
export function ColumnsMenu({ inbox }: { inbox: Inbox }) {
  const t = useTexts();
  const [isOpen, setOpen] = useState(false);
  const hint = inbox.view?.saved ? t("look.columnsOfView", { name: inbox.view.name }) : t("look.columnsOfAll");
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      width={300}
      shadow="md"
      trapFocus
      returnFocus
      withinPortal
    >
      <Popover.Target>
        <ColumnsButton onClick={() => setOpen(!isOpen)} aria-expanded={isOpen} />
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t("inbox.columnsTitle")}>
        <ColumnList shown={columnsOf(inbox.columns)} onChange={inbox.setColumns} />
        <div className={styles.foot}>
          <span>{hint}</span>
          <button type="button" onClick={() => inbox.setColumns(USUAL)}>
            {t("look.columnsUsual")}
          </button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

interface ListProps {
  shown: readonly TableColumn[];
  onChange(columns: readonly TableColumn[]): void;
}

type Part = "box" | "up" | "down";

function ColumnList({ shown, onChange }: ListProps) {
  const t = useTexts();
  const list = useRef<HTMLUListElement>(null);
  const [announcement, setAnnouncement] = useState("");
  const focusTarget = useRef<{ column: TableColumn; part: Part } | null>(null);
  const others = COLUMNS.filter((column) => !shown.includes(column));
  // a line that moves keeps the focus
  useEffect(() => {
    const { column, part } = focusTarget.current ?? {};
    if (!column) return;
    focusTarget.current = null;
    const line = list.current?.querySelector(`[data-column="${column}"]`);
    const button = line?.querySelector<HTMLButtonElement>(`[data-part="${part}"]`);
    (button?.disabled ? line?.querySelector<HTMLElement>('[data-part="box"]') : button)?.focus();
  });
  const move = (column: TableColumn, by: -1 | 1, part: Part) => {
    const to = shown.indexOf(column) + by;
    if (to < 0 || to >= shown.length || !shown.includes(column)) return;
    focusTarget.current = { column, part };
    onChange(shown.filter((each) => each !== column).toSpliced(to, 0, column));
    setAnnouncement(t("look.columnMoved", { name: columnLabel(t, column), place: to + 1, total: shown.length }));
  };
  const toggle = (column: TableColumn) => {
    focusTarget.current = { column, part: "box" };
    onChange(shown.includes(column) ? shown.filter((each) => each !== column) : [...shown, column]);
  };
  return (
    <>
      <ul ref={list} className={styles.list}>
        {[...shown, ...others].map((column) => (
          <ColumnLine key={column} column={column} shown={shown} onToggle={toggle} onMove={move} />
        ))}
      </ul>
      <span role="status" className="only-read-out">
        {announcement}
      </span>
    </>
  );
}

interface LineProps {
  column: TableColumn;
  shown: readonly TableColumn[];
  onToggle(column: TableColumn): void;
  onMove(column: TableColumn, by: -1 | 1, part: Part): void;
}

function ColumnLine({ column, shown, onToggle, onMove }: LineProps) {
  const t = useTexts();
  const name = columnLabel(t, column);
  const at = shown.indexOf(column);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key] as -1 | 1 | undefined;
    if (!by || !event.altKey) return;
    event.preventDefault();
    onMove(column, by, "box");
  };
  return (
    <li data-column={column} className={styles.line}>
      <label>
        <input
          type="checkbox"
          data-part="box"
          checked={at >= 0}
          disabled={column === FIXED_COLUMN}
          onChange={() => onToggle(column)}
          onKeyDown={onKeyDown}
        />
        {name}
      </label>
      {at >= 0 && (
        <>
          <button
            type="button"
            data-part="up"
            disabled={at === 0}
            aria-label={t("look.columnUp", { name })}
            onClick={() => onMove(column, -1, "up")}
          >
            <IconChevronUp size={15} aria-hidden />
          </button>
          <button
            type="button"
            data-part="down"
            disabled={at === shown.length - 1}
            aria-label={t("look.columnDown", { name })}
            onClick={() => onMove(column, 1, "down")}
          >
            <IconChevronDown size={15} aria-hidden />
          </button>
        </>
      )}
    </li>
  );
}
