import "../lib/later-texts.ts";
import { Chip, Group, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { WEEKDAYS } from "../../wire/sla-words.ts";
import { useTexts } from "../lib/texts.ts";
import { OFFICE_HOURS, openDays, sharedHours, withOpenDays } from "./open-days.ts";
import type { Week } from "./week.ts";
import { parseWeek, weekText } from "./week-text.ts";

interface Props {
  week: Week;
  /** Whether the office hours are new: the line has the focus. */
  isNew: boolean;
  onChange(week: Week): void;
}

/** The open hours of the week in one line, and its open days. For most weeks this is enough. */
export function SameHours({ week, isNew, onChange }: Props) {
  const t = useTexts();
  const [inputText, setInputText] = useState<string | null>(null);
  const commonHours = sharedHours(week);
  const isReadable = inputText === null || parseWeek(inputText, week) !== null;
  const write = (text: string) => {
    setInputText(text);
    const next = parseWeek(text, week);
    if (next && openDays(next).length > 0) onChange(next);
  };
  const choose = (days: string[]) =>
    onChange(withOpenDays(week, days, commonHours?.length ? commonHours : OFFICE_HOURS));
  return (
    <Stack gap="xs" mb="sm">
      <TextInput
        label={t("sla.week.title")}
        description={t("sla.week.how")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        {...(isNew && { "data-autofocus": true, autoFocus: true })}
        value={inputText ?? weekText(t, week)}
        error={isReadable ? null : t("sla.week.unreadableWeek")}
        onFocus={({ currentTarget }) => currentTarget.select()}
        onChange={({ currentTarget: { value } }) => write(value)}
        onBlur={() => isReadable && setInputText(null)}
      />
      <Chip.Group multiple value={openDays(week)} onChange={choose}>
        <Group gap={4} role="group" aria-label={t("sla.week.openOn")}>
          {WEEKDAYS.map((day) => (
            <Chip key={day} value={day} size="sm" radius="sm">
              {t(`sla.week.days.${day}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Stack>
  );
}
