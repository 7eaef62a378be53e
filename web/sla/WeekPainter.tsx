import "../lib/later-texts.ts";
import { TextInput } from "@mantine/core";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { WEEKDAYS, type Weekday } from "../../wire/sla-words.ts";
import { openMinutes } from "../../wire/usual-day.ts";
import { useTexts } from "../lib/texts.ts";
import { dayText, parseDay } from "./day-text.ts";
import { SameHours } from "./SameHours.tsx";
import { secondsText } from "./sla-words.ts";
import css from "./WeekPainter.module.css";
import { paintedDays, paintHours, SLOTS, slotsOf, timeOf, type Week } from "./week.ts";

const HOURS = [0, 3, 6, 9, 12, 15, 18, 21];

interface Stroke {
  days: [Weekday, Weekday];
  slots: [number, number];
  isOpen: boolean;
}

interface Props {
  week: Week;
  /** Whether the office hours are new: their line has the focus. */
  isNew?: boolean;
  onChange(week: Week): void;
  error?: string | null;
}

/** The open hours of a week: painted with mouse or keyboard, or typed. */
export function WeekPainter({ week, isNew = false, onChange, error }: Props) {
  const t = useTexts();
  const [at, setAt] = useState<Cell>({ day: "mon", slot: 18 });
  const { shown, begin, move, end } = useStroke(week, onChange, setAt);
  const grid = useRef<HTMLDivElement>(null);
  const onKey = useKeys(week, onChange, at, (day, slot) => {
    setAt({ day, slot });
    grid.current?.querySelector<HTMLElement>(`[data-day="${day}"][data-slot="${slot}"]`)?.focus();
  });
  return (
    <div className={css.week}>
      <SameHours week={week} isNew={isNew} onChange={onChange} />
      <Hours />
      {/* biome-ignore lint/a11y/useSemanticElements: a table has no cells that are painted */}
      <div
        ref={grid}
        role="grid"
        aria-label={t("sla.week.title")}
        aria-description={t("sla.week.keys")}
        className={css.grid}
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={end}
        onPointerLeave={end}
        onKeyDown={onKey}
      >
        {WEEKDAYS.map((day) => (
          <DayRow
            key={day}
            day={day}
            week={shown}
            cursor={at.day === day ? at.slot : null}
            onFocus={(slot) => setAt({ day, slot })}
          />
        ))}
      </div>
      <p className={css.hint}>{t("sla.week.hint")}</p>
      {error && (
        <p role="alert" className={css.error}>
          {error}
        </p>
      )}
      <details className={css.exact}>
        <summary>{t("sla.week.write")}</summary>
        {WEEKDAYS.map((day) => (
          <DayText
            key={day}
            label={t(`sla.week.days.${day}`)}
            text={dayText(week[day])}
            onChange={(windows) => onChange({ ...week, [day]: windows })}
          />
        ))}
      </details>
    </div>
  );
}

type OnChange = (week: Week) => void;
interface Cell {
  day: Weekday;
  slot: number;
}

/** Paints half hours while the pointer is down: opens them if the first one was closed, and closes them otherwise. */
function useStroke(week: Week, onChange: OnChange, setAt: (cell: Cell) => void) {
  const [stroke, setStroke] = useState<Stroke | null>(null);
  const days = stroke ? paintedDays(week, stroke.days, stroke.slots, stroke.isOpen) : week;
  const cellOf = (event: PointerEvent) => {
    const cell = (document.elementFromPoint(event.clientX, event.clientY) as HTMLElement | null)?.dataset;
    return cell?.slot ? { day: cell.day as Weekday, slot: Number(cell.slot) } : null;
  };
  const begin = (event: PointerEvent) => {
    const cell = cellOf(event);
    if (!cell || event.button !== 0) return;
    setAt(cell);
    const isOpen = !slotsOf(week, cell.day)[cell.slot];
    setStroke({ days: [cell.day, cell.day], slots: [cell.slot, cell.slot], isOpen });
    (event.target as HTMLElement).releasePointerCapture?.(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const cell = stroke && cellOf(event);
    if (!stroke || !cell || (cell.slot === stroke.slots[1] && cell.day === stroke.days[1])) return;
    setStroke({ ...stroke, days: [stroke.days[0], cell.day], slots: [stroke.slots[0], cell.slot] });
  };
  const end = () => {
    if (stroke) onChange(days);
    setStroke(null);
  };
  return { shown: days, begin, move, end };
}

/** Arrow keys move the cursor; Space and Enter open or close the half hour under it. */
function useKeys(week: Week, onChange: OnChange, { day, slot }: Cell, go: (day: Weekday, slot: number) => void) {
  return (event: KeyboardEvent) => {
    const { key, shiftKey } = event;
    const row = WEEKDAYS.indexOf(day);
    const isOpen = slotsOf(week, day)[slot]!;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (key === " " || key === "Enter") onChange(paintHours(week, day, slot, slot, !isOpen));
    else if (step) {
      const next = Math.min(SLOTS - 1, Math.max(0, slot + step));
      // Shift extends the selection under the cursor
      if (shiftKey) onChange(paintHours(week, day, next, next, isOpen));
      go(day, next);
    } else if (key === "ArrowUp" || key === "ArrowDown") go(WEEKDAYS[(row + (key === "ArrowDown" ? 1 : 6)) % 7]!, slot);
    else return;
    event.preventDefault();
  };
}

const Hours = () => (
  <div className={css.hours} aria-hidden>
    {HOURS.map((hour) => (
      <span key={hour} style={{ left: `${(hour / 24) * 100}%` }}>
        {String(hour).padStart(2, "0")}
      </span>
    ))}
  </div>
);

interface RowProps {
  day: Weekday;
  week: Week;
  /** The half hour under the keyboard's cursor; null if the cursor is on another day. */
  cursor: number | null;
  onFocus(slot: number): void;
}

function DayRow({ day, week, cursor, onFocus }: RowProps) {
  const t = useTexts();
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    // biome-ignore lint/a11y/useFocusableInteractive: the cells have the focus
    <div role="row" className={css.day}>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <span role="rowheader" className={css.name}>
        {t(`sla.week.days.${day}`)}
      </span>
      {slotsOf(week, day).map((isOpen, slot) => (
        // biome-ignore lint/a11y/useSemanticElements: as above
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a half hour is its place
          key={slot}
          role="gridcell"
          tabIndex={cursor === slot ? 0 : -1}
          data-day={day}
          data-slot={slot}
          aria-selected={isOpen}
          aria-label={`${t(`sla.week.days.${day}`)} ${timeOf(slot * 30)}`}
          onFocus={() => onFocus(slot)}
        />
      ))}
      <b>{secondsText(openMinutes(week[day]) * 60)}</b>
    </div>
  );
}

function DayText({ label, text, onChange }: { label: string; text: string; onChange(windows: Week["mon"]): void }) {
  const t = useTexts();
  const [inputText, setInputText] = useState<string | null>(null);
  const typedWindows = inputText === null ? [] : parseDay(inputText);
  return (
    <TextInput
      label={label}
      placeholder={t("sla.week.closed")}
      value={inputText ?? text}
      error={typedWindows ? null : t("sla.week.unreadable")}
      onChange={({ currentTarget: { value } }) => {
        setInputText(value);
        const windows = parseDay(value);
        if (windows) onChange(windows);
      }}
      onBlur={() => typedWindows && setInputText(null)}
    />
  );
}
