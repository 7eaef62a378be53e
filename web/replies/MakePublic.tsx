import "../lib/later-texts.ts";
import { Button, Group, Text } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";
import { Dialog } from "../ui/Dialog.tsx";

interface Props {
  /** Everyone who could read it. */
  names: string;
  onEnd(isPublic: boolean): void;
}

/** Asks before an internal note becomes a reply that the customer reads. */
export function MakePublic({ names, onEnd }: Props) {
  const t = useTexts();
  return (
    <Dialog onClose={() => onEnd(false)} title={t("replies.makePublicTitle")}>
      <Text size="sm">{t("replies.makePublicText", { name: names })}</Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => onEnd(false)} data-autofocus>
          {t("replies.keepNote")}
        </Button>
        <Button onClick={() => onEnd(true)}>{t("replies.makePublic")}</Button>
      </Group>
    </Dialog>
  );
}
