import "../lib/later-texts.ts";
import { Button, Fieldset, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { ROLE_PERMISSIONS } from "../../wire/permissions.ts";
import { TEMPLATE_PLACEHOLDERS, type TemplateField } from "../../wire/template-words.ts";
import { Editor, type EditorHandle } from "../editor/Editor.tsx";
import { api, Refusal } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { MacroInputList } from "../macros/MacroInputList.tsx";
import { errorText, showError, showNotice } from "../ui/notices.ts";
import { StepList } from "./StepList.tsx";
import { TemplateFields } from "./TemplateFields.tsx";
import css from "./TicketTemplates.module.css";
import { type TemplateDraft, templatesQuery } from "./template-queries.ts";

interface Props {
  /** Null for a new one. */
  id: string | null;
  initial: TemplateDraft;
  names?: Readonly<Record<string, string>>;
  missing?: Partial<Record<TemplateField, string>>;
  onClose(): void;
}

/** Saves a template; its problem if the server refuses it. */
async function save(id: string | null, draft: TemplateDraft): Promise<Refusal | null> {
  const checklist = draft.checklist.filter((step) => step.trim() !== "");
  const team = draft.scope === "team" ? draft.team : "";
  const body = { ...draft, checklist, team: team as "Tech", fields: { ...draft.fields } };
  try {
    if (id) await api.patch("/ticket-templates/{id}/", body, { path: { id } });
    else await api.post("/ticket-templates/", body);
    await queryClient.invalidateQueries(templatesQuery);
    return null;
  } catch (error) {
    if (error instanceof Refusal && error.status === 400) return error;
    throw error;
  }
}

/** A ticket template as it is written. */
export function TemplateForm({ id, initial, names = {}, missing = {}, onClose }: Props) {
  const t = useTexts();
  const [draft, setDraft] = useState(initial);
  const [problem, setProblem] = useState<Refusal | null>(null);
  const set = (more: Partial<TemplateDraft>) => setDraft((before) => ({ ...before, ...more }));
  const submit = async (event: React.SyntheticEvent) => {
    event.preventDefault();
    event.stopPropagation();
    try {
      const refused = await save(id, draft);
      setProblem(refused);
      if (refused) return;
      showNotice(t("templates.saved", { name: draft.name }));
      onClose();
    } catch (error) {
      showError(error, t("templates.notSaved"));
    }
  };
  const shared = { draft, set, problem };
  return (
    <form onSubmit={submit}>
      <Stack>
        <NameParts {...shared} />
        <TextParts {...shared} />
        <TemplateFields
          fields={draft.fields}
          names={names}
          missing={missing}
          problem={problem?.field("fields") ?? null}
          onChange={(fields) => set({ fields })}
        />
        <Fieldset legend={t("checklist.title")}>
          <StepList steps={draft.checklist} onChange={(checklist) => set({ checklist })} />
        </Fieldset>
        <MacroInputList
          inputs={draft.inputs}
          problem={problem?.field("inputs") ?? null}
          onChange={(inputs) => set({ inputs })}
        />
        {problem && <Text c="red">{errorText(problem)}</Text>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit">{t("common.save")}</Button>
        </Group>
      </Stack>
    </form>
  );
}

interface PartProps {
  draft: TemplateDraft;
  set(more: Partial<TemplateDraft>): void;
  problem: Refusal | null;
}

function NameParts({ draft, set, problem }: PartProps) {
  const t = useTexts();
  return (
    <>
      <Group grow align="flex-start">
        <TextInput
          label={t("macros.name")}
          required
          maxLength={100}
          data-autofocus
          autoFocus
          value={draft.name}
          error={problem?.field("name")}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t("macros.folder")}
          placeholder="Sound/Players"
          maxLength={200}
          value={draft.folder}
          error={problem?.field("folder")}
          onChange={(event) => set({ folder: event.currentTarget.value })}
        />
      </Group>
      <Group align="flex-end">
        <Select
          label={t("macros.for")}
          allowDeselect={false}
          value={draft.scope}
          data={[
            { value: "own", label: t("macros.onlyYou") },
            { value: "team", label: t("macros.team") },
            { value: "shared", label: t("macros.everyone") },
          ]}
          onChange={(scope) => set({ scope: (scope ?? "own") as TemplateDraft["scope"] })}
        />
        {draft.scope === "team" && (
          <Select
            label={t("fields.assigned_team")}
            allowDeselect={false}
            value={draft.team}
            error={problem?.field("team")}
            data={Object.keys(ROLE_PERMISSIONS).map((value) => ({ value, label: t(`roles.${value as "Tech"}`) }))}
            onChange={(team) => set({ team: team ?? "" })}
          />
        )}
      </Group>
    </>
  );
}

function TextParts({ draft, set, problem }: PartProps) {
  const t = useTexts();
  const editor = useRef<EditorHandle>(null);
  const wrong = problem?.field("description");
  return (
    <>
      <TextInput
        label={t("fields.subject")}
        maxLength={200}
        value={draft.subject}
        error={problem?.field("subject")}
        onChange={(event) => set({ subject: event.currentTarget.value })}
      />
      <Select
        label={t("macros.placeholder")}
        value={null}
        searchable
        data={[...TEMPLATE_PLACEHOLDERS, ...draft.inputs.map(({ name }) => `input.${name}`)]}
        onChange={(name) => name && editor.current?.insert(`{{ ${name} }}`)}
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
      {wrong && (
        <Text size="sm" c="red" role="alert">
          {wrong}
        </Text>
      )}
    </>
  );
}
