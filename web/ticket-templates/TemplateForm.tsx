import "../lib/later-texts.ts";
import { Fieldset, Group, Select, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { TEMPLATE_PLACEHOLDERS, type TemplateField } from "../../wire/template-words.ts";
import { Editor, type EditorHandle } from "../editor/Editor.tsx";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { MacroInputList } from "../macros/MacroInputList.tsx";
import { SavedFiles } from "../macros/SavedFiles.tsx";
import { ScopeFields } from "../macros/ScopeFields.tsx";
import { hasSameName } from "../macros/same-name.ts";
import { FormProblem, SaveFoot } from "../ui/FormFoot.tsx";
import { NameInput } from "../ui/NameInput.tsx";
import { RestoredNotice } from "../ui/Unsaved.tsx";
import { useKept } from "../ui/use-kept.ts";
import { changedOf, type SaveHeaders, useSaving } from "../ui/use-saving.ts";
import { useSearchable } from "../ui/use-searchable.ts";
import { StepList } from "./StepList.tsx";
import { TemplateFields } from "./TemplateFields.tsx";
import css from "./TicketTemplates.module.css";
import { type TemplateDraft, templatesQuery } from "./template-queries.ts";

const FIELDS = ["name", "folder", "team", "subject", "description", "fields", "inputs", "files"];

interface Props {
  /** Null for a new one. */
  id: string | null;
  initial: TemplateDraft;
  /** When the template was changed last. */
  readAt?: string;
  names?: Readonly<Record<string, string>>;
  missing?: Partial<Record<TemplateField, string>>;
  onClose(): void;
}

const bodyOf = (draft: TemplateDraft) => ({
  name: draft.name,
  folder: draft.folder,
  scope: draft.scope,
  team: (draft.scope === "team" ? draft.team : "") as "Tech",
  subject: draft.subject,
  description: draft.description,
  fields: { ...draft.fields },
  checklist: draft.checklist.filter((step) => step.trim() !== ""),
  inputs: draft.inputs,
  files: draft.files.map(({ id }) => id),
});

function save(id: string | null, draft: TemplateDraft, base: TemplateDraft, headers: SaveHeaders) {
  if (!id) return api.post("/ticket-templates/", bodyOf(draft));
  const body = changedOf(bodyOf(draft), bodyOf(base));
  return body && api.patch("/ticket-templates/{id}/", body, { path: { id }, headers });
}

/** A ticket template as it is written. */
export function TemplateForm({ id, initial, readAt, names = {}, missing = {}, onClose }: Props) {
  const t = useTexts();
  // text of a template that is made of a ticket is not kept after the form is closed
  const isBlank = initial.subject === "" && initial.description === "";
  const name = id ?? (isBlank ? "new" : null);
  const copy = useKept(name && `ticket template ${name}`, initial, { version: readAt, onClose });
  const { value: draft, set: setDraft, change: set, close } = copy;
  const [initialDraft] = useState(initial);
  const { submit, isSaving, errorOf, problem } = useSaving({
    fields: FIELDS,
    readAt: copy.version,
    save: (headers) => save(id, draft, initialDraft, headers),
    reload: () => queryClient.invalidateQueries(templatesQuery),
    onSaved: close,
  });
  const partProps = { draft, set, errorOf };
  return (
    <form onSubmit={submit}>
      <Stack>
        <RestoredNotice isRestored={copy.isRestored} />
        <NameParts id={id} {...partProps} />
        <TextParts {...partProps} />
        <SavedFiles
          files={draft.files}
          hint={t("templates.filesHint")}
          problem={errorOf("files")}
          onChange={(next) => setDraft((before) => ({ ...before, files: next(before.files) }))}
        />
        <TemplateFields
          fields={draft.fields}
          names={names}
          missing={missing}
          problem={errorOf("fields")}
          onChange={(fields) => set({ fields })}
        />
        <Fieldset legend={t("checklist.title")}>
          <StepList steps={draft.checklist} onChange={(checklist) => set({ checklist })} />
        </Fieldset>
        <MacroInputList inputs={draft.inputs} problem={errorOf("inputs")} onChange={(inputs) => set({ inputs })} />
        <FormProblem>{problem}</FormProblem>
        <SaveFoot isSaving={isSaving} onCancel={close} />
      </Stack>
    </form>
  );
}

interface PartProps {
  draft: TemplateDraft;
  set(more: Partial<TemplateDraft>): void;
  errorOf(field: string): string | null;
}

function NameParts({ id, draft, set, errorOf }: PartProps & { id: string | null }) {
  const t = useTexts();
  const { data: templates = [] } = useQuery(templatesQuery);
  return (
    <>
      <Group grow align="flex-start">
        <NameInput
          value={draft.name}
          error={errorOf("name")}
          description={hasSameName(templates, draft.name, id) && t("items.sameName")}
          onText={(name) => set({ name })}
        />
        <TextInput
          label={t("macros.folder")}
          placeholder="Sound/Players"
          maxLength={200}
          value={draft.folder}
          error={errorOf("folder")}
          onChange={(event) => set({ folder: event.currentTarget.value })}
        />
      </Group>
      <ScopeFields scope={draft.scope} team={draft.team} problem={errorOf("team")} onChange={set} />
    </>
  );
}

function TextParts({ draft, set, errorOf }: PartProps) {
  const t = useTexts();
  const searchable = useSearchable();
  const editor = useRef<EditorHandle>(null);
  return (
    <>
      <TextInput
        label={t("fields.subject")}
        maxLength={200}
        value={draft.subject}
        error={errorOf("subject")}
        onChange={(event) => set({ subject: event.currentTarget.value })}
      />
      <Select
        label={t("macros.placeholder")}
        value={null}
        {...searchable}
        data={[...TEMPLATE_PLACEHOLDERS, ...draft.inputs.map(({ name }) => `input.${name}`)]}
        onChange={(name) => name && editor.current?.write(`{{ ${name} }}`)}
      />
      <div className={css.editor}>
        <Editor
          handle={editor}
          label={t("newTicket.description")}
          placeholder={t("newTicket.write")}
          text={draft.description}
          onChange={(description) => set({ description })}
        />
      </div>
      <FormProblem>{errorOf("description")}</FormProblem>
    </>
  );
}
