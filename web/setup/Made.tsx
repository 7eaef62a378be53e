import "../lib/later-texts.ts";
import { Button, Group, Text } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";
import { calendarWords } from "../sla/Calendars.tsx";
import { scopeWords, targetWords } from "../sla/Policies.tsx";
import type { Calendar, Policy } from "../sla/sla-queries.ts";

// The items that exist already, each line with a button to change one.

interface LineProps {
  name: string;
  details: string;
  onEdit(): void;
}

function Line({ name, details, onEdit }: LineProps) {
  const t = useTexts();
  return (
    <Group gap="sm" wrap="nowrap" justify="space-between" align="flex-start">
      <div>
        <b>{name}</b>
        <Text size="sm" c="dimmed">
          {details}
        </Text>
      </div>
      <Button
        variant="default"
        size="compact-sm"
        aria-label={t("items.edit", { name })}
        style={{ flexShrink: 0 }}
        onClick={onEdit}
      >
        {t("common.edit")}
      </Button>
    </Group>
  );
}

export function Hours({ calendars, onEdit }: { calendars: readonly Calendar[]; onEdit(calendar: Calendar): void }) {
  const t = useTexts();
  return calendars.map((calendar) => (
    <Line key={calendar.id} name={calendar.name} details={calendarWords(t, calendar)} onEdit={() => onEdit(calendar)} />
  ));
}

interface PromisesProps {
  policies: readonly Policy[];
  calendars: readonly Calendar[];
  onEdit(policy: Policy): void;
}

export function Promises({ policies, calendars, onEdit }: PromisesProps) {
  const t = useTexts();
  return policies.map((policy) => (
    <Line
      key={policy.id}
      name={policy.name}
      details={`${scopeWords(t, policy)} · ${targetWords(t, policy, calendars)}`}
      onEdit={() => onEdit(policy)}
    />
  ));
}

const MAX_SHOWN = 8;

/** The names of items, each a button that opens it. */
export function NameList<Item extends { id: string; name: string }>({
  items,
  onEdit,
}: {
  items: readonly Item[];
  onEdit(item: Item): void;
}) {
  const t = useTexts();
  if (items.length === 0) return null;
  return (
    <Group gap={4}>
      {items.slice(0, MAX_SHOWN).map((item) => (
        <Button
          key={item.id}
          variant="light"
          color="gray"
          size="compact-sm"
          aria-label={t("items.edit", { name: item.name })}
          onClick={() => onEdit(item)}
        >
          {item.name}
        </Button>
      ))}
      {items.length > MAX_SHOWN && (
        <Text size="sm" c="dimmed">
          {t("setup.more", { count: items.length - MAX_SHOWN })}
        </Text>
      )}
    </Group>
  );
}
