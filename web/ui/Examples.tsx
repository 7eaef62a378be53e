import "../lib/later-texts.ts";
import { Button, Group, Text } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";

interface Props<Name extends string> {
  names: readonly Name[];
  labelOf(name: Name): string;
  /** What a click does, if it does not fill a form. */
  label?: string;
  onPick(name: Name): void;
}

/** Examples for a new item; a click fills in the form. */
export function Examples<Name extends string>({ names, labelOf, onPick, ...rest }: Props<Name>) {
  const t = useTexts();
  const { label = t("items.startFrom") } = rest;
  if (names.length === 0) return null;
  return (
    <Group gap="xs" role="group" aria-label={label}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      {names.map((name) => (
        <Button key={name} variant="default" size="compact-sm" onClick={() => onPick(name)}>
          {labelOf(name)}
        </Button>
      ))}
    </Group>
  );
}
