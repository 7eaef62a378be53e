import "../lib/later-texts.ts";
import { Popover, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTexts } from "../lib/texts.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { MadeOnPress } from "../ui/MadeOnPress.tsx";

/** A button that says what a tile or a chart counts. */
export function Definition({ of, text, className }: { of: string; text: string; className?: string | undefined }) {
  const t = useTexts();
  const label = `${of}: ${t("dashboard.definition")}`;
  const button = { className, "aria-label": label, children: <IconInfoCircle size={18} aria-hidden /> };
  return (
    <MadeOnPress
      plain={(press) => <IconButton {...button} aria-haspopup="dialog" aria-expanded={false} onClick={press} />}
    >
      {() => (
        <Popover width={300} position="bottom-end" withArrow trapFocus returnFocus>
          <Popover.Target>
            <IconButton {...button} />
          </Popover.Target>
          <Popover.Dropdown aria-label={label}>
            <Text size="sm" tabIndex={-1} data-autofocus style={{ outline: "none" }}>
              {text}
            </Text>
          </Popover.Dropdown>
        </Popover>
      )}
    </MadeOnPress>
  );
}
