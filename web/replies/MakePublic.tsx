import "../lib/later-texts.ts";
import { Button, Group, Modal, Text } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";

interface Props {
  /** Who could read it. */
  name: string | null;
  onEnd(isPublic: boolean): void;
}

/** Asks before an internal note becomes a reply that the customer reads. */
export function MakePublic({ name, onEnd }: Props) {
  const t = useTexts();
  return (
    <Modal
      opened
      onClose={() => onEnd(false)}
      title={t("replies.makePublicTitle")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Text size="sm">{t("replies.makePublicText", { name })}</Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => onEnd(false)} data-autofocus>
          {t("replies.keepNote")}
        </Button>
        <Button onClick={() => onEnd(true)}>{t("replies.makePublic")}</Button>
      </Group>
    </Modal>
  );
}
