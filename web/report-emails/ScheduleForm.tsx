import "../lib/later-texts.ts";
import { Button, Group, MultiSelect, NumberInput, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { may } from "../../wire/permissions.ts";
import { EVERY, MAX_RECIPIENTS, MAX_REPORT_DAYS, MAX_REPORTS } from "../../wire/report-schedule-words.ts";
import { WEEKDAYS } from "../../wire/sla-words.ts";
import { TEAMS } from "../../wire/ticket-words.ts";
import { CHARTS } from "../dashboard/charts.ts";
import { api, Refusal } from "../lib/api.ts";
import { usePreferences } from "../lib/preferences.ts";
import { queryClient } from "../lib/query-client.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { colleaguesQuery } from "../tickets/people.ts";
import { errorText, showError, showNotice } from "../ui/notices.ts";
import css from "./ScheduleForm.module.css";
import { SchedulePreview } from "./SchedulePreview.tsx";
import { schedulesQuery } from "./schedule-queries.ts";
import { bodyOf, draftOf, newDraft, type Schedule, type ScheduleDraft, withEvery } from "./schedule-values.ts";

interface Props {
  /** Null for a new one. */
  schedule: Schedule | null;
  onClose(): void;
}

/** A report by email as it is written, beside the email that it would be now. */
export function ScheduleForm({ schedule, onClose }: Props) {
  const t = useTexts();
  const user = useUser();
  const { time_zone } = usePreferences();
  const zone = time_zone || Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [draft, setDraft] = useState(() => (schedule ? draftOf(schedule) : newDraft(user.id, zone)));
  const [problem, setProblem] = useState<Refusal | null>(null);
  const set = (more: Partial<ScheduleDraft>) => setDraft((before) => ({ ...before, ...more }));
  const submit = async (event: React.SyntheticEvent) => {
    event.preventDefault();
    try {
      const body = bodyOf(draft);
      if (schedule) await api.patch("/report-schedules/{id}/", body, { path: { id: schedule.id } });
      else await api.post("/report-schedules/", body);
      await queryClient.invalidateQueries(schedulesQuery);
      showNotice(t("items.saved", { name: draft.name }));
      onClose();
    } catch (error) {
      if (error instanceof Refusal && error.status === 400) setProblem(error);
      else showError(error, t("reportEmails.notSaved"));
    }
  };
  return (
    <form onSubmit={submit} className={css.form}>
      <Stack>
        <What {...{ draft, set, problem }} />
        <When {...{ draft, setDraft, set, problem }} />
        <Who {...{ draft, set, problem }} />
        <Switch
          label={t("recurring.active")}
          checked={draft.is_active}
          onChange={(event) => set({ is_active: event.currentTarget.checked })}
        />
        {problem && (
          <Text c="red" role="alert">
            {errorText(problem)}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit">{t("common.save")}</Button>
        </Group>
      </Stack>
      <SchedulePreview draft={draft} />
    </form>
  );
}

interface PartProps {
  draft: ScheduleDraft;
  set(more: Partial<ScheduleDraft>): void;
  problem: Refusal | null;
}

function What({ draft, set, problem }: PartProps) {
  const t = useTexts();
  return (
    <>
      <TextInput
        label={t("macros.name")}
        description={t("reportEmails.nameAbout")}
        placeholder={t("reportEmails.example")}
        required
        maxLength={100}
        autoFocus
        value={draft.name}
        error={problem?.field("name")}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <MultiSelect
        label={t("reportEmails.reports")}
        required
        searchable
        maxValues={MAX_REPORTS}
        value={draft.reports}
        error={problem?.field("reports")}
        data={[
          { value: "summary", label: t("dashboard.figures") },
          ...CHARTS.map((value) => ({ value, label: t(`dashboard.reports.${value}`) })),
        ]}
        onChange={(reports) => set({ reports: reports as ScheduleDraft["reports"] })}
      />
      <Select
        label={t("dashboard.team")}
        value={draft.team}
        allowDeselect={false}
        error={problem?.field("filters")}
        data={[
          { value: "", label: t("dashboard.allTeams") },
          ...TEAMS.filter(Boolean).map((value) => ({ value, label: t(`roles.${value as "Tech"}`) })),
        ]}
        onChange={(team) => set({ team: team ?? "" })}
      />
    </>
  );
}

function When({ draft, set, setDraft, problem }: PartProps & { setDraft(draft: ScheduleDraft): void }) {
  const t = useTexts();
  return (
    <>
      <Group grow align="flex-start">
        <Select
          label={t("reportEmails.when")}
          value={draft.every}
          allowDeselect={false}
          data={EVERY.map((value) => ({ value, label: t(`reportEmails.every.${value}`) }))}
          onChange={(every) => every && setDraft(withEvery(draft, every as ScheduleDraft["every"]))}
        />
        {draft.every === "week" && (
          <Select
            label={t("reportEmails.weekday")}
            value={draft.weekday}
            allowDeselect={false}
            data={WEEKDAYS.map((value) => ({ value, label: t(`reportEmails.weekdays.${value}`) }))}
            onChange={(weekday) => weekday && set({ weekday: weekday as ScheduleDraft["weekday"] })}
          />
        )}
        <TextInput
          type="time"
          label={t("reportEmails.time")}
          required
          value={draft.time}
          error={problem?.field("time")}
          onChange={(event) => set({ time: event.currentTarget.value })}
        />
      </Group>
      <Group grow align="flex-start">
        <Select
          label={t("recurring.zone")}
          searchable
          allowDeselect={false}
          value={draft.time_zone}
          error={problem?.field("time_zone")}
          data={[...new Set([draft.time_zone, ...Intl.supportedValuesOf("timeZone")])]}
          onChange={(zone) => zone && set({ time_zone: zone })}
        />
        <NumberInput
          label={t("reportEmails.days")}
          description={t("reportEmails.daysAbout")}
          min={1}
          max={MAX_REPORT_DAYS}
          clampBehavior="blur"
          allowDecimal={false}
          value={draft.days}
          error={problem?.field("days")}
          onChange={(days) => set({ days: Number(days) || 1 })}
        />
      </Group>
    </>
  );
}

function Who({ draft, set, problem }: PartProps) {
  const t = useTexts();
  const user = useUser();
  const { data: people = [] } = useQuery(colleaguesQuery);
  const mayChooseAll = may(user, "report.manage_any");
  const choices = people.filter(
    ({ id, is_active }) => draft.recipients.includes(id) || (is_active && (mayChooseAll || id === user.id)),
  );
  return (
    <MultiSelect
      label={t("reportEmails.recipients")}
      description={mayChooseAll ? t("reportEmails.recipientsAbout") : t("reportEmails.onlyYou")}
      required
      searchable
      maxValues={MAX_RECIPIENTS}
      value={draft.recipients}
      error={problem?.field("recipients")}
      data={choices.map(({ id, full_name }) => ({ value: id, label: full_name }))}
      onChange={(recipients) => set({ recipients })}
    />
  );
}
