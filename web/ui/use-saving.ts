import "../lib/later-texts.ts";
import { useMutation } from "@tanstack/react-query";
import type { SyntheticEvent } from "react";
import { Refusal } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { errorText, showNotice } from "./notices.ts";

interface Options {
  /** The fields that show their own errors. */
  fields: readonly string[];
  save(): Promise<{ name: string }>;
  /** Reads again what the form changed. */
  reload(): Promise<unknown>;
  onSaved(): void;
}

/** Saves a form whose object has a name. `problem` is the error if no field of the form shows it. */
export function useSaving({ fields, save, reload, onSaved }: Options) {
  const t = useTexts();
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      const { name } = await save();
      await reload();
      showNotice(t("items.saved", { name }));
    },
    onSuccess: onSaved,
  });
  const refusal = error instanceof Refusal ? error : null;
  return {
    submit: (event: SyntheticEvent) => {
      event.preventDefault();
      // a form in a dialog is inside of another form for React
      event.stopPropagation();
      mutate();
    },
    isSaving: isPending,
    errorOf: (field: string) => refusal?.field(field) ?? null,
    problem: error && !fields.some((field) => refusal?.field(field)) ? errorText(error) : null,
  };
}
