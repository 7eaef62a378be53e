import "../lib/later-texts.ts";
import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { SpecialDay } from "../../wire/sla-words.ts";
import { useTexts } from "../lib/texts.ts";
import { FormProblem } from "../ui/FormFoot.tsx";
import { showNotice } from "../ui/notices.ts";
import css from "./Settings.module.css";
import { holidaysQuery } from "./sla-queries.ts";
import { dayText, parseDay } from "./week.ts";

interface Props {
  days: readonly SpecialDay[];
  onChange(days: readonly SpecialDay[]): void;
  error: string | null;
}

const shown = (date: string) =>
  new Intl.DateTimeFormat(undefined, {
    weekday: "short",
    dateStyle: undefined,
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  }).format(new Date(`${date}T00:00:00Z`));

/** Days that differ from the week: holidays of a country, and days of one's own. */
export function SpecialDays({ days, onChange, error }: Props) {
  const t = useTexts();
  const add = (more: readonly SpecialDay[]) => {
    const dates = new Set(more.map(({ date }) => date));
    onChange([...days.filter(({ date }) => !dates.has(date)), ...more].sort((a, b) => (a.date < b.date ? -1 : 1)));
  };
  return (
    <Stack gap="xs">
      <Text fw="var(--w-mid)">{t("sla.days.title")}</Text>
      {days.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("sla.days.none")}
        </Text>
      )}
      <ul className={css.days}>
        {days.map((day) => (
          <li key={day.date}>
            <span>
              {shown(day.date)} <b>{day.name}</b> {day.windows.length > 0 && dayText(day.windows)}
            </span>
            <ActionIcon
              size={20}
              aria-label={t("sla.days.remove", { name: day.name })}
              onClick={() => onChange(days.filter(({ date }) => date !== day.date))}
            >
              <IconX size={12} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <FormProblem>{error}</FormProblem>
      <HolidayImport onAdd={add} />
      <OwnDay onAdd={(day) => add([day])} />
    </Stack>
  );
}

function HolidayImport({ onAdd }: { onAdd(days: readonly SpecialDay[]): void }) {
  const t = useTexts();
  const [country, setCountry] = useState("");
  const [region, setRegion] = useState("");
  const [year, setYear] = useState<string | number>(new Date().getFullYear());
  const { data, isFetching } = useQuery(holidaysQuery(country, region, String(year)));
  const placesOf = (places: readonly { code: string; name: string }[] = []) =>
    places.map(({ code, name }) => ({ value: code, label: name }));
  return (
    <details className={css.more}>
      <summary>{t("sla.days.import")}</summary>
      <Group align="flex-end" mt="xs">
        <Select
          label={t("sla.days.country")}
          data={placesOf(data?.countries)}
          value={country || null}
          searchable
          limit={50}
          onChange={(value) => {
            setCountry(value ?? "");
            setRegion("");
          }}
        />
        {(data?.regions.length ?? 0) > 0 && (
          <Select
            label={t("sla.days.region")}
            placeholder={t("sla.days.wholeCountry")}
            data={placesOf(data?.regions)}
            value={region || null}
            searchable
            clearable
            limit={50}
            onChange={(value) => setRegion(value ?? "")}
          />
        )}
        <NumberInput label={t("sla.days.year")} value={year} min={1970} max={2100} w={100} onChange={setYear} />
      </Group>
      {country && data && data.results.length > 0 && (
        <Offered
          days={data.results}
          year={year}
          isBusy={isFetching}
          onAdd={(days) => {
            onAdd(days);
            // holidays are those of one year, and the next one follows
            setYear(Number(year) + 1);
          }}
        />
      )}
    </details>
  );
}

interface OfferedProps {
  days: readonly { date: string; name: string }[];
  year: string | number;
  isBusy: boolean;
  onAdd(days: readonly SpecialDay[]): void;
}

/** The holidays of a year, before they are added. */
function Offered({ days, year, isBusy, onAdd }: OfferedProps) {
  const t = useTexts();
  const count = days.length;
  return (
    <>
      <ul className={css.days} aria-busy={isBusy}>
        {days.map(({ date, name }) => (
          <li key={date}>
            {shown(date)} <b>{name}</b>
          </li>
        ))}
      </ul>
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => {
          onAdd(days.map(({ date, name }) => ({ date, name, windows: [] })));
          showNotice(t("sla.days.added", { count }));
        }}
      >
        {t("sla.days.add", { count })} ({year})
      </Button>
    </>
  );
}

function OwnDay({ onAdd }: { onAdd(day: SpecialDay): void }) {
  const t = useTexts();
  const [date, setDate] = useState("");
  const [name, setName] = useState("");
  const [hours, setHours] = useState("");
  const windows = parseDay(hours);
  return (
    <details className={css.more}>
      <summary>{t("sla.days.own")}</summary>
      <Group align="flex-end" mt="xs">
        <TextInput
          type="date"
          label={t("sla.days.date")}
          value={date}
          onChange={({ currentTarget: { value } }) => setDate(value)}
        />
        <TextInput
          label={t("sla.fields.name")}
          value={name}
          maxLength={100}
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
        <TextInput
          label={t("sla.days.hours")}
          placeholder={t("sla.week.closed")}
          value={hours}
          error={windows ? null : t("sla.week.unreadable")}
          onChange={({ currentTarget: { value } }) => setHours(value)}
        />
        <Button
          variant="default"
          disabled={!date || !windows}
          onClick={() => {
            onAdd({ date, name: name || date, windows: windows! });
            setDate("");
            setName("");
            setHours("");
          }}
        >
          {t("sla.days.addOne")}
        </Button>
      </Group>
    </details>
  );
}
