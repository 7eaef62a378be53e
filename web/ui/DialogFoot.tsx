import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "../lib/texts.ts";

/** The buttons of a dialog: cancel, and the one that continues. */
export function DialogFoot({ onCancel, children }: { onCancel(): void; children: ReactNode }) {
  const t = useTexts();
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onCancel}>
        {t("common.cancel")}
      </Button>
      {children}
    </Group>
  );
}
