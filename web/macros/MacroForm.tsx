import "../lib/later-texts.ts";
import { Button, Group, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { MacroScope } from "../../wire/macro-words.ts";
import { ROLE_PERMISSIONS } from "../../wire/permissions.ts";
import { api, Refusal } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { errorText, showError, showNotice } from "../ui/notices.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { MacroChanges } from "./MacroChanges.tsx";
import { MacroInputList } from "./MacroInputList.tsx";
import { MacroText } from "./MacroText.tsx";
import { type MacroContent, macroQuery, macrosQuery } from "./macro-queries.ts";

/** A macro as it is written; a new one if there is no ID. */
export function MacroForm({ id, onClose }: { id: string | null; onClose(): void }) {
  const user = useUser();
  const { data, error, refetch } = useQuery({ ...macroQuery(id ?? ""), enabled: id !== null });
  if (id !== null && error) return <ErrorState error={error} onRetry={refetch} />;
  if (id !== null && !data) return <LoadingLines />;
  const initial: MacroContent = data
    ? { ...data, texts: data.texts as Record<string, string> }
    : { name: "", folder: "", scope: "own", team: user.role, texts: {}, is_internal: false, inputs: [], changes: {} };
  return <Form id={id} initial={initial} onClose={onClose} />;
}

function Form({ id, initial, onClose }: { id: string | null; initial: MacroContent; onClose(): void }) {
  const t = useTexts();
  const [macro, setMacro] = useState(initial);
  const change = (more: Partial<MacroContent>) => setMacro((before) => ({ ...before, ...more }));
  const { save, problem } = useSaving(id, onClose);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save(macro);
      }}
    >
      <Stack>
        <TextInput
          label={t("macros.name")}
          required
          maxLength={100}
          autoFocus
          value={macro.name}
          error={problem?.field("name")}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t("macros.folder")}
          description={t("macros.folderHint")}
          maxLength={200}
          value={macro.folder}
          error={problem?.field("folder")}
          onChange={(event) => change({ folder: event.currentTarget.value })}
        />
        <ScopeFields macro={macro} problem={problem?.field("team") ?? null} onChange={change} />
        <MacroText macro={macro} onChange={(texts) => change({ texts })} problem={problem?.field("texts") ?? null} />
        <Switch
          label={t("macros.isNote")}
          checked={macro.is_internal}
          onChange={(event) => change({ is_internal: event.currentTarget.checked })}
        />
        <MacroInputList
          inputs={macro.inputs}
          problem={problem?.field("inputs") ?? null}
          onChange={(inputs) => change({ inputs })}
        />
        <MacroChanges
          changes={macro.changes}
          problem={problem?.field("changes") ?? null}
          onChange={(changes) => change({ changes })}
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

/** Saves the macro and closes the form; `problem` is the error that the form can show at its fields. */
function useSaving(id: string | null, onClose: () => void) {
  const t = useTexts();
  const [problem, setProblem] = useState<Refusal | null>(null);
  const save = async ({ name, folder, scope, team, texts, is_internal, inputs, changes }: MacroContent) => {
    const given = (scope === "team" ? team : "") as "Tech";
    const body = { name, folder, scope, team: given, texts, is_internal, inputs, changes };
    try {
      if (id) await api.patch("/macros/{id}/", body, { path: { id } });
      else await api.post("/macros/", body);
      await queryClient.invalidateQueries(macrosQuery);
      showNotice(t("macros.saved", { name }));
      onClose();
    } catch (error) {
      if (error instanceof Refusal && error.status === 400) setProblem(error);
      else showError(error, t("macros.notSaved"));
    }
  };
  return { save, problem };
}

interface ScopeProps {
  macro: MacroContent;
  problem: string | null;
  onChange(change: Partial<MacroContent>): void;
}

/** Who may use the macro: its author, a team, or everyone. */
function ScopeFields({ macro, problem, onChange }: ScopeProps) {
  const t = useTexts();
  return (
    <Group align="flex-end">
      <Select
        label={t("macros.for")}
        allowDeselect={false}
        value={macro.scope}
        data={[
          { value: "own", label: t("macros.onlyYou") },
          { value: "team", label: t("macros.team") },
          { value: "shared", label: t("macros.everyone") },
        ]}
        onChange={(scope) => onChange({ scope: (scope ?? "own") as MacroScope })}
      />
      {macro.scope === "team" && (
        <Select
          label={t("fields.assigned_team")}
          allowDeselect={false}
          value={macro.team}
          error={problem}
          data={Object.keys(ROLE_PERMISSIONS).map((value) => ({ value, label: t(`roles.${value as "Tech"}`) }))}
          onChange={(team) => onChange({ team: team ?? "" })}
        />
      )}
    </Group>
  );
}
