import "../lib/later-texts.ts";
import { Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { SpecialDay } from "../../wire/sla-words.ts";
import { api, Refusal } from "../lib/api.ts";
import type { BodyOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { DialogFoot } from "../ui/DialogFoot.tsx";
import { errorText, showNotice } from "../ui/notices.ts";
import { SpecialDays } from "./SpecialDays.tsx";
import { type Calendar, slaSaved } from "./sla-queries.ts";
import { WeekPainter } from "./WeekPainter.tsx";
import type { Week } from "./week.ts";

const OFFICE: Week["mon"] = [["09:00", "18:00"]];
const NEW_WEEK: Week = { mon: OFFICE, tue: OFFICE, wed: OFFICE, thu: OFFICE, fri: OFFICE, sat: [], sun: [] };

/** Adds a calendar or edits one. */
export function CalendarForm({ calendar, onClose }: { calendar: Calendar | null; onClose(): void }) {
  const t = useTexts();
  const [name, setName] = useState(calendar?.name ?? "");
  const [zone, setZone] = useState<string>(calendar?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [week, setWeek] = useState<Week>((calendar?.windows as Week | undefined) ?? NEW_WEEK);
  const [days, setDays] = useState<readonly SpecialDay[]>((calendar?.days as SpecialDay[] | undefined) ?? []);
  const saving = useSaving(calendar, { name, time_zone: zone, windows: week, days: [...days] }, onClose);
  const refusal = saving.error instanceof Refusal ? saving.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const isNamed = refusal && ["name", "time_zone", "windows", "days"].some((field) => refusal.field(field));
  return (
    <form onSubmit={submit} noValidate>
      <Stack maw={760}>
        {saving.error && !isNamed && (
          <Text role="alert" c="var(--late)">
            {errorText(saving.error)}
          </Text>
        )}
        <Group align="flex-start" grow>
          <TextInput
            label={t("sla.fields.name")}
            value={name}
            error={refusal?.field("name")}
            maxLength={100}
            required
            data-autofocus
            placeholder={t("sla.calendars.example")}
            onChange={({ currentTarget: { value } }) => setName(value)}
          />
          <Select
            label={t("sla.fields.time_zone")}
            data={[...new Set([zone, ...Intl.supportedValuesOf("timeZone")])]}
            value={zone}
            error={refusal?.field("time_zone")}
            searchable
            allowDeselect={false}
            limit={50}
            onChange={(value) => value && setZone(value)}
          />
        </Group>
        <WeekPainter week={week} onChange={setWeek} error={refusal?.field("windows") ?? null} />
        <SpecialDays days={days} onChange={setDays} error={refusal?.field("days") ?? null} />
        <DialogFoot onCancel={onClose}>
          <Button type="submit" loading={saving.isPending}>
            {t("common.save")}
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}

function useSaving(calendar: Calendar | null, values: BodyOf<"POST", "/calendars/">, onSaved: () => void) {
  const t = useTexts();
  return useMutation({
    mutationFn: async () => {
      const saved = calendar
        ? await api.patch("/calendars/{id}/", values, { path: { id: calendar.id } })
        : await api.post("/calendars/", values);
      await slaSaved();
      showNotice(t("sla.saved", { name: saved.name }));
    },
    onSuccess: onSaved,
  });
}
