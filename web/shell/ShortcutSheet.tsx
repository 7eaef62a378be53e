import { Box, Group, Text, Title } from "@mantine/core";
import { useKnownActions } from "../lib/actions.ts";
import { useTexts } from "../lib/texts.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Keys } from "../ui/Keys.tsx";

/** All keys that work here and now, by section. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  const actions = useKnownActions().filter(({ keys }) => keys);
  const sections = Map.groupBy(actions, ({ section }) => section);
  return (
    <Dialog onClose={onClose} size="xl" title={t("shortcuts.title")}>
      <Box style={{ columns: "280px 2", columnGap: "var(--mantine-spacing-xl)" }}>
        {[...sections].map(([section, entries]) => (
          <Box key={section} component="section" mb="lg" style={{ breakInside: "avoid" }}>
            <Title order={3} size="sm" mb={6} c="dimmed">
              {section}
            </Title>
            <Box component="dl" m={0}>
              {entries.map(({ id, label, keys }) => (
                <Group key={id} justify="space-between" wrap="nowrap" py={3}>
                  <Text component="dt" size="sm">
                    {label}
                  </Text>
                  <Box component="dd" m={0}>
                    <Keys of={keys!} />
                  </Box>
                </Group>
              ))}
            </Box>
          </Box>
        ))}
      </Box>
    </Dialog>
  );
}
