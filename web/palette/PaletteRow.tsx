import { Group, Text } from "@mantine/core";
import { StatusMark } from "../tickets/StatusMark.tsx";
import { Keys } from "../ui/Keys.tsx";
import type { PaletteEntry } from "./entries.ts";
import classes from "./Palette.module.css";

export function PaletteRow({ entry: { icon: Picture, status, label, hint, keys } }: { entry: PaletteEntry }) {
  return (
    <Group gap="sm" wrap="nowrap">
      {status ? (
        <span className={classes.status}>
          <StatusMark status={status} isBare />
        </span>
      ) : (
        <Picture size={18} stroke={1.6} aria-hidden style={{ flex: "none" }} />
      )}
      <span className={classes.words}>
        <Text span size="sm" truncate flex={1}>
          {label}
        </Text>
        {hint && (
          <Text span size="xs" c="dimmed" truncate className={classes.beside}>
            {hint}
          </Text>
        )}
      </span>
      {keys && (
        <span className={classes.keys}>
          <Keys of={keys} />
        </span>
      )}
    </Group>
  );
}
