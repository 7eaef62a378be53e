import "../lib/later-texts.ts";
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "../lib/texts.ts";
import { fromWallTime, momentOf, wallTimeOf } from "../lib/time.ts";

const HOUR_MS = 3_600_000;
const MORNING = "09:00";

/** Nine o'clock of a day from today on, in the user's zone. */
function morningOf(days: number): string {
  const day = wallTimeOf(new Date(Date.now() + days * 24 * HOUR_MS).toISOString()).slice(0, 10);
  return fromWallTime(`${day}T${MORNING}`);
}

const daysToMonday = (): number => {
  const today = new Date(`${wallTimeOf(new Date().toISOString()).slice(0, 10)}T12:00:00Z`).getUTCDay();
  return (8 - today) % 7 || 7;
};

/** Asks when a reply is to be sent. */
export function SendLater({ onChoose, onClose }: { onChoose(at: string): void; onClose(): void }) {
  const t = useTexts();
  const [typed, setTyped] = useState("");
  const choices = [new Date(Date.now() + HOUR_MS).toISOString(), morningOf(1), morningOf(daysToMonday())];
  const unique = [...new Set(choices)];
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("replies.sendLater")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Stack gap="xs">
        {unique.map((at) => (
          <Button key={at} variant="default" onClick={() => onChoose(at)}>
            {momentOf(at)}
          </Button>
        ))}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (typed) onChoose(fromWallTime(typed));
          }}
        >
          <Group align="flex-end" gap="xs">
            <TextInput
              type="datetime-local"
              label={t("replies.sendAt")}
              value={typed}
              onChange={({ currentTarget: { value } }) => setTyped(value)}
              flex={1}
            />
            <Button type="submit" disabled={!typed}>
              {t("replies.schedule")}
            </Button>
          </Group>
        </form>
        <Text size="xs" c="dimmed">
          {t("replies.sendLaterAbout")}
        </Text>
      </Stack>
    </Modal>
  );
}
