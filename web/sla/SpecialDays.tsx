import "../lib/later-texts.ts";
import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { SpecialDay } from "../../wire/sla-words.ts";
import { useTexts } from "../lib/texts.ts";
import { FormProblem } from "../ui/FormFoot.tsx";
import { showNotice } from "../ui/notices.ts";
import { useSearchable } from "../ui/use-searchable.ts";
import { countryOfZone } from "./country-of-zone.ts";
import { dateText, dayText, yearText } from "./day-text.ts";
import { OwnDayLine } from "./OwnDayLine.tsx";
import css from "./Settings.module.css";
import { holidaysQuery } from "./sla-queries.ts";
import { coverage, withSpecialDays, yearsWithCounts } from "./special-days.ts";

interface Props {
  days: readonly SpecialDay[];
  /** The calendar's time zone. */
  zone: string;
  /** The day that is being written. */
  own: string;
  /** Whether that day was to be saved though it is not understood. */
  isRefused: boolean;
  onChange(days: readonly SpecialDay[]): void;
  onOwn(text: string): void;
  error: string | null;
}

/** Days that differ from the week: a country's holidays, and the desk's own days. */
export function SpecialDays({ days, zone, own, isRefused, onChange, onOwn, error }: Props) {
  const t = useTexts();
  const add = (more: readonly SpecialDay[]) => onChange(withSpecialDays(days, more));
  return (
    <Stack gap="xs">
      <Text fw="var(--w-mid)">{t("sla.days.title")}</Text>
      {days.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("sla.days.none")}
        </Text>
      )}
      {days.length > 0 && <Years days={days} onRemove={(date) => onChange(days.filter((day) => day.date !== date))} />}
      <FormProblem>{error}</FormProblem>
      <OwnDayLine
        text={own}
        isRefused={isRefused}
        days={days}
        onText={onOwn}
        onAdd={(ownDays) => {
          add(ownDays);
          onOwn("");
        }}
      />
      <HolidayImport days={days} zone={zone} onAdd={add} />
    </Stack>
  );
}

/** The special days by year, and which holidays of earlier years a year lacks. */
function Years({ days, onRemove }: { days: readonly SpecialDay[]; onRemove(date: string): void }) {
  const t = useTexts();
  return coverage(days, new Date().getFullYear()).map(({ year, days: own, missing }) => (
    <div key={year}>
      <Text size="sm">
        <b>{yearText(year)}:</b>{" "}
        {own.length > 0 ? t("sla.calendars.days", { count: own.length }) : t("sla.days.noneInYear")}
      </Text>
      {own.length > 0 && missing.length > 0 && (
        <Text size="sm" c="var(--warn)">
          {t("sla.days.missing", { year: yearText(year), names: missing.join(", ") })}
        </Text>
      )}
      <ul className={css.days}>
        {own.map(({ date, name, windows }) => (
          <li key={date}>
            <span>
              {dateText(date)} <b>{name}</b> {windows.length > 0 && dayText(windows)}
            </span>
            <ActionIcon size={20} aria-label={t("sla.days.remove", { name })} onClick={() => onRemove(date)}>
              <IconX size={12} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
    </div>
  ));
}

interface ImportProps {
  days: readonly SpecialDay[];
  /** The calendar's time zone, which suggests a country. */
  zone: string;
  onAdd(days: readonly SpecialDay[]): void;
}

/** The public holidays of a country, two years at a time. */
function HolidayImport({ days, zone, onAdd }: ImportProps) {
  const t = useTexts();
  const searchable = useSearchable();
  const [place, setPlace] = useState<{ country: string; region: string } | null>(null);
  const [year, setYear] = useState<string | number>(new Date().getFullYear());
  const [isOpen, setOpen] = useState(false);
  const countries = useQuery(holidaysQuery("", "", String(year))).data?.countries;
  const suggestedCountry = useMemo(
    () => countryOfZone(zone, countries?.map(({ code }) => code) ?? []),
    [zone, countries],
  );
  const { country, region } = place ?? { country: suggestedCountry, region: "" };
  const years = [Number(year), Number(year) + 1];
  const answers = useQueries({ queries: years.map((each) => holidaysQuery(country, region, String(each))) });
  const regions = answers[0]!.data?.regions ?? [];
  const placesOf = (places: readonly { code: string; name: string }[] = []) =>
    places.map(({ code, name }) => ({ value: code, label: name }));
  return (
    <details className={css.more} open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t("sla.days.import")}</summary>
      <Group align="flex-end" mt="xs">
        <Select
          label={t("sla.days.country")}
          data={placesOf(countries)}
          value={country || null}
          {...searchable}
          limit={50}
          onChange={(value) => setPlace({ country: value ?? "", region: "" })}
        />
        {regions.length > 0 && (
          <Select
            label={t("sla.days.region")}
            placeholder={t("sla.days.wholeCountry")}
            data={placesOf(regions)}
            value={region || null}
            {...searchable}
            clearable
            limit={50}
            onChange={(value) => setPlace({ country, region: value ?? "" })}
          />
        )}
        <YearInput year={year} onChange={setYear} />
      </Group>
      {country && (
        <HolidayOffer
          days={answers.flatMap(({ data }) => data?.results ?? [])}
          chosen={days}
          years={years}
          isBusy={answers.some(({ isFetching }) => isFetching)}
          onAdd={onAdd}
        />
      )}
    </details>
  );
}

/** A year in the calendar of the language: in Thai, it is 543 more. */
function YearInput({ year, onChange }: { year: string | number; onChange(year: string | number): void }) {
  const t = useTexts();
  const era = Number(yearText(2000)) - 2000 || 0;
  return (
    <NumberInput
      label={t("sla.days.year")}
      value={typeof year === "number" ? year + era : year}
      min={1970 + era}
      max={2099 + era}
      w={100}
      onChange={(value) => onChange(typeof value === "number" ? value - era : value)}
    />
  );
}

interface OfferedProps {
  days: readonly { date: string; name: string }[];
  /** The days that are in the calendar already. */
  chosen: readonly SpecialDay[];
  years: readonly number[];
  isBusy: boolean;
  onAdd(days: readonly SpecialDay[]): void;
}

/** The holidays that are not in the calendar yet, before they are added. */
function HolidayOffer({ days, chosen, years, isBusy, onAdd }: OfferedProps) {
  const t = useTexts();
  const dates = new Set(chosen.map(({ date }) => date));
  const missing = days.filter(({ date }) => !dates.has(date));
  const count = missing.length;
  if (count === 0)
    return (
      <Text size="sm" c="dimmed" mt="xs" role="status">
        {!isBusy && days.length > 0 && t("sla.days.allAdded", { years: yearsWithCounts(days, years) })}
      </Text>
    );
  return (
    <>
      <Button
        mt="xs"
        variant="default"
        size="compact-sm"
        onClick={() => {
          onAdd(missing.map(({ date, name }) => ({ date, name, windows: [] })));
          showNotice(t("sla.days.added", { count }));
        }}
      >
        {t("sla.days.add", { count })} ({yearsWithCounts(missing, years)})
      </Button>
      <ul className={css.days} aria-busy={isBusy}>
        {missing.map(({ date, name }) => (
          <li key={date}>
            {dateText(date)} <b>{name}</b>
          </li>
        ))}
      </ul>
    </>
  );
}
