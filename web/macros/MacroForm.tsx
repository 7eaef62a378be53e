import "../lib/later-texts.ts";
import { Button, Group, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { MACRO_LANGUAGES, type MacroInput, type MacroScope, PLACEHOLDERS } from "../../wire/macro-words.ts";
import { ROLE_PERMISSIONS } from "../../wire/permissions.ts";
import { Editor, type EditorHandle } from "../editor/Editor.tsx";
import { api, Refusal } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { CleanHtml } from "../ui/CleanHtml.tsx";
import { errorText, showError, showNotice } from "../ui/notices.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { MacroInputList } from "./MacroInputList.tsx";
import css from "./MacrosPart.module.css";
import { macrosQuery } from "./macro-queries.ts";

interface Written {
  name: string;
  folder: string;
  scope: MacroScope;
  team: string;
  texts: Record<string, string>;
  is_internal: boolean;
  inputs: MacroInput[];
}

const macroQuery = (id: string) =>
  queryOptions({
    queryKey: ["macros", id],
    queryFn: ({ signal }) => api.get("/macros/{id}/", { path: { id }, signal }),
  });

/** A macro as it is written; a new one if there is no ID. */
export function MacroForm({ id, onClose }: { id: string | null; onClose(): void }) {
  const user = useUser();
  const { data, error, refetch } = useQuery({ ...macroQuery(id ?? ""), enabled: id !== null });
  if (id !== null && error) return <ErrorState error={error} onRetry={refetch} />;
  if (id !== null && !data) return <LoadingLines />;
  const initial: Written = data
    ? { ...data, texts: data.texts as Record<string, string> }
    : { name: "", folder: "", scope: "own", team: user.role, texts: {}, is_internal: false, inputs: [] };
  return <Form id={id} initial={initial} onClose={onClose} />;
}

function Form({ id, initial, onClose }: { id: string | null; initial: Written; onClose(): void }) {
  const t = useTexts();
  const [macro, setMacro] = useState(initial);
  const [problem, setProblem] = useState<Refusal | null>(null);
  const set = (more: Partial<Written>) => setMacro((before) => ({ ...before, ...more }));
  const save = async (event: React.SyntheticEvent) => {
    event.preventDefault();
    const { name, folder, scope, texts, is_internal, inputs } = macro;
    const team = scope === "team" ? macro.team : "";
    const body = { name, folder, scope, team: team as "Tech", texts, is_internal, inputs };
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
  return (
    <form onSubmit={save}>
      <Stack>
        <TextInput
          label={t("macros.name")}
          required
          maxLength={100}
          autoFocus
          value={macro.name}
          error={problem?.field("name")}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t("macros.folder")}
          description={t("macros.folderHint")}
          maxLength={200}
          value={macro.folder}
          error={problem?.field("folder")}
          onChange={(event) => set({ folder: event.currentTarget.value })}
        />
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
            onChange={(scope) => set({ scope: (scope ?? "own") as Written["scope"] })}
          />
          {macro.scope === "team" && (
            <Select
              label={t("fields.assigned_team")}
              allowDeselect={false}
              value={macro.team}
              error={problem?.field("team")}
              data={Object.keys(ROLE_PERMISSIONS).map((value) => ({ value, label: t(`roles.${value as "Tech"}`) }))}
              onChange={(team) => set({ team: team ?? "" })}
            />
          )}
        </Group>
        <MacroText macro={macro} onChange={(texts) => set({ texts })} problem={problem?.field("texts") ?? null} />
        <Switch
          label={t("macros.isNote")}
          checked={macro.is_internal}
          onChange={(event) => set({ is_internal: event.currentTarget.checked })}
        />
        <MacroInputList
          inputs={macro.inputs}
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

interface TextProps {
  macro: Pick<Written, "texts" | "inputs">;
  onChange(texts: Record<string, string>): void;
  problem: string | null;
}

/** The text in one language, and how it will read. */
function MacroText({ macro: { texts, inputs }, onChange, problem }: TextProps) {
  const t = useTexts();
  const [language, setLanguage] = useState(() => MACRO_LANGUAGES.find((each) => texts[each]) ?? "en");
  const editor = useRef<EditorHandle>(null);
  const text = texts[language] ?? "";
  const [settled] = useDebouncedValue(text, 300);
  const samples = Object.fromEntries(inputs.map(({ name, label, choices }) => [name, choices[0] ?? label]));
  const { data, error } = useQuery({
    queryKey: ["macro-preview", settled, samples],
    queryFn: ({ signal }) => api.post("/macros/preview/", { text: settled, inputs: samples }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const names = new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "language" });
  return (
    <>
      <Group align="flex-end">
        <Select
          label={t("settings.language")}
          allowDeselect={false}
          value={language}
          data={MACRO_LANGUAGES.map((value) => ({
            value,
            label: `${names.of(value) ?? value}${texts[value] ? " ✓" : ""}`,
          }))}
          onChange={(next) => next && setLanguage(next as typeof language)}
        />
        <Select
          label={t("macros.placeholder")}
          value={null}
          searchable
          data={[...PLACEHOLDERS, ...inputs.map(({ name }) => `input.${name}`)]}
          onChange={(name) => name && editor.current?.insert(`{{ ${name} }}`)}
        />
      </Group>
      <div className={css.editor}>
        <Editor
          key={language}
          handle={editor}
          label={t("macros.text")}
          placeholder={t("macros.textHint")}
          text={text}
          onChange={(html) => onChange({ ...texts, [language]: html })}
        />
      </div>
      {problem && (
        <Text size="sm" c="red" role="alert">
          {problem}
        </Text>
      )}
      <section aria-label={t("macros.preview")}>
        <Text size="sm" c="dimmed">
          {t("macros.preview")}
        </Text>
        <div className={css.preview} aria-live="polite">
          {error instanceof Refusal && settled ? (
            <Text size="sm" c="red">
              {errorText(error)}
            </Text>
          ) : (
            <CleanHtml text={data?.text ?? ""} />
          )}
        </div>
      </section>
    </>
  );
}
