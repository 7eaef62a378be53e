import "../lib/later-texts.ts";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTexts } from "../lib/texts.ts";
import { showError } from "./notices.ts";
import { isStale, type SaveHeaders } from "./use-saving.ts";

interface Options<T> {
  settings: T;
  /** Saves the changed settings. */
  save(changes: Partial<T>, headers: SaveHeaders): Promise<T>;
  onSaved(settings: T): void;
  /** The title of the notice if saving fails. */
  failure: string;
}

/**
 * Settings of the desk while an Admin edits them. Reading them again leaves the edited ones alone, and what another Admin has
 * changed since is replaced only if this one saves once more.
 */
export function useSettings<T extends { updated_at: string }>({ settings, save, onSaved, failure }: Options<T>) {
  const t = useTexts();
  const [changes, setChanges] = useState<Partial<T>>({});
  // the version that the changes began from
  const [baseVersion, setBaseVersion] = useState<string | null>(null);
  const saving = useMutation({
    mutationFn: () => save(changes, { "if-match": `"${baseVersion ?? settings.updated_at}"` }),
    onSuccess: (savedSettings) => {
      setChanges({});
      setBaseVersion(null);
      onSaved(savedSettings);
    },
    onError: (error) => {
      if (!isStale(error)) return showError(error, failure);
      setBaseVersion(String(error.body.version));
      showError(error, t("items.changedMeanwhile"));
    },
  });
  return {
    written: { ...settings, ...changes },
    change: (values: Partial<T>) => {
      setBaseVersion((before) => before ?? settings.updated_at);
      setChanges((before) => ({ ...before, ...values }));
    },
    isChanged: Object.entries(changes).some(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(settings[name as keyof T]),
    ),
    isSaving: saving.isPending,
    save: () => saving.mutate(),
  };
}
