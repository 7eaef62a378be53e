import "../lib/later-texts.ts";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { daysToMonday, timeInDays } from "../lib/workdays.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { useExactTime } from "../ui/use-exact-time.ts";

const HOUR_MS = 3_600_000;
const MORNING = "09:00";

/** Asks when a reply is to be sent. */
export function SendLater({ onChoose, onClose }: { onChoose(at: string): void; onClose(): void }) {
  const t = useTexts();
  const { input, isEmpty, onSubmit } = useExactTime(onChoose);
  const mornings = [1, daysToMonday()].map((days) => timeInDays(days, MORNING));
  const choices = [new Date(Date.now() + HOUR_MS).toISOString(), ...mornings];
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
