import "../lib/later-texts.ts";
import { TextInput, type TextInputProps } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";

interface Props extends Omit<TextInputProps, "value" | "onChange"> {
  value: string;
  onText(text: string): void;
}

/** The name of what a form saves. It has the focus when the form opens. */
export function NameInput({ onText, ...input }: Props) {
  const t = useTexts();
  return (
    <TextInput
      label={t("items.name")}
      required
      maxLength={100}
      data-autofocus
      autoFocus
      onChange={({ currentTarget: { value } }) => onText(value)}
      {...input}
    />
  );
}
