import "../lib/later-texts.ts";
import { Text } from "@mantine/core";
import { ownZone } from "../lib/own-zone.ts";
import { useTexts } from "../lib/texts.ts";
import { isForeign } from "./zone.ts";

/** Says in which time zone times of open hours are, if it is not the user's. */
export function ZoneHint({ zone }: { zone: string | null }) {
  const t = useTexts();
  if (!isForeign(zone)) return null;
  return (
    <Text size="sm" c="dimmed" mb="xs">
      {t("sla.zone", { zone, own: ownZone() })}
    </Text>
  );
}
