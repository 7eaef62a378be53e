import "../lib/later-texts.ts";
import { Button, Group, Text } from "@mantine/core";
import { copyAt } from "../lib/local-copy.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";

interface Props {
  /** The name of the unsaved copy; see use-kept.ts. */
  name: string;
  onContinue(): void;
}

/** Says that a new item was begun but not saved, and offers to continue it. */
export function Unsaved({ name, onContinue }: Props) {
  const t = useTexts();
  if (copyAt(`${useUser().id} ${name}`).read() === null) return null;
  return (
    <Group gap="sm" role="status">
      <Text size="sm">{t("items.unsaved")}</Text>
      <Button variant="default" size="compact-sm" onClick={onContinue}>
        {t("items.continue")}
      </Button>
    </Group>
  );
}
