import "../lib/later-texts.ts";
import { Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { MISSED } from "../../wire/recurrence-words.ts";
import { api, Refusal } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { CompanySelect } from "../records/CompanySelect.tsx";
import { templatesQuery } from "../ticket-templates/template-queries.ts";
import { FormProblem, SaveFoot } from "../ui/FormFoot.tsx";
import { errorText } from "../ui/notices.ts";
import { useSaving } from "../ui/use-saving.ts";
import { type Recurrence, type RecurrenceDraft, recurrencesQuery } from "./recurrence-queries.ts";

const FIELDS = ["name", "template", "company", "rrule", "starts_at"];
const RULES = ["DAILY", "WEEKLY;BYDAY=MO,TU,WE,TH,FR", "WEEKLY", "MONTHLY", "MONTHLY;BYMONTHDAY=-1", "YEARLY"] as const;
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

const draftOf = (of: Recurrence | null): RecurrenceDraft =>
  of
    ? { ...of, companyName: of.company_name, inputs: of.inputs as Record<string, string> }
    : {
        name: "",
        template: null,
        company: null,
        companyName: null,
        inputs: {},
        rrule: "FREQ=MONTHLY",
        starts_at: `${tomorrow()}T09:00`,
        time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        missed: "one",
        is_active: true,
      };

function save(id: string | null, draft: RecurrenceDraft) {
  const { name, template, company, inputs, rrule, starts_at, time_zone, missed, is_active } = draft;
  const body = { name, template: template ?? "", company, inputs, rrule, starts_at, time_zone, missed, is_active };
  return id ? api.patch("/recurrences/{id}/", body, { path: { id } }) : api.post("/recurrences/", body);
}

interface Props {
  /** Null for a new one. */
  recurrence: Recurrence | null;
  onClose(): void;
}

/** A recurring ticket as it is written, with its next dates. */
export function RecurrenceForm({ recurrence, onClose }: Props) {
  const t = useTexts();
  const [draft, setDraft] = useState(() => draftOf(recurrence));
  const set = (more: Partial<RecurrenceDraft>) => setDraft((before) => ({ ...before, ...more }));
  const { submit, isSaving, errorOf, problem } = useSaving({
    fields: FIELDS,
    save: () => save(recurrence?.id ?? null, draft),
    reload: () => queryClient.invalidateQueries(recurrencesQuery),
    onSaved: onClose,
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <What {...{ draft, set, errorOf }} />
        <When {...{ draft, set, errorOf }} />
        <NextDates draft={draft} />
        <Switch
          label={t("recurring.active")}
          checked={draft.is_active}
          onChange={(event) => set({ is_active: event.currentTarget.checked })}
        />
        <FormProblem>{problem}</FormProblem>
        <SaveFoot isSaving={isSaving} onCancel={onClose} />
      </Stack>
    </form>
  );
}

interface PartProps {
  draft: RecurrenceDraft;
  set(more: Partial<RecurrenceDraft>): void;
  errorOf(field: string): string | null;
}

function What({ draft, set, errorOf }: PartProps) {
  const t = useTexts();
  const { data: templates = [] } = useQuery(templatesQuery);
  const inputs = templates.find(({ id }) => id === draft.template)?.inputs ?? [];
  return (
    <>
      <TextInput
        label={t("macros.name")}
        required
        maxLength={100}
        autoFocus
        value={draft.name}
        error={errorOf("name")}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Select
        label={t("recurring.template")}
        required
        searchable
        value={draft.template}
        error={errorOf("template")}
        data={templates.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(template) => set({ template, inputs: {} })}
      />
      {inputs.map(({ name, label }) => (
        <TextInput
          key={name}
          label={label}
          value={draft.inputs[name] ?? ""}
          onChange={({ currentTarget: { value } }) => set({ inputs: { ...draft.inputs, [name]: value } })}
        />
      ))}
      <CompanySelect
        label={t("fields.company")}
        value={draft.company}
        {...(draft.companyName && { name: draft.companyName })}
        error={errorOf("company")}
        onChange={(company, companyName) => set({ company, companyName })}
      />
    </>
  );
}

function When({ draft, set, errorOf }: PartProps) {
  const t = useTexts();
  const known = RULES.find((rule) => `FREQ=${rule}` === draft.rrule);
  return (
    <>
      <Select
        label={t("recurring.repeats")}
        allowDeselect={false}
        value={known ?? null}
        placeholder={t("recurring.ownRule")}
        data={RULES.map((rule) => ({
          value: rule,
          label: t(`recurring.rules.${rule.replaceAll(/\W/g, "_") as "DAILY"}`),
        }))}
        onChange={(rule) => rule && set({ rrule: `FREQ=${rule}` })}
      />
      <TextInput
        label={t("recurring.rule")}
        required
        maxLength={300}
        value={draft.rrule}
        error={errorOf("rrule")}
        onChange={(event) => set({ rrule: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label={t("recurring.start")}
        required
        value={draft.starts_at}
        error={errorOf("starts_at")}
        onChange={(event) => set({ starts_at: event.currentTarget.value })}
      />
      <Select
        label={t("recurring.zone")}
        required
        searchable
        allowDeselect={false}
        value={draft.time_zone}
        data={[...new Set([draft.time_zone, ...Intl.supportedValuesOf("timeZone")])]}
        onChange={(zone) => zone && set({ time_zone: zone })}
      />
      <Select
        label={t("recurring.missed")}
        allowDeselect={false}
        value={draft.missed}
        data={MISSED.map((value) => ({ value, label: t(`recurring.ifMissed.${value}`) }))}
        onChange={(missed) => missed && set({ missed: missed as RecurrenceDraft["missed"] })}
      />
    </>
  );
}

/** The next five dates of the rule, and what it leaves out. */
function NextDates({ draft: { rrule, starts_at, time_zone } }: { draft: RecurrenceDraft }) {
  const t = useTexts();
  const [schedule] = useDebouncedValue({ rrule, starts_at, time_zone }, 300);
  const { data, error } = useQuery({
    queryKey: ["recurrence-preview", schedule],
    queryFn: ({ signal }) => api.post("/recurrences/preview/", schedule, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const format = new Intl.DateTimeFormat(document.documentElement.lang || "en", {
    dateStyle: "full",
    timeStyle: "short",
    timeZone: "UTC",
  });
  return (
    <section aria-label={t("recurring.nextDates")} aria-live="polite">
      <Text size="sm" fw="var(--w-strong)">
        {t("recurring.nextDates")}
      </Text>
      {error instanceof Refusal ? (
        <Text size="sm" c="red">
          {errorText(error)}
        </Text>
      ) : (
        <ol>
          {data?.dates.map(({ local }) => (
            <li key={local}>{format.format(new Date(`${local}Z`))}</li>
          ))}
        </ol>
      )}
      {data?.notes.map((note) => (
        <Text key={note} size="sm" c="var(--warn)">
          {t(`recurring.notes.${note}`)}
        </Text>
      ))}
    </section>
  );
}
