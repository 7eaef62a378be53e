import "../lib/later-texts.ts";
import { Button, Group, Text } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";

interface Props<Name extends string> {
  names: readonly Name[];
  labelOf(name: Name): string;
  onPick(name: Name): void;
}

/** Examples for a new item; a click fills in the form. */
export function Examples<Name extends string>({ names, labelOf, onPick }: Props<Name>) {
  const t = useTexts();
  return (
    <Group gap="xs" role="group" aria-label={t("items.startFrom")}>
      <Text size="sm" c="dimmed">
        {t("items.startFrom")}
      </Text>
      {names.map((name) => (
        <Button key={name} variant="default" size="compact-sm" onClick={() => onPick(name)}>
          {labelOf(name)}
        </Button>
      ))}
    </Group>
  );
}
