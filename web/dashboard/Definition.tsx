import "../lib/later-texts.ts";
import { ActionIcon, Popover, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTexts } from "../lib/texts.ts";

/** A button that says what a tile or a chart counts. */
export function Definition({ of, text, className }: { of: string; text: string; className?: string | undefined }) {
  const t = useTexts();
  return (
    <Popover width={300} position="bottom-end" withArrow trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon className={className} aria-label={`${of}: ${t("dashboard.definition")}`}>
          <IconInfoCircle size={18} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={`${of}: ${t("dashboard.definition")}`}>
        <Text size="sm" tabIndex={-1} data-autofocus style={{ outline: "none" }}>
          {text}
        </Text>
      </Popover.Dropdown>
    </Popover>
  );
}
