import "../lib/later-texts.ts";
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconCalendarTime, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { EmptyState, ErrorState, LoadingLines } from "../ui/States.tsx";
import { CalendarForm } from "./CalendarForm.tsx";
import css from "./Settings.module.css";
import { type Calendar, calendarsQuery, slaSaved } from "./sla-queries.ts";

export function Calendars() {
  const t = useTexts();
  const { data: calendars, error, refetch } = useQuery(calendarsQuery);
  const [edited, setEdited] = useState<Calendar | "new" | null>(null);
  if (error && !calendars) return <ErrorState error={error} onRetry={refetch} />;
  if (!calendars) return <LoadingLines />;
  if (edited) return <CalendarForm calendar={edited === "new" ? null : edited} onClose={() => setEdited(null)} />;
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited("new")}>
      {t("sla.calendars.add")}
    </Button>
  );
  if (calendars.length === 0)
    return (
      <EmptyState icon={IconCalendarTime} title={t("sla.calendars.empty")} action={add}>
        {t("sla.calendars.emptyText")}
      </EmptyState>
    );
  const remove = async (calendar: Calendar) => {
    try {
      await api.remove("/calendars/{id}/", { path: { id: calendar.id } });
      await slaSaved();
      showNotice(t("sla.deleted", { name: calendar.name }));
    } catch (problem) {
      showError(problem, t("sla.notDeleted"));
    }
  };
  return (
    <Stack>
      <Group justify="flex-end">{add}</Group>
      <ul className={css.list}>
        {calendars.map((calendar) => (
          <li key={calendar.id}>
            <div>
              <b>{calendar.name}</b>
              <Text size="sm" c="dimmed">
                {calendar.time_zone} · {t("sla.calendars.days", { count: calendar.days.length })} ·{" "}
                {t("sla.calendars.policies", { count: calendar.policies })}
              </Text>
            </div>
            <Group gap="xs">
              <Button variant="default" size="compact-sm" onClick={() => setEdited(calendar)}>
                {t("common.edit")}
              </Button>
              <Button variant="subtle" color="red" size="compact-sm" onClick={() => void remove(calendar)}>
                {t("common.delete")}
              </Button>
            </Group>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
