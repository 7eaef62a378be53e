import { Group, Text } from "@mantine/core";
import { Keys } from "../ui/Keys.tsx";
import type { PaletteEntry } from "./entries.ts";

export function PaletteRow({ entry: { icon: Picture, label, beside, keys } }: { entry: PaletteEntry }) {
  return (
    <Group gap="sm" wrap="nowrap">
      <Picture size={18} stroke={1.6} aria-hidden style={{ flex: "none" }} />
      <Text size="sm" truncate flex={1}>
        {label}
      </Text>
      {beside && (
        <Text size="xs" c="dimmed" truncate maw={220}>
          {beside}
        </Text>
      )}
      {keys && <Keys of={keys} />}
    </Group>
  );
}
