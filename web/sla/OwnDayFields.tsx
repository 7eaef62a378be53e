import "../lib/later-texts.ts";
import { Button, Group, Text, TextInput } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { SpecialDay } from "../../wire/sla-words.ts";
import { useTexts } from "../lib/texts.ts";
import { parseDay } from "./day-text.ts";
import css from "./Settings.module.css";
import { dayOf, type OwnDay } from "./special-days.ts";

interface Props {
  own: OwnDay;
  /** Whether the day was to be saved though it is incomplete. */
  isRefused: boolean;
  /** The name of the special day on the same date, which this one replaces. */
  replaced: string | null;
  onChange(own: OwnDay): void;
  onAdd(day: SpecialDay): void;
}

const isPlainEnter = ({ key, ctrlKey, metaKey, target }: KeyboardEvent) =>
  key === "Enter" && !ctrlKey && !metaKey && target instanceof HTMLInputElement;

/** The fields of a special day that the desk names itself. Enter adds it; it does not save the calendar. */
export function OwnDayFields({ own, isRefused, replaced, onChange, onAdd }: Props) {
  const t = useTexts();
  const date = useRef<HTMLInputElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [hasTried, setTried] = useState(false);
  const needsDate = (hasTried || isRefused) && !own.date;
  useEffect(() => {
    if (isRefused && needsDate) date.current!.focus();
  }, [isRefused, needsDate]);
  const add = () => {
    const day = dayOf(own);
    setTried(!day);
    if (day) onAdd(day);
    if (!own.date) date.current!.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isPlainEnter(event)) return;
    event.preventDefault();
    add();
  };
  const set = (more: Partial<OwnDay>) => onChange({ ...own, ...more });
  const dateProblem = needsDate
    ? t(date.current?.validity.badInput ? "sla.days.noSuchDate" : "sla.days.needsDate")
    : "";
  return (
    <details className={css.more} open={isOpen || isRefused} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("sla.days.own")}</summary>
      <Group align="flex-start" mt="xs" onKeyDown={onKeyDown}>
        <TextInput
          ref={date}
          type="date"
          label={t("sla.days.date")}
          value={own.date}
          error={dateProblem}
          onChange={({ currentTarget: { value } }) => set({ date: value })}
        />
        <TextInput
          label={t("items.name")}
          value={own.name}
          maxLength={100}
          onChange={({ currentTarget: { value } }) => set({ name: value })}
        />
        <TextInput
          label={t("sla.days.hours")}
          placeholder={t("sla.week.closed")}
          value={own.hours}
          error={parseDay(own.hours) ? null : t("sla.week.unreadable")}
          onChange={({ currentTarget: { value } }) => set({ hours: value })}
        />
        <Button variant="default" className={css.addDay} onClick={add}>
          {t("sla.days.addOne")}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" role="status">
        {replaced && t("sla.days.replaces", { name: replaced })}
      </Text>
    </details>
  );
}
