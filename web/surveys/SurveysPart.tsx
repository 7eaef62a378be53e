import "../lib/later-texts.ts";
import { Button, Group, MultiSelect, NumberInput, Select, Skeleton, Stack, Switch, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CATEGORIES, TEAMS } from "../../wire/ticket-words.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { calendarsQuery } from "../sla/sla-queries.ts";
import { showNotice } from "../ui/notices.ts";
import { useSettings } from "../ui/use-settings.ts";

type Settings = AnswerOf<"GET", "/survey-settings/">;
const queryKey = ["survey-settings"];

/** Whether and when customers are asked, and about which tickets. */
export function SurveysPart() {
  const t = useTexts();
  const { data } = useQuery({ queryKey, queryFn: ({ signal }) => api.get("/survey-settings/", { signal }) });
  return (
    <Stack>
      <Title order={2} size="h4">
        {t("surveys.title")}
      </Title>
      <Text size="sm" c="dimmed">
        {t("surveys.about")}
      </Text>
      {data ? <SettingsForm settings={data} /> : <Skeleton height={320} />}
    </Stack>
  );
}

function SettingsForm({ settings }: { settings: Settings }) {
  const t = useTexts();
  const { data: calendars = [] } = useQuery(calendarsQuery);
  const { written, change, isChanged, isSaving, save } = useSettings({
    settings,
    save: (changes, headers) => api.patch("/survey-settings/", changes, { headers }),
    onSaved: (savedSettings) => {
      queryClient.setQueryData(queryKey, savedSettings);
      showNotice(t("surveys.saved"));
    },
    failure: t("failures.surveys"),
  });
  return (
    <Stack maw={480}>
      <Switch
        label={t("surveys.isOn")}
        checked={written.is_enabled}
        onChange={({ currentTarget: { checked } }) => change({ is_enabled: checked })}
      />
      <NumberInput
        label={t("surveys.delay")}
        min={0}
        max={720}
        allowDecimal={false}
        value={written.delay_hours}
        onChange={(value) => change({ delay_hours: Number(value) || 0 })}
      />
      <Select
        label={t("surveys.calendar")}
        placeholder={t("surveys.everyHour")}
        clearable
        data={calendars.map(({ id, name }) => ({ value: String(id), label: String(name) }))}
        value={written.calendar}
        onChange={(calendar) => change({ calendar })}
      />
      <WhichTickets written={written} onChange={change} />
      <Group justify="flex-end">
        <Button disabled={!isChanged} loading={isSaving} onClick={save}>
          {t("common.save")}
        </Button>
      </Group>
    </Stack>
  );
}

interface WhichProps {
  written: Settings;
  onChange(values: Partial<Settings>): void;
}

function WhichTickets({ written, onChange }: WhichProps) {
  const t = useTexts();
  return (
    <>
      <MultiSelect
        label={t("surveys.teams")}
        placeholder={written.teams.length > 0 ? "" : t("surveys.allTeams")}
        data={TEAMS.map((value) => ({ value, label: t(`roles.${value}`) }))}
        value={written.teams}
        onChange={(teams) => onChange({ teams: teams as Settings["teams"] })}
      />
      <MultiSelect
        label={t("surveys.categories")}
        placeholder={written.categories.length > 0 ? "" : t("surveys.allCategories")}
        data={CATEGORIES.map((value) => ({ value, label: t(`categories.${value}`) }))}
        value={written.categories}
        onChange={(categories) => onChange({ categories: categories as Settings["categories"] })}
      />
    </>
  );
}
