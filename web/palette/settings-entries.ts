import "../lib/later-texts.ts";
import { IconSettings } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { PARTS, partsFor } from "../settings/parts.ts";
import type { PaletteEntry } from "./entries.ts";

/** The parts of Settings, found by their names and by what is in them: "round robin" finds Assignment. */
export function useSettingsEntries(): PaletteEntry[] {
  const t = useTexts();
  const navigate = useNavigate();
  return partsFor(useUser()).map((name) => ({
    id: `settings ${name}`,
    icon: IconSettings,
    label: t(PARTS[name].title),
    hint: t(`palette.settings.${name}`),
    run: () => void navigate({ to: "/settings/$part", params: { part: name } }),
  }));
}
