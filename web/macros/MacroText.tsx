import "../lib/later-texts.ts";
import { Group, Select, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { MACRO_LANGUAGES, type MacroInput, PLACEHOLDERS } from "../../wire/macro-words.ts";
import { Editor, type EditorHandle } from "../editor/Editor.tsx";
import { placeholderWords } from "../editor/placeholder-words.ts";
import { api, Refusal } from "../lib/api.ts";
import { languageName } from "../lib/language-names.ts";
import { useTexts } from "../lib/texts.ts";
import { CleanHtml } from "../ui/CleanHtml.tsx";
import { FormProblem } from "../ui/FormFoot.tsx";
import { errorText } from "../ui/notices.ts";
import { useSearchable } from "../ui/use-searchable.ts";
import css from "./MacrosPart.module.css";
import type { MacroContent } from "./macro-queries.ts";
import { PlaceholderDefault } from "./PlaceholderDefault.tsx";

interface TextProps {
  macro: Pick<MacroContent, "texts" | "inputs">;
  onChange(texts: Record<string, string>): void;
  problem: string | null;
}

/** Moves the focus to a field; false if it is not shown. */
function focusOn(field: HTMLElement | null): boolean {
  field?.focus();
  return field !== null;
}

/** The text in one language, and its preview. */
export function MacroText({ macro: { texts, inputs }, onChange, problem }: TextProps) {
  const t = useTexts();
  const searchable = useSearchable();
  const [language, setLanguage] = useState(() => MACRO_LANGUAGES.find((each) => texts[each]) ?? "en");
  const editor = useRef<EditorHandle>(null);
  const text = texts[language] ?? "";
  const [blank, setBlank] = useState<string | null>(null);
  const ifEmpty = useRef<HTMLInputElement>(null);
  return (
    <>
      <Group align="flex-end">
        <Select
          label={t("settings.language")}
          allowDeselect={false}
          value={language}
          data={MACRO_LANGUAGES.map((value) => ({
            value,
            label: `${languageName(value)}${texts[value] ? " ✓" : ""}`,
          }))}
          onChange={(next) => next && setLanguage(next as typeof language)}
        />
        <Select
          label={t("macros.placeholder")}
          value={null}
          {...searchable}
          data={[...PLACEHOLDERS, ...inputs.map(({ name }) => `input.${name}`)].map((value) => ({
            value,
            label: placeholderWords(t, value),
          }))}
          onChange={(name) => name && editor.current?.write(`{{ ${name} }}`)}
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
          onBlank={setBlank}
          onKey={({ key }) => key === "Enter" && focusOn(ifEmpty.current)}
        />
      </div>
      {blank && (
        <PlaceholderDefault
          whole={blank}
          field={ifEmpty}
          onChange={(next) => editor.current?.rewriteBlank(next)}
          onEnd={() => editor.current?.focus()}
        />
      )}
      <FormProblem>{problem}</FormProblem>
      <MacroPreview text={text} inputs={inputs} />
    </>
  );
}

/** The text as the server renders it for an example ticket. */
function MacroPreview({ text, inputs }: { text: string; inputs: readonly MacroInput[] }) {
  const t = useTexts();
  const [settledText] = useDebouncedValue(text, 300);
  const samples = Object.fromEntries(inputs.map(({ name, label, choices }) => [name, choices[0] ?? label]));
  const { data, error } = useQuery({
    queryKey: ["macro-preview", settledText, samples],
    queryFn: ({ signal }) => api.post("/macros/preview/", { text: settledText, inputs: samples }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
    enabled: settledText !== "",
  });
  if (text === "") return null;
  return (
    <section aria-label={t("macros.preview")}>
      <Text size="sm" c="dimmed">
        {t("macros.preview")}
      </Text>
      <div className={css.preview} aria-live="polite">
        {error instanceof Refusal && settledText ? (
          <Text size="sm" c="red">
            {errorText(error)}
          </Text>
        ) : (
          <CleanHtml text={data?.text ?? ""} />
        )}
      </div>
    </section>
  );
}
