import "../lib/later-texts.ts";
import { SimpleGrid, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import type { SpecialDay } from "../../wire/sla-words.ts";
import { api } from "../lib/api.ts";
import type { BodyOf } from "../lib/endpoints.ts";
import { type Translate, useTexts } from "../lib/texts.ts";
import { FormProblem, SaveFoot, ZoneSelect } from "../ui/FormFoot.tsx";
import { NameInput } from "../ui/NameInput.tsx";
import { useKept } from "../ui/use-kept.ts";
import { type SaveHeaders, useSaving } from "../ui/use-saving.ts";
import { CountrySelect } from "./CountrySelect.tsx";
import { countryChange } from "./country-change.ts";
import { NEW_WEEK } from "./open-days.ts";
import { SpecialDays } from "./SpecialDays.tsx";
import { type Calendar, calendarsQuery, slaSaved } from "./sla-queries.ts";
import { dayOf, isBegun, NO_DAY, type OwnDay, withDays } from "./special-days.ts";
import { WeekPainter } from "./WeekPainter.tsx";
import type { Week } from "./week.ts";

const FIELDS = ["name", "time_zone", "windows", "country", "days"];

interface Values {
  /** Null until a name is typed. */
  typed: string | null;
  country: string;
  zone: string;
  week: Week;
  days: readonly SpecialDay[];
  /** The special day that is being written. */
  own?: OwnDay;
}
const valuesOf = (calendar: Calendar | null): Values => ({
  typed: calendar?.name ?? null,
  country: calendar?.country ?? "",
  zone: calendar?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  week: (calendar?.windows as Week | undefined) ?? NEW_WEEK,
  days: (calendar?.days as SpecialDay[] | undefined) ?? [],
});

/** Adds a calendar or edits one. */
export function CalendarForm({ calendar, onClose }: { calendar: Calendar | null; onClose(): void }) {
  const t = useTexts();
  const copy = useKept(`calendar ${calendar?.id ?? "new"}`, valuesOf(calendar), calendar?.updated_at);
  const { typed, country, zone, week, days, own = NO_DAY } = copy.value;
  const { change } = copy;
  const close = () => {
    copy.forget();
    onClose();
  };
  const { data: others = [] } = useQuery(calendarsQuery);
  const name = typed ?? suggestedName(t, zone, others.length);
  const [zoneProblem, setZoneProblem] = useState<string | null>(null);
  const chooseCountry = async (next: string) => {
    const part = await countryChange(t, next, copy.value);
    if (!part) return;
    setZoneProblem(part.zone === null ? t("sla.severalZones") : null);
    change({ country: next, days: part.days, ...(part.zone !== null && { zone: part.zone }) });
  };
  const values = { name, country, time_zone: zone, windows: week, days };
  const { submit, isRefused, isSaving, errorOf, problem } = useCalendarSaving(calendar, values, {
    own,
    readAt: copy.version,
    onSaved: close,
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack maw={760}>
        <FormProblem>{problem}</FormProblem>
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <NameInput
            value={name}
            error={errorOf("name")}
            onFocus={({ currentTarget }) => currentTarget.select()}
            placeholder={t("sla.calendars.example")}
            onText={(text) => change({ typed: text })}
          />
          <CountrySelect value={country} onChange={(next) => void chooseCountry(next)} />
          <ZoneSelect
            label={t("sla.fields.time_zone")}
            value={zone}
            error={errorOf("time_zone") ?? zoneProblem}
            onChange={(zone) => {
              setZoneProblem(null);
              change({ zone });
            }}
          />
        </SimpleGrid>
        <WeekPainter week={week} onChange={(week) => change({ week })} error={errorOf("windows")} />
        <SpecialDays
          {...{ days, zone, own, isRefused }}
          onChange={(days) => change({ days })}
          onOwn={(own) => change({ own })}
          error={errorOf("days")}
        />
        <SaveFoot isSaving={isSaving} onCancel={close} />
      </Stack>
    </form>
  );
}

type CalendarValues = Omit<BodyOf<"POST", "/calendars/">, "days"> & { days: readonly SpecialDay[] };

interface SavingProps {
  own: OwnDay;
  readAt: string | undefined;
  onSaved(): void;
}

/** Saves a calendar with the special day that is being written, or refuses to if that day is incomplete. */
function useCalendarSaving(calendar: Calendar | null, values: CalendarValues, { own, ...rest }: SavingProps) {
  const day = dayOf(own);
  const [isRefused, setRefused] = useState(false);
  const { submit, ...saving } = useSaving({
    ...rest,
    fields: FIELDS,
    save: (headers) => {
      const days = withDays(values.days, day ? [day] : []);
      return save(calendar?.id ?? null, { ...values, days }, headers);
    },
    reload: slaSaved,
  });
  return {
    ...saving,
    isRefused,
    submit: (event: SyntheticEvent) => {
      const isIncomplete = isBegun(own) && !day;
      setRefused(isIncomplete);
      if (isIncomplete) event.preventDefault();
      else submit(event);
    },
  };
}

const suggestedName = (t: Translate, zone: string, others: number): string =>
  others === 0
    ? t("sla.calendars.firstName")
    : t("sla.calendars.nextName", { city: zone.split("/").at(-1)!.replaceAll("_", " ") });

const save = (id: string | null, values: BodyOf<"POST", "/calendars/">, headers: SaveHeaders) =>
  id ? api.patch("/calendars/{id}/", values, { path: { id }, headers }) : api.post("/calendars/", values);
