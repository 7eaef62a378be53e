import { useMantineColorScheme } from "@mantine/core";
import { useEffect } from "react";
import { applyPreferences, usePreferences } from "../lib/preferences.ts";

/** Applies the user's preferences to the app. */
export function PreferencesAtWork() {
  const wanted = usePreferences();
  const { setColorScheme } = useMantineColorScheme();
  const savedPreferences = JSON.stringify(wanted);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only other wishes are a reason, not another copy of the same
  useEffect(() => {
    applyPreferences(wanted);
    setColorScheme(wanted.theme);
  }, [savedPreferences]);
  return null;
}
