import { ActionIcon, Group, Text, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useTexts } from "../lib/texts.ts";
import { Keys } from "../ui/Keys.tsx";
import { overlay } from "./overlays.ts";
import classes from "./shell.module.css";

/** Opens the palette. */
export function FindButton({ isSmall = false }: { isSmall?: boolean }) {
  const t = useTexts();
  const open = () => overlay.set("palette");
  if (isSmall)
    return (
      <ActionIcon size="lg" onClick={open} aria-label={t("shell.find")}>
        <IconSearch size={20} aria-hidden />
      </ActionIcon>
    );
  return (
    <UnstyledButton className={classes.find} onClick={open} title={t("shell.find")}>
      <Group gap="xs" wrap="nowrap" justify="space-between">
        <Group gap="xs" wrap="nowrap">
          <IconSearch size={16} aria-hidden />
          <Text size="sm" c="dimmed">
            {t("shell.findShort")}
          </Text>
        </Group>
        <Keys of="$mod+k" />
      </Group>
    </UnstyledButton>
  );
}
