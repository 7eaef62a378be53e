import "../lib/later-texts.ts";
import { ActionIcon, Code, CopyButton, Group } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTexts } from "../lib/texts.ts";

/** A text for another program, with a button that copies it. `name` says what it is. */
export function CopyText({ name, value }: { name: string; value: string }) {
  const t = useTexts();
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <Code style={{ overflowWrap: "anywhere", flex: 1 }}>{value}</Code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <ActionIcon size="sm" onClick={copy} aria-label={t(copied ? "account.copied" : "email.copy", { name })}>
            {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          </ActionIcon>
        )}
      </CopyButton>
    </Group>
  );
}
