import "../lib/later-texts.ts";
import { TextInput } from "@mantine/core";
import type { Ref } from "react";
import { BLANK } from "../../wire/macro-words.ts";
import { placeholderDefault, placeholderWords, withDefault } from "../editor/placeholder-words.ts";
import { useTexts } from "../lib/texts.ts";

interface Props {
  /** The placeholder with its filters. */
  whole: string;
  field: Ref<HTMLInputElement>;
  onChange(whole: string): void;
  /** Enter or Escape was pressed. */
  onEnd(): void;
}

/** What the selected placeholder shows if it has no value. */
export function PlaceholderDefault({ whole, field, onChange, onEnd }: Props) {
  const t = useTexts();
  const name = [...whole.matchAll(BLANK)][0]?.[1] ?? "";
  return (
    <TextInput
      ref={field}
      label={t("macros.ifEmpty", { name: placeholderWords(t, name) })}
      description={t("macros.ifEmptyHint")}
      maxLength={100}
      value={placeholderDefault(whole)}
      onChange={({ currentTarget: { value } }) => onChange(withDefault(whole, value))}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        onEnd();
      }}
    />
  );
}
