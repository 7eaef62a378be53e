import "@mantine/notifications/styles.layer.css";
import { Notifications, notifications, notificationsStore } from "@mantine/notifications";
import { IconAlertCircle, IconCheck } from "@tabler/icons-react";
import { isSignedIn, listenToSession } from "../lib/session.ts";
import { t } from "../lib/texts.ts";
import styles from "./NoticeBoard.module.css";
import type { Undo } from "./notices.ts";

const UNDO_MS = 10_000;
const PARTS = {
  root: styles.notice,
  icon: styles.icon,
  title: styles.title,
  description: styles.text,
  closeButton: styles.close,
} as Record<string, string>;

// a user must not undo what the previous user did
listenToSession(() => {
  if (isSignedIn()) return;
  const { notifications: shownNotices, queue } = notificationsStore.getState();
  for (const { id } of [...shownNotices, ...queue]) if (id) notifications.hide(id);
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
    classNames: PARTS,
    autoClose: undo ? (undo.forMs ?? UNDO_MS) : 4_000,
    closeButtonProps: { "aria-label": t("common.close") },
    message: undo ? (
      <div className={styles.line}>
        <span>{message}</span>
        <UndoButton
          label={undo.label ?? t("common.undo")}
          forMs={undo.forMs ?? UNDO_MS}
          onClick={() => {
            isUndone = true;
            notifications.hide(id);
            undo.run();
          }}
        />
      </div>
    ) : (
      message
    ),
  });
}

/** A button to undo or to go on, with a ring that shows how much time is left. */
function UndoButton({ label, forMs, onClick }: { label: string; forMs: number; onClick(): void }) {
  return (
    <button type="button" className={styles.undo} data-undo onClick={onClick}>
      {label}
      <svg viewBox="0 0 16 16" width={14} height={14} aria-hidden>
        <circle cx={8} cy={8} r={6} />
        <circle
          className={styles.left}
          style={{ animationDuration: `${forMs}ms` }}
          cx={8}
          cy={8}
          r={6}
          pathLength={1}
          transform="rotate(-90 8 8)"
        />
      </svg>
    </button>
  );
}

export function showProblem(message: string, title?: string): void {
  notifications.show({
    // the same message is shown once
    id: `${title ?? ""} ${message}`,
    role: "alert",
    icon: <IconAlertCircle size={18} aria-hidden />,
    classNames: PARTS,
    autoClose: 8_000,
    closeButtonProps: { "aria-label": t("common.close") },
    ...(title && { title }),
    message,
  });
}

export const hide = (id: string): void => {
  notifications.hide(id);
};
