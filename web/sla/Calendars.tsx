import "../lib/later-texts.ts";
import { Group, Stack } from "@mantine/core";
import { IconCalendarTime } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { type Translate, useTexts } from "../lib/texts.ts";
import { applyChange } from "../ui/apply-change.ts";
import { deleteSoon } from "../ui/delete-soon.ts";
import { AddButton, Item, ItemActions, ItemList } from "../ui/ItemList.tsx";
import { EmptyState, ErrorState, LoadingLines } from "../ui/States.tsx";
import { UnsavedChanges, UnsavedMark } from "../ui/Unsaved.tsx";
import { CalendarForm } from "./CalendarForm.tsx";
import { OpenTickets } from "./OpenTickets.tsx";
import { type Calendar, calendarsQuery, slaSaved } from "./sla-queries.ts";
import { yearsText } from "./special-days.ts";
import type { Week } from "./week.ts";
import { weekText } from "./week-text.ts";

export function Calendars() {
  const t = useTexts();
  const { data: calendars, error, refetch } = useQuery(calendarsQuery);
  const [editedCalendar, setEditedCalendar] = useState<Calendar | "new" | null>(null);
  if (error && !calendars) return <ErrorState error={error} onRetry={refetch} />;
  if (!calendars) return <LoadingLines />;
  if (editedCalendar)
    return (
      <CalendarForm
        calendar={editedCalendar === "new" ? null : editedCalendar}
        onClose={() => setEditedCalendar(null)}
      />
    );
  const add = <AddButton label={t("sla.calendars.add")} onClick={() => setEditedCalendar("new")} />;
  const unsavedHint = <UnsavedChanges name="calendar new" onContinue={() => setEditedCalendar("new")} />;
  if (calendars.length === 0)
    return (
      <>
        {unsavedHint}
        <EmptyState icon={IconCalendarTime} title={t("sla.calendars.empty")} action={add}>
          {t("sla.calendars.emptyText")}
        </EmptyState>
      </>
    );
  const remove = ({ id, name, policies }: Calendar) => {
    const run = (keepalive: boolean) => api.remove("/calendars/{id}/", { path: { id }, keepalive });
    const words = { reload: slaSaved, done: t("items.deleted", { name }), failed: t("items.notDeleted", { name }) };
    // the refusal of one that is in use is shown at once
    if (policies > 0) void applyChange({ run: () => run(false), ...words });
    else deleteSoon({ id, remove: run, ...words });
  };
  return (
    <Stack>
      <Group justify="flex-end">{add}</Group>
      {unsavedHint}
      {calendars.some(({ policies }) => policies > 0) && <OpenTickets isQuiet />}
      <ItemList>
        {calendars.map((calendar) => (
          <Item
            key={calendar.id}
            id={calendar.id}
            name={calendar.name}
            details={[calendarWords(t, calendar), t("sla.calendars.policies", { count: calendar.policies })].join(
              " · ",
            )}
            actions={
              <ItemActions
                name={calendar.name}
                onEdit={() => setEditedCalendar(calendar)}
                onDelete={() => remove(calendar)}
              />
            }
          >
            <UnsavedMark name={`calendar ${calendar.id}`} />
          </Item>
        ))}
      </ItemList>
    </Stack>
  );
}

/** A calendar in one line: its week, its time zone and its special days by year. */
export const calendarWords = (t: Translate, { windows, time_zone, days }: Calendar): string =>
  [
    weekText(t, windows as unknown as Week),
    time_zone,
    days.length > 0
      ? `${t("sla.calendars.days", { count: days.length })} (${yearsText(days, new Date().getFullYear())})`
      : t("sla.calendars.noDays"),
  ].join(" · ");
