import "../lib/later-texts.ts";
import { Button, Group, TextInput } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { SpecialDay } from "../../wire/sla-words.ts";
import { useTexts } from "../lib/texts.ts";
import { dateText, dayText } from "./day-text.ts";
import { ownDaysIn } from "./own-day.ts";
import css from "./Settings.module.css";

interface Props {
  text: string;
  /** Whether it was to be saved though it is not understood. */
  isRefused: boolean;
  /** The special days of the calendar, which those of the same dates replace. */
  days: readonly SpecialDay[];
  onText(text: string): void;
  onAdd(days: readonly SpecialDay[]): void;
}

/** One line for days that the desk names itself: "24 Dec, Company day, 9-12". Enter adds them; it does not save the calendar. */
export function OwnDayLine({ text, isRefused, days, onText, onAdd }: Props) {
  const t = useTexts();
  const input = useRef<HTMLInputElement>(null);
  const [hasTried, setTried] = useState(false);
  const own = ownDaysIn(text);
  const isWrong = (hasTried || isRefused) && text.trim() !== "" && own.length === 0;
  useEffect(() => {
    if (isRefused) input.current!.focus();
  }, [isRefused]);
  const add = () => {
    setTried(own.length === 0);
    if (own.length > 0) onAdd(own);
    input.current!.focus();
  };
  const write = (next: string) => {
    setTried(false);
    onText(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || text.trim() === "") return;
    event.preventDefault();
    add();
  };
  return (
    <Group align="flex-start" gap="xs">
      <TextInput
        ref={input}
        label={t("sla.days.own")}
        description={own.length > 0 ? <ParsedDay own={own} days={days} /> : t("sla.days.ownHow")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        placeholder={t("sla.days.ownExample")}
        flex="1 1 260px"
        value={text}
        error={isWrong ? t("sla.days.noDate") : null}
        onChange={({ currentTarget: { value } }) => write(value)}
        onKeyDown={onKeyDown}
      />
      <TextInput
        type="date"
        label={t("sla.days.date")}
        w={150}
        value={own[0]?.date ?? ""}
        // a date that is picked comes before the name and the hours, in place of one that was typed
        onChange={({ currentTarget: { value } }) =>
          value && write([value, restOf(own, text)].filter(Boolean).join(", "))
        }
      />
      <Button variant="default" className={css.addDay} onClick={add}>
        {t("sla.days.addOne")}
      </Button>
    </Group>
  );
}

/** The name and the hours of a typed day, without its date. */
function restOf([day]: readonly SpecialDay[], text: string): string {
  if (!day) return text.trim();
  return [day.name === day.date ? "" : day.name, dayText(day.windows)].filter(Boolean).join(", ");
}

/** What Enter adds: the dates, the name and the hours as they were understood. */
function ParsedDay({ own, days }: { own: readonly SpecialDay[]; days: readonly SpecialDay[] }) {
  const t = useTexts();
  const [first, last] = [own[0]!, own.at(-1)!];
  const former = days.find(({ date }) => own.some((day) => day.date === date));
  return (
    <span role="status">
      {dateText(first.date)}
      {last !== first && ` – ${dateText(last.date)}`}
      {first.name !== first.date && ` · ${first.name}`}
      {` · ${dayText(first.windows) || t("sla.week.closed")}`}
      {former && ` · ${t("sla.days.replaces", { name: former.name })}`}
    </span>
  );
}
