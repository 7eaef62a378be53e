import { useMantineColorScheme } from "@mantine/core";
import { useEffect } from "react";
import { applyPreferences, usePreferences } from "../lib/preferences.ts";

/** Keeps the app as its user likes it. */
export function PreferencesAtWork() {
  const wanted = usePreferences();
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => {
    applyPreferences(wanted);
    setColorScheme(wanted.theme);
  }, [wanted, setColorScheme]);
  return null;
}
