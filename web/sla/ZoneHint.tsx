import "../lib/later-texts.ts";
import { Text } from "@mantine/core";
import { usePreferences } from "../lib/preferences.ts";
import { useTexts } from "../lib/texts.ts";

/** Names the time zone of open hours if it is not the user's. */
export function ZoneHint({ zone }: { zone: string | null }) {
  const t = useTexts();
  const own = usePreferences().time_zone || Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || zone === own) return null;
  return (
    <Text size="sm" c="dimmed" mb="xs">
      {t("sla.try.zone", { zone, own })}
    </Text>
  );
}
