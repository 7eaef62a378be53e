import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertCircle, IconCheck } from "@tabler/icons-react";
import { Refusal, Unreachable } from "../lib/api.ts";
import { t } from "../lib/texts.ts";

interface Undo {
  run(): void;
  /** How long it can be undone, in milliseconds. */
  forMs?: number;
}

const UNDO_MS = 10_000;

/** Says that something is done; read out by screen readers; with a button to undo it where that is possible. */
export function tellDone(message: string, undo?: Undo): string {
  const id = crypto.randomUUID();
  return notifications.show({
    id,
    role: "status",
    icon: <IconCheck size={18} aria-hidden />,
    color: "teal",
    autoClose: undo ? (undo.forMs ?? UNDO_MS) : 4_000,
    closeButtonProps: { "aria-label": t("common.close") },
    message: undo ? (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm">{message}</Text>
        <Button
          size="compact-sm"
          variant="light"
          data-undo
          onClick={() => {
            notifications.hide(id);
            undo.run();
          }}
        >
          {t("common.undo")}
        </Button>
      </Group>
    ) : (
      message
    ),
  });
}

/** What went wrong, in a sentence for people. */
export function wordsFor(error: unknown): string {
  if (error instanceof Unreachable) return t("problems.unreachable");
  if (error instanceof Refusal) {
    if (error.status >= 500) return t("problems.server");
    if (error.status === 429) return t("problems.tooOften");
    if (error.status === 412) return t("problems.stale");
    return error.message;
  }
  return t("problems.unexpected");
}

/** Says that something failed, and why. */
export function tellProblem(error: unknown, what?: string): void {
  if (!(error instanceof Refusal || error instanceof Unreachable)) console.error(error);
  notifications.show({
    role: "alert",
    icon: <IconAlertCircle size={18} aria-hidden />,
    color: "red",
    autoClose: 8_000,
    closeButtonProps: { "aria-label": t("common.close") },
    ...(what && { title: what }),
    message: wordsFor(error),
  });
}

/** Takes away what was said, once something newer makes it stale. */
export const hideNotice = (id: string): void => {
  notifications.hide(id);
};
