import "../lib/later-texts.ts";
import { MultiSelect, NumberInput, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { may } from "../../wire/permissions.ts";
import { EVERY, MAX_REPORT_DAYS, MAX_REPORTS, MAX_SCHEDULE_RECIPIENTS } from "../../wire/report-schedule-words.ts";
import { WEEKDAYS } from "../../wire/sla-words.ts";
import { TEAMS } from "../../wire/ticket-words.ts";
import { CHARTS } from "../dashboard/charts.ts";
import { api } from "../lib/api.ts";
import { usePreferences } from "../lib/preferences.ts";
import { queryClient } from "../lib/query-client.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { colleaguesQuery } from "../tickets/people.ts";
import { FormProblem, SaveFoot, ZoneSelect } from "../ui/FormFoot.tsx";
import { NameInput } from "../ui/NameInput.tsx";
import { RestoredNotice } from "../ui/Unsaved.tsx";
import { useKept } from "../ui/use-kept.ts";
import { type SaveHeaders, useSaving } from "../ui/use-saving.ts";
import { useSearchable } from "../ui/use-searchable.ts";
import css from "./ScheduleForm.module.css";
import { SchedulePreview } from "./SchedulePreview.tsx";
import { schedulesQuery } from "./schedule-queries.ts";
import {
  newDraft,
  type Schedule,
  type ScheduleDraft,
  scheduleBody,
  scheduleDraft,
  withEvery,
} from "./schedule-values.ts";

const FIELDS = ["name", "reports", "filters", "recipients", "time", "time_zone", "days"];

function save(id: string | null, draft: ScheduleDraft, headers: SaveHeaders) {
  const body = scheduleBody(draft);
  return id
    ? api.patch("/report-schedules/{id}/", body, { path: { id }, headers })
    : api.post("/report-schedules/", body);
}

interface Props {
  /** Null for a new one. */
  schedule: Schedule | null;
  onClose(): void;
}

/** Edits a report by email, with a preview of the email beside it. */
export function ScheduleForm({ schedule, onClose }: Props) {
  const t = useTexts();
  const user = useUser();
  const { time_zone } = usePreferences();
  const zone = time_zone || Intl.DateTimeFormat().resolvedOptions().timeZone;
  const initial = schedule ? scheduleDraft(schedule) : newDraft(user.id, zone);
  const copy = useKept(`report ${schedule?.id ?? "new"}`, initial, { version: schedule?.updated_at, onClose });
  const { value: draft, change: set, close } = copy;
  const setDraft = (next: ScheduleDraft) => copy.set(() => next);
  const { submit, isSaving, errorOf, problem } = useSaving({
    fields: FIELDS,
    readAt: copy.version,
    save: (headers) => save(schedule?.id ?? null, draft, headers),
    reload: () => queryClient.invalidateQueries(schedulesQuery),
    onSaved: close,
  });
  return (
    <form onSubmit={submit} className={css.form}>
      <Stack>
        <RestoredNotice isRestored={copy.isRestored} />
        <What {...{ draft, set, errorOf }} />
        <When {...{ draft, setDraft, set, errorOf }} />
        <Who {...{ draft, set, errorOf }} />
        <Switch
          label={t("recurring.active")}
          checked={draft.is_active}
          onChange={(event) => set({ is_active: event.currentTarget.checked })}
        />
        <FormProblem>{problem}</FormProblem>
        <SaveFoot isSaving={isSaving} onCancel={close} />
      </Stack>
      <SchedulePreview draft={draft} />
    </form>
  );
}

interface PartProps {
  draft: ScheduleDraft;
  set(more: Partial<ScheduleDraft>): void;
  errorOf(field: string): string | null;
}

function What({ draft, set, errorOf }: PartProps) {
  const t = useTexts();
  const searchable = useSearchable();
  return (
    <>
      <NameInput
        description={t("reportEmails.nameAbout")}
        placeholder={t("reportEmails.example")}
        value={draft.name}
        error={errorOf("name")}
        onText={(name) => set({ name })}
      />
      <MultiSelect
        label={t("reportEmails.reports")}
        required
        {...searchable}
        maxValues={MAX_REPORTS}
        value={draft.reports}
        error={errorOf("reports")}
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
        error={errorOf("filters")}
        data={[
          { value: "", label: t("dashboard.allTeams") },
          ...TEAMS.filter(Boolean).map((value) => ({ value, label: t(`roles.${value as "Tech"}`) })),
        ]}
        onChange={(team) => set({ team: team ?? "" })}
      />
    </>
  );
}

function When({ draft, set, setDraft, errorOf }: PartProps & { setDraft(draft: ScheduleDraft): void }) {
  const t = useTexts();
  return (
    <>
      <div className={css.fields}>
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
          error={errorOf("time")}
          onChange={(event) => set({ time: event.currentTarget.value })}
        />
      </div>
      <div className={css.fields}>
        <ZoneSelect
          label={t("recurring.zone")}
          value={draft.time_zone}
          error={errorOf("time_zone")}
          onChange={(time_zone) => set({ time_zone })}
        />
        <NumberInput
          label={t("reportEmails.days")}
          description={t("reportEmails.daysAbout")}
          min={1}
          max={MAX_REPORT_DAYS}
          clampBehavior="blur"
          allowDecimal={false}
          value={draft.days}
          error={errorOf("days")}
          onChange={(days) => set({ days: Number(days) || 1 })}
        />
      </div>
    </>
  );
}

function Who({ draft, set, errorOf }: PartProps) {
  const t = useTexts();
  const searchable = useSearchable();
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
      {...searchable}
      maxValues={MAX_SCHEDULE_RECIPIENTS}
      value={draft.recipients}
      error={errorOf("recipients")}
      data={choices.map(({ id, full_name }) => ({ value: id, label: full_name }))}
      onChange={(recipients) => set({ recipients })}
    />
  );
}
