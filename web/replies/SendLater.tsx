import "../lib/later-texts.ts";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";
import { fromWallTime, momentOf, wallTimeOf } from "../lib/time.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { useExactTime } from "../ui/use-exact-time.ts";

const HOUR_MS = 3_600_000;
const MORNING = "09:00";

/** Nine o'clock on a day, counted from today, in the user's time zone. */
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
  const { input, isEmpty, onSubmit } = useExactTime(onChoose);
  const choices = [new Date(Date.now() + HOUR_MS).toISOString(), morningOf(1), morningOf(daysToMonday())];
  const unique = [...new Set(choices)];
  return (
    <Dialog onClose={onClose} title={t("replies.sendLater")}>
      <Stack gap="xs">
        {unique.map((at) => (
          <Button key={at} variant="default" onClick={() => onChoose(at)}>
            {momentOf(at)}
          </Button>
        ))}
        <form onSubmit={onSubmit}>
          <Group align="flex-end" gap="xs">
            <TextInput {...input} label={t("replies.sendAt")} flex={1} />
            <Button type="submit" disabled={isEmpty}>
              {t("replies.schedule")}
            </Button>
          </Group>
        </form>
        <Text size="xs" c="dimmed">
          {t("replies.sendLaterAbout")}
        </Text>
      </Stack>
    </Dialog>
  );
}
