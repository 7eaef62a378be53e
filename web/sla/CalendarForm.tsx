import "../lib/later-texts.ts";
import { SimpleGrid, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import type { SpecialDay } from "../../wire/sla-words.ts";
import { api } from "../lib/api.ts";
import type { BodyOf } from "../lib/endpoints.ts";
import { ownZone } from "../lib/own-zone.ts";
import { type Translate, useTexts } from "../lib/texts.ts";
import { FormProblem, SaveFoot, ZoneSelect } from "../ui/FormFoot.tsx";
import { NameInput } from "../ui/NameInput.tsx";
import { LoadingLines } from "../ui/States.tsx";
import { RestoredNotice } from "../ui/Unsaved.tsx";
import { useKept } from "../ui/use-kept.ts";
import { type SaveHeaders, useSaving } from "../ui/use-saving.ts";
import { CountrySelect } from "./CountrySelect.tsx";
import { countryChange } from "./country-change.ts";
import { SaveHint } from "./OpenTickets.tsx";
import { NEW_WEEK } from "./open-days.ts";
import { ownDaysIn } from "./own-day.ts";
import { type HolidayCountry, NO_PLACE, ownPlaceQuery } from "./own-place.ts";
import { SpecialDays } from "./SpecialDays.tsx";
import { type Calendar, calendarsQuery, slaSaved } from "./sla-queries.ts";
import { withSpecialDays } from "./special-days.ts";
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
  ownDay?: string;
}
const valuesOf = (calendar: Calendar | null, place: HolidayCountry): Values => ({
  typed: calendar?.name ?? null,
  country: calendar?.country ?? place.country,
  zone: calendar?.time_zone ?? ownZone(),
  week: (calendar?.windows as Week | undefined) ?? NEW_WEEK,
  days: (calendar?.days as SpecialDay[] | undefined) ?? place.days,
});

interface Props {
  calendar: Calendar | null;
  onClose(): void;
}

/** Adds office hours or edits them. New ones begin with the country of the user's time zone, and its holidays. */
export function CalendarForm(props: Props) {
  const { data: place, isLoading } = useQuery({ ...ownPlaceQuery, enabled: props.calendar === null });
  if (isLoading) return <LoadingLines />;
  return <Form {...props} place={place ?? NO_PLACE} />;
}

function Form({ calendar, place, onClose }: Props & { place: HolidayCountry }) {
  const t = useTexts();
  const { change, close, ...copy } = useKept(`calendar ${calendar?.id ?? "new"}`, valuesOf(calendar, place), {
    version: calendar?.updated_at,
    onClose,
  });
  const { typed, country, zone, week, days, ownDay = "" } = copy.value;
  const { data: others = [] } = useQuery(calendarsQuery);
  const name = typed ?? suggestedName(t, zone, others);
  const [zoneProblem, setZoneProblem] = useState<string | null>(null);
  const chooseCountry = async (next: string) => {
    const part = await countryChange(t, next, copy.value);
    if (!part) return;
    setZoneProblem(part.zone === null ? t("sla.severalZones") : null);
    change({ country: next, days: part.days, ...(part.zone !== null && { zone: part.zone }) });
  };
  const values = { name, country, time_zone: zone, windows: week, days };
  const { submit, isRefused, isSaving, errorOf, problem } = useCalendarSaving(calendar, values, {
    own: ownDay,
    readAt: copy.version,
    onSaved: close,
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack maw={760}>
        <RestoredNotice isRestored={copy.isRestored} />
        <FormProblem>{problem}</FormProblem>
        <Basics
          {...{ name, country, zone, zoneProblem, errorOf }}
          onName={(text) => change({ typed: text })}
          onCountry={(next) => void chooseCountry(next)}
          onZone={(zone) => {
            setZoneProblem(null);
            change({ zone });
          }}
        />
        <WeekPainter
          week={week}
          isNew={calendar === null}
          onChange={(week) => change({ week })}
          error={errorOf("windows")}
        />
        <SpecialDays
          {...{ days, zone, isRefused }}
          own={ownDay}
          onChange={(days) => change({ days })}
          onOwn={(ownDay) => change({ ownDay })}
          error={errorOf("days")}
        />
        {calendar && calendar.policies > 0 && <SaveHint />}
        <SaveFoot isSaving={isSaving} onCancel={close} />
      </Stack>
    </form>
  );
}

interface BasicsProps {
  name: string;
  country: string;
  zone: string;
  zoneProblem: string | null;
  errorOf(field: string): string | null;
  onName(name: string): void;
  onCountry(country: string): void;
  onZone(zone: string): void;
}

/** The name, the country and the time zone. */
function Basics({ name, country, zone, zoneProblem, errorOf, onName, onCountry, onZone }: BasicsProps) {
  const t = useTexts();
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }}>
      <NameInput
        value={name}
        error={errorOf("name")}
        autoFocus={false}
        onFocus={({ currentTarget }) => currentTarget.select()}
        placeholder={t("sla.calendars.example")}
        onText={onName}
      />
      <CountrySelect value={country} onChange={onCountry} />
      <ZoneSelect
        label={t("sla.fields.time_zone")}
        value={zone}
        error={errorOf("time_zone") ?? zoneProblem}
        onChange={onZone}
      />
    </SimpleGrid>
  );
}

type CalendarValues = Omit<BodyOf<"POST", "/calendars/">, "days"> & { days: readonly SpecialDay[] };

interface SavingProps {
  own: string;
  readAt: string | undefined;
  onSaved(): void;
}

/** Saves a calendar with the special day that is being written, or refuses to if that day is not understood. */
function useCalendarSaving(calendar: Calendar | null, values: CalendarValues, { own, ...rest }: SavingProps) {
  const ownDays = ownDaysIn(own);
  const [isRefused, setRefused] = useState(false);
  const { submit, ...saving } = useSaving({
    ...rest,
    fields: FIELDS,
    save: (headers) => {
      const days = withSpecialDays(values.days, ownDays);
      return save(calendar?.id ?? null, { ...values, days }, headers);
    },
    reload: slaSaved,
  });
  return {
    ...saving,
    isRefused,
    submit: (event: SyntheticEvent) => {
      const isUnclear = own.trim() !== "" && ownDays.length === 0;
      setRefused(isUnclear);
      if (isUnclear) event.preventDefault();
      else submit(event);
    },
  };
}

/** A name that no other calendar has. */
function suggestedName(t: Translate, zone: string, others: readonly Calendar[]): string {
  const city = zone.split("/").at(-1)!.replaceAll("_", " ");
  const base = others.length === 0 ? t("sla.calendars.firstName") : t("sla.calendars.nextName", { city });
  const names = new Set(others.map(({ name }) => name));
  const numbers = ["", ...others.map((_, at) => ` ${at + 2}`)];
  return base + (numbers.find((number) => !names.has(base + number)) ?? "");
}

const save = (id: string | null, values: BodyOf<"POST", "/calendars/">, headers: SaveHeaders) =>
  id ? api.patch("/calendars/{id}/", values, { path: { id }, headers }) : api.post("/calendars/", values);
