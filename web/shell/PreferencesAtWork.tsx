import { useMantineColorScheme } from "@mantine/core";
import { useEffect } from "react";
import { applyPreferences, usePreferences } from "../lib/preferences.ts";

/** Applies the user's preferences to the app. */
export function PreferencesAtWork() {
  const preferences = usePreferences();
  const { setColorScheme } = useMantineColorScheme();
  const savedPreferences = JSON.stringify(preferences);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only other wishes are a reason, not another copy of the same
  useEffect(() => {
    applyPreferences(preferences);
    setColorScheme(preferences.theme);
  }, [savedPreferences]);
  return null;
}
