import "../lib/later-texts.ts";
import { ActionIcon, Button, type ComboboxItem, Group, MultiSelect, Select, Stack, Text } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { REMINDER_RECIPIENTS, type Reminder, type ReminderRecipient } from "../../wire/sla-words.ts";
import { useTexts } from "../lib/texts.ts";
import { LeadHint } from "../tickets/LeadHint.tsx";
import { FormProblem } from "../ui/FormFoot.tsx";
import { useSearchable } from "../ui/use-searchable.ts";
import { readReminderTime, reminderTimeText } from "./reminder-time.ts";

const TIMES = ["0m", "15m", "30m", "1h", "2h", "4h", "8h", "50%", "75%", "90%"];

interface Props {
  reminders: readonly Reminder[];
  onChange(reminders: readonly Reminder[]): void;
  error: string | null | undefined;
}

/** Whom a policy reminds, and when. */
export function Reminders({ reminders, onChange, error }: Props) {
  const t = useTexts();
  const change = (at: number, values: Partial<Reminder>) =>
    onChange(reminders.map((each, n) => (n === at ? { ...each, ...values } : each)));
  const free = TIMES.find((time) => reminders.every(({ before }) => before !== time));
  return (
    <Stack gap="xs">
      <Text fw="var(--w-mid)" size="sm">
        {t("sla.reminders.title")}
      </Text>
      <Text size="sm" c="dimmed">
        {t("sla.reminders.about")}
      </Text>
      {reminders.map(({ before, to }, at) => (
        <ReminderLine
          key={before}
          reminder={{ before, to }}
          onChange={(values) => change(at, values)}
          onRemove={() => onChange(reminders.filter((_, n) => n !== at))}
        />
      ))}
      {reminders.some(({ to }) => to.includes("lead")) && <LeadHint />}
      <FormProblem>{error}</FormProblem>
      {free && (
        <div>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...reminders, { before: free, to: ["assignee"] }])}
          >
            {t("sla.reminders.add")}
          </Button>
        </div>
      )}
    </Stack>
  );
}

interface LineProps {
  reminder: Reminder;
  onChange(values: Partial<Reminder>): void;
  onRemove(): void;
}

function ReminderLine({ reminder: { before, to }, onChange, onRemove }: LineProps) {
  const t = useTexts();
  const searchable = useSearchable();
  const reminderWords = (before: string) => {
    if (before === "0m") return t("sla.reminders.breach");
    return before.endsWith("%")
      ? t("sla.reminders.used", { percent: before })
      : t("sla.reminders.before", { time: reminderTimeText(before) });
  };
  const [text, setText] = useState("");
  const ownTime = readReminderTime(text);
  return (
    <Group gap="xs" align="flex-start">
      <Select
        aria-label={t("sla.reminders.when")}
        {...searchable}
        data={[...new Set([before, ...(ownTime ? [ownTime] : []), ...TIMES])].map((value) => ({
          value,
          label: reminderWords(value),
        }))}
        value={before}
        allowDeselect={false}
        nothingFoundMessage={t("sla.reminders.howToWrite")}
        filter={({ options, search }) => {
          if (search === reminderWords(before)) return options;
          const times = options as ComboboxItem[];
          return times.filter(({ value, label }) =>
            ownTime ? value === ownTime : label.toLowerCase().includes(search.trim().toLowerCase()),
          );
        }}
        onSearchChange={setText}
        onChange={(value) => value && onChange({ before: value })}
      />
      <MultiSelect
        aria-label={t("sla.reminders.to")}
        data={REMINDER_RECIPIENTS.map((value) => ({ value, label: t(`sla.reminders.${value}`) }))}
        value={[...to]}
        flex={1}
        onChange={(values) => onChange({ to: values as ReminderRecipient[] })}
      />
      <ActionIcon size={32} aria-label={t("sla.reminders.remove", { time: reminderWords(before) })} onClick={onRemove}>
        <IconX size={14} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
