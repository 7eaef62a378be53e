import "../lib/later-texts.ts";
import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { MacroInput } from "../../wire/macro-words.ts";
import { useTexts } from "../lib/texts.ts";

interface Props {
  macro: { inputs: readonly MacroInput[] };
  onDone(inputs: Record<string, string>): Promise<void>;
}

/** Asks for the inputs of a macro. An input that is left out becomes a blank in the text. */
export function MacroInputs({ macro, onDone }: Props) {
  const t = useTexts();
  const [values, setValues] = useState<Record<string, string>>({});
  const [isBusy, setBusy] = useState(false);
  const set = (name: string, value: string) => setValues((before) => ({ ...before, [name]: value }));
  const submit = async (event: React.SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    await onDone(values);
    setBusy(false);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {macro.inputs.map(({ name, label, kind, choices, required }, at) =>
          kind === "choice" ? (
            <Select
              key={name}
              label={label}
              data={choices}
              required={required}
              value={values[name] ?? null}
              autoFocus={at === 0}
              onChange={(value) => set(name, value ?? "")}
            />
          ) : (
            <TextInput
              key={name}
              label={label}
              required={required}
              maxLength={1000}
              value={values[name] ?? ""}
              autoFocus={at === 0}
              onChange={(event) => set(name, event.currentTarget.value)}
            />
          ),
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={isBusy}>
            {t("macros.insert")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
