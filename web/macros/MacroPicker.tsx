import "../lib/later-texts.ts";
import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { MACRO_LANGUAGES, type MacroLanguage } from "../../wire/macro-words.ts";
import { languageName } from "../lib/language-names.ts";
import { useTexts } from "../lib/texts.ts";
import css from "./MacrosPart.module.css";
import { type ListedMacro, macrosQuery, recentFirst } from "./macro-queries.ts";
import { PickDialog } from "./PickDialog.tsx";

interface Props {
  /** The words in the search field. */
  text: string;
  onText(text: string): void;
  /** `language`: null for the customer's. */
  onChosen(macro: ListedMacro, inputs: Record<string, string>, language: MacroLanguage | null): Promise<void>;
  /** `typed`: the words in the search field. */
  onClose(text: string): void;
}

/** Finds a macro; those that this user applied last come first. */
export function MacroPicker({ onChosen, ...props }: Props) {
  const t = useTexts();
  const { data: macros, error } = useQuery(macrosQuery);
  const [language, setLanguage] = useState<MacroLanguage | null>(null);
  const emptyText = (text: string) => {
    if (error) return t("macros.notLoaded");
    if (!macros) return t("common.loading");
    return text ? t("macros.noMatch", { text }) : t("macros.none");
  };
  return (
    <PickDialog
      label={t("macros.pick")}
      placeholder={t("macros.search")}
      items={macros && recentFirst(macros)}
      emptyText={emptyText}
      foot={<TextLanguage macros={macros ?? []} language={language} onChange={setLanguage} />}
      onChosen={(macro, inputs) => onChosen(macro, inputs, language)}
      {...props}
    />
  );
}

interface LanguageProps {
  macros: readonly ListedMacro[];
  language: MacroLanguage | null;
  onChange(language: MacroLanguage | null): void;
}

/** The language of the text, if a macro has several: the customer's, or another. */
function TextLanguage({ macros, language, onChange }: LanguageProps) {
  const t = useTexts();
  const languages = MACRO_LANGUAGES.filter((each) =>
    macros.some((macro) => macro.languages.length > 1 && macro.languages.includes(each)),
  );
  if (languages.length === 0) return null;
  return (
    <div className={css.foot}>
      <NativeSelect
        size="xs"
        aria-label={t("settings.language")}
        value={language ?? ""}
        onChange={({ currentTarget: { value } }) => onChange((value || null) as MacroLanguage | null)}
        data={[
          { value: "", label: t("macros.inCustomersLanguage") },
          ...languages.map((value) => ({ value, label: t("macros.inLanguage", { language: languageName(value) }) })),
        ]}
      />
    </div>
  );
}
