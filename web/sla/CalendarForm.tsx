import "../lib/later-texts.ts";
import { Group, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { SpecialDay } from "../../wire/sla-words.ts";
import { api } from "../lib/api.ts";
import type { BodyOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { FormProblem, SaveFoot, ZoneSelect } from "../ui/FormFoot.tsx";
import { type SaveHeaders, useSaving } from "../ui/use-saving.ts";
import { SpecialDays } from "./SpecialDays.tsx";
import { type Calendar, slaSaved } from "./sla-queries.ts";
import { WeekPainter } from "./WeekPainter.tsx";
import type { Week } from "./week.ts";

const FIELDS = ["name", "time_zone", "windows", "days"];
const OFFICE: Week["mon"] = [["09:00", "18:00"]];
const NEW_WEEK: Week = { mon: OFFICE, tue: OFFICE, wed: OFFICE, thu: OFFICE, fri: OFFICE, sat: [], sun: [] };

/** Adds a calendar or edits one. */
export function CalendarForm({ calendar, onClose }: { calendar: Calendar | null; onClose(): void }) {
  const t = useTexts();
  const [name, setName] = useState(calendar?.name ?? "");
  const [zone, setZone] = useState<string>(calendar?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [week, setWeek] = useState<Week>((calendar?.windows as Week | undefined) ?? NEW_WEEK);
  const [days, setDays] = useState<readonly SpecialDay[]>((calendar?.days as SpecialDay[] | undefined) ?? []);
  const { submit, isSaving, errorOf, problem } = useSaving({
    fields: FIELDS,
    readAt: calendar?.updated_at,
    save: (headers) => save(calendar?.id ?? null, { name, time_zone: zone, windows: week, days: [...days] }, headers),
    reload: slaSaved,
    onSaved: onClose,
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack maw={760}>
        <FormProblem>{problem}</FormProblem>
        <Group align="flex-start" grow>
          <TextInput
            label={t("sla.fields.name")}
            value={name}
            error={errorOf("name")}
            maxLength={100}
            required
            data-autofocus
            placeholder={t("sla.calendars.example")}
            onChange={({ currentTarget: { value } }) => setName(value)}
          />
          <ZoneSelect label={t("sla.fields.time_zone")} value={zone} error={errorOf("time_zone")} onChange={setZone} />
        </Group>
        <WeekPainter week={week} onChange={setWeek} error={errorOf("windows")} />
        <SpecialDays days={days} onChange={setDays} error={errorOf("days")} />
        <SaveFoot isSaving={isSaving} onCancel={onClose} />
      </Stack>
    </form>
  );
}

const save = (id: string | null, values: BodyOf<"POST", "/calendars/">, headers: SaveHeaders) =>
  id ? api.patch("/calendars/{id}/", values, { path: { id }, headers }) : api.post("/calendars/", values);
