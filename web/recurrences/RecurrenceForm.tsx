import "../lib/later-texts.ts";
import { Select, Stack, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { CompanySelect } from "../records/CompanySelect.tsx";
import { RelatedSelect } from "../records/RelatedSelect.tsx";
import { templatesQuery } from "../ticket-templates/template-queries.ts";
import { FormProblem, SaveFoot } from "../ui/FormFoot.tsx";
import { NameInput } from "../ui/NameInput.tsx";
import { RestoredNotice } from "../ui/Unsaved.tsx";
import { useKept } from "../ui/use-kept.ts";
import { changedOf, type SaveHeaders, useSaving } from "../ui/use-saving.ts";
import { useSearchable } from "../ui/use-searchable.ts";
import { NextDates } from "./NextDates.tsx";
import { RecurrenceRuns } from "./RecurrenceRuns.tsx";
import { ClosedDays, type PartProps, When } from "./RecurrenceWhen.tsx";
import { type Recurrence, type RecurrenceDraft, recurrenceBody, recurrencesQuery } from "./recurrence-queries.ts";

const FIELDS = ["name", "template", "company", "contact", "zone", "rrule", "starts_at", "calendar"];
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

const draftOf = (of: Recurrence | null): RecurrenceDraft =>
  of
    ? {
        ...of,
        companyName: of.company_name,
        contactName: of.contact_name,
        zoneName: of.zone_name,
        inputs: of.inputs as Record<string, string>,
      }
    : {
        name: "",
        template: null,
        company: null,
        companyName: null,
        contact: null,
        contactName: null,
        zone: null,
        zoneName: null,
        inputs: {},
        rrule: "FREQ=MONTHLY",
        starts_at: `${tomorrow()}T09:00`,
        time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        calendar: null,
        on_closed_day: "keep",
        missed: "one",
        is_active: true,
      };

function save(of: Recurrence | null, draft: RecurrenceDraft, headers: SaveHeaders) {
  if (!of) return api.post("/recurrences/", recurrenceBody(draft));
  const body = changedOf(recurrenceBody(draft), recurrenceBody(draftOf(of)));
  return body && api.patch("/recurrences/{id}/", body, { path: { id: of.id }, headers });
}

interface Props {
  /** Null for a new one. */
  recurrence: Recurrence | null;
  onClose(): void;
}

/** Edits a recurring ticket and shows its next dates. */
export function RecurrenceForm({ recurrence, onClose }: Props) {
  const t = useTexts();
  const copy = useKept(`recurrence ${recurrence?.id ?? "new"}`, draftOf(recurrence), {
    version: recurrence?.updated_at,
    onClose,
  });
  const { value: draft, change: set, close } = copy;
  const [initialRecurrence] = useState(recurrence);
  const { submit, isSaving, errorOf, problem } = useSaving({
    fields: FIELDS,
    readAt: copy.version,
    save: (headers) => save(initialRecurrence, draft, headers),
    reload: () => queryClient.invalidateQueries(recurrencesQuery),
    onSaved: close,
  });
  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        <RestoredNotice isRestored={copy.isRestored} />
        <What {...{ draft, set, errorOf }} />
        <Customer {...{ draft, set, errorOf }} />
        <When {...{ draft, set, errorOf }} />
        <ClosedDays {...{ draft, set, errorOf }} />
        <NextDates draft={draft} />
        <Switch
          label={t("recurring.active")}
          checked={draft.is_active}
          onChange={(event) => set({ is_active: event.currentTarget.checked })}
        />
        {recurrence && <RecurrenceRuns id={recurrence.id} />}
        <FormProblem>{problem}</FormProblem>
        <SaveFoot isSaving={isSaving} onCancel={close} />
      </Stack>
    </form>
  );
}

function What({ draft, set, errorOf }: PartProps) {
  const t = useTexts();
  const searchable = useSearchable();
  const { data: templates = [] } = useQuery(templatesQuery);
  const inputs = templates.find(({ id }) => id === draft.template)?.inputs ?? [];
  return (
    <>
      <NameInput value={draft.name} error={errorOf("name")} onText={(name) => set({ name })} />
      <Select
        label={t("recurring.template")}
        required
        {...searchable}
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
    </>
  );
}

/** The customer of the tickets, instead of the template's. */
function Customer({ draft, set, errorOf }: PartProps) {
  const t = useTexts();
  const relatedSelect = (name: "contact" | "zone") => (
    <RelatedSelect
      name={name}
      company={draft.company}
      value={draft[name]}
      shown={draft[`${name}Name`] ?? undefined}
      placeholder={t("newTicket.companyFirst")}
      error={errorOf(name)}
      onChoose={(id, label) =>
        set(name === "contact" ? { contact: id, contactName: label } : { zone: id, zoneName: label })
      }
    />
  );
  return (
    <>
      <CompanySelect
        label={t("fields.company")}
        value={draft.company}
        {...(draft.companyName && { name: draft.companyName })}
        error={errorOf("company")}
        onChange={(company, companyName) =>
          set({ company, companyName, contact: null, contactName: null, zone: null, zoneName: null })
        }
      />
      {relatedSelect("contact")}
      {relatedSelect("zone")}
    </>
  );
}
