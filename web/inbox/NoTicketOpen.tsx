import { Kbd, Text } from "@mantine/core";
import { IconMailOpened } from "@tabler/icons-react";
import { useTexts } from "../lib/texts.ts";
import { EmptyState } from "../ui/States.tsx";

/** Beside the list while no ticket is open. */
export function NoTicketOpen() {
  const t = useTexts();
  return (
    <EmptyState icon={IconMailOpened} title={t("inbox.noneOpen")}>
      {t("inbox.noneOpenText")}
      <Text component="span" display="block" mt="md" size="sm">
        <Kbd size="xs">J</Kbd> <Kbd size="xs">K</Kbd> {t("inbox.moveHint")} · <Kbd size="xs">↵</Kbd>{" "}
        {t("inbox.openHint")}
      </Text>
    </EmptyState>
  );
}
