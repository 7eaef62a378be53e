import "../lib/later-texts.ts";
import { Chip, Group, TextInput } from "@mantine/core";
import { useState } from "react";
import { WEEKDAYS } from "../../wire/sla-words.ts";
import { useTexts } from "../lib/texts.ts";
import { dayText, parseDay } from "./day-text.ts";
import { OFFICE_HOURS, openDays, sharedHours, withDays, withHours } from "./open-days.ts";
import type { Week } from "./week.ts";

interface Props {
  week: Week;
  onChange(week: Week): void;
}

/** The open days and the hours that they share. For most weeks this one line is enough. */
export function SameHours({ week, onChange }: Props) {
  const t = useTexts();
  const [inputText, setInputText] = useState<string | null>(null);
  const commonHours = sharedHours(week);
  const isReadable = inputText === null || parseDay(inputText) !== null;
  const write = (text: string) => {
    setInputText(text);
    const hours = parseDay(text);
    if (hours && hours.length > 0) onChange(withHours(week, hours));
  };
  const choose = (days: string[]) => onChange(withDays(week, days, commonHours?.length ? commonHours : OFFICE_HOURS));
  return (
    <Group align="flex-end" gap="md" mb="sm">
      <Chip.Group multiple value={openDays(week)} onChange={choose}>
        <Group gap={4} role="group" aria-label={t("sla.week.openOn")}>
          {WEEKDAYS.map((day) => (
            <Chip key={day} value={day} size="sm" radius="sm">
              {t(`sla.week.days.${day}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <TextInput
        label={t("sla.week.hours")}
        w={190}
        value={inputText ?? dayText(commonHours ?? [])}
        placeholder={commonHours ? "09:00–17:00" : t("sla.week.differ")}
        error={isReadable ? null : t("sla.week.unreadable")}
        onFocus={({ currentTarget }) => currentTarget.select()}
        onChange={({ currentTarget: { value } }) => write(value)}
        onBlur={() => isReadable && setInputText(null)}
      />
    </Group>
  );
}
