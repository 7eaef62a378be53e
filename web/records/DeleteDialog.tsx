import "../lib/later-texts.ts";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTexts } from "../lib/texts.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { showError } from "../ui/notices.ts";

/** Lists what will be deleted along with the record, when an undo could not restore it. */
export function DeleteDialog({
  title,
  children,
  action,
  remove,
  onClose,
}: {
  title: string;
  children: ReactNode;
  /** The word on the button, if it is not "Delete". */
  action?: string;
  remove: () => Promise<unknown>;
  onClose: () => void;
}) {
  const t = useTexts();
  const removing = useMutation({
    mutationFn: remove,
    onSuccess: onClose,
    onError: (error) => showError(error, t("failures.dialog", { title })),
  });
  return (
    <Dialog onClose={onClose} title={title}>
      <Stack>
        <Text size="sm" component="div">
          {children}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t("common.cancel")}
          </Button>
          <Button color="red" loading={removing.isPending} onClick={() => removing.mutate()}>
            {action ?? t("common.delete")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
