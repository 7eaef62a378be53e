import "../lib/later-texts.ts";
import { Group, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { SpecialDay } from "../../wire/sla-words.ts";
import { api } from "../lib/api.ts";
import type { BodyOf } from "../lib/endpoints.ts";
import { type Translate, useTexts } from "../lib/texts.ts";
import { FormProblem, SaveFoot, ZoneSelect } from "../ui/FormFoot.tsx";
import { type SaveHeaders, useSaving } from "../ui/use-saving.ts";
import { SpecialDays } from "./SpecialDays.tsx";
import { type Calendar, calendarsQuery, slaSaved } from "./sla-queries.ts";
import { WeekPainter } from "./WeekPainter.tsx";
import { NEW_WEEK, type Week } from "./week.ts";

const FIELDS = ["name", "time_zone", "windows", "days"];

/** Adds a calendar or edits one. */
export function CalendarForm({ calendar, onClose }: { calendar: Calendar | null; onClose(): void }) {
  const t = useTexts();
  const [typed, setName] = useState<string | null>(calendar?.name ?? null);
  const { data: others = [] } = useQuery(calendarsQuery);
  const [zone, setZone] = useState<string>(calendar?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [week, setWeek] = useState<Week>((calendar?.windows as Week | undefined) ?? NEW_WEEK);
  const [days, setDays] = useState<readonly SpecialDay[]>((calendar?.days as SpecialDay[] | undefined) ?? []);
  const name = typed ?? suggestedName(t, zone, others.length);
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
            autoFocus
            onFocus={({ currentTarget }) => currentTarget.select()}
            placeholder={t("sla.calendars.example")}
            onChange={({ currentTarget: { value } }) => setName(value)}
          />
          <ZoneSelect label={t("sla.fields.time_zone")} value={zone} error={errorOf("time_zone")} onChange={setZone} />
        </Group>
        <WeekPainter week={week} onChange={setWeek} error={errorOf("windows")} />
        <SpecialDays days={days} zone={zone} onChange={setDays} error={errorOf("days")} />
        <SaveFoot isSaving={isSaving} onCancel={onClose} />
      </Stack>
    </form>
  );
}

const suggestedName = (t: Translate, zone: string, others: number): string =>
  others === 0
    ? t("sla.calendars.firstName")
    : t("sla.calendars.nextName", { city: zone.split("/").at(-1)!.replaceAll("_", " ") });

const save = (id: string | null, values: BodyOf<"POST", "/calendars/">, headers: SaveHeaders) =>
  id ? api.patch("/calendars/{id}/", values, { path: { id }, headers }) : api.post("/calendars/", values);
