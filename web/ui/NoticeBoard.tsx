import "@mantine/notifications/styles.layer.css";
import { Button, Group, Text } from "@mantine/core";
import { Notifications, notifications, notificationsStore } from "@mantine/notifications";
import { IconAlertCircle, IconCheck } from "@tabler/icons-react";
import { isSignedIn, listenToSession } from "../lib/session.ts";
import { t } from "../lib/texts.ts";
import styles from "./NoticeBoard.module.css";
import type { Undo } from "./notices.ts";

const UNDO_MS = 10_000;

// what someone did is not undone by who signs in after them
listenToSession(() => {
  if (isSignedIn()) return;
  const { notifications: shown, queue } = notificationsStore.getState();
  for (const { id } of [...shown, ...queue]) if (id) notifications.hide(id);
});

/** Where notices appear. */
export function NoticeBoard() {
  return <Notifications position="bottom-left" className={styles.board} containerWidth={360} limit={4} zIndex={1000} />;
}

export function showDone(id: string, message: string, undo?: Undo): void {
  let isUndone = false;
  notifications.show({
    id,
    onClose: () => isUndone || undo?.onOver?.(),
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
          flex="none"
          data-undo
          onClick={() => {
            isUndone = true;
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

export function showProblem(message: string, title: string): void {
  notifications.show({
    // the same twice is said once
    id: `${title} ${message}`,
    role: "alert",
    icon: <IconAlertCircle size={18} aria-hidden />,
    color: "red",
    autoClose: 8_000,
    closeButtonProps: { "aria-label": t("common.close") },
    title,
    message,
  });
}

export const hide = (id: string): void => {
  notifications.hide(id);
};
