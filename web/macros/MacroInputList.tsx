import "../lib/later-texts.ts";
import { ActionIcon, Button, Fieldset, Group, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { MacroInput } from "../../wire/macro-words.ts";
import { useTexts } from "../lib/texts.ts";
import { FormProblem } from "../ui/FormFoot.tsx";

interface Props {
  inputs: readonly MacroInput[];
  problem: string | null;
  onChange(inputs: MacroInput[]): void;
}

const MAX_INPUTS = 10;

/** The inputs that are asked for when the macro is applied: a text, or one of a few choices. */
export function MacroInputList({ inputs, problem, onChange }: Props) {
  const t = useTexts();
  const change = (at: number, more: Partial<MacroInput>) =>
    onChange(inputs.map((each, index) => (index === at ? { ...each, ...more } : each)));
  const add = () => {
    const free = [...Array(MAX_INPUTS + 1).keys()].map((n) => `input_${n + 1}`);
    const name = free.find((each) => !inputs.some((input) => input.name === each))!;
    onChange([...inputs, { name, label: "", kind: "text", choices: [], required: true }]);
  };
  return (
    <Fieldset legend={t("macros.inputs")}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t("macros.inputsHint")}
        </Text>
        {inputs.map((input, at) => (
          <InputFields
            // biome-ignore lint/suspicious/noArrayIndexKey: the name is edited here
            key={at}
            input={input}
            onChange={(more) => change(at, more)}
            onRemove={() => onChange(inputs.filter((_, index) => index !== at))}
          />
        ))}
        <FormProblem>{problem}</FormProblem>
        <Group>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={inputs.length >= MAX_INPUTS}
            onClick={add}
          >
            {t("macros.addInput")}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

interface InputProps {
  input: MacroInput;
  onChange(change: Partial<MacroInput>): void;
  onRemove(): void;
}

function InputFields({ input: { name, label, choices }, onChange, onRemove }: InputProps) {
  const t = useTexts();
  return (
    <Group align="flex-end" wrap="wrap">
      <TextInput
        label={t("macros.inputLabel")}
        required
        maxLength={100}
        value={label}
        onChange={(event) => onChange({ label: event.currentTarget.value })}
      />
      <TextInput
        label={t("macros.inputName")}
        required
        maxLength={30}
        pattern="[a-z][a-z0-9_]*"
        value={name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <TagsInput
        label={t("macros.inputChoices")}
        placeholder={choices.length === 0 ? t("macros.anyText") : ""}
        flex={1}
        value={choices}
        onChange={(next) => onChange({ choices: next, kind: next.length > 0 ? "choice" : "text" })}
      />
      <ActionIcon
        variant="subtle"
        size="lg"
        aria-label={t("macros.removeInput", { name: label || name })}
        onClick={onRemove}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
