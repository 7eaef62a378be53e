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

/** Whether a copy of this name is stored on this device. */
const useHasCopy = (name: string): boolean => copyAt(`${useUser().id} ${name}`).read() !== null;

/** Says in a list that an item has changes that were not saved. */
export function UnsavedMark({ name }: { name: string }) {
  const t = useTexts();
  if (!useHasCopy(name)) return null;
  return (
    <Text size="sm" c="var(--warn)">
      {t("items.unsavedChanges")}
    </Text>
  );
}

/** Says above a form that its values were not saved the last time. */
export function RestoredNotice({ isRestored }: { isRestored: boolean }) {
  const t = useTexts();
  if (!isRestored) return null;
  return (
    <Text role="status" size="sm" c="var(--warn)">
      {t("items.restored")}
    </Text>
  );
}

/** Says that a new item was begun but not saved, and offers to continue it. */
export function UnsavedChanges({ name, onContinue }: Props) {
  const t = useTexts();
  if (!useHasCopy(name)) return null;
  return (
    <Group gap="sm" role="status">
      <Text size="sm">{t("items.unsaved")}</Text>
      <Button variant="default" size="compact-sm" onClick={onContinue}>
        {t("items.continue")}
      </Button>
    </Group>
  );
}
