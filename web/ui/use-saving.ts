import "../lib/later-texts.ts";
import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useEffect, useRef, useState } from "react";
import { Refusal } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { errorText, showNotice } from "./notices.ts";

interface Options {
  /** The fields that show their own errors. */
  fields: readonly string[];
  /** The `updated_at` of the edited object, so that someone else's later change is not overwritten unseen. */
  readAt?: string | undefined;
  /** Null if there is nothing to save. */
  save(headers: SaveHeaders): Promise<{ name: string }> | null;
  /** Reads again what the form changed. */
  reload(): Promise<unknown>;
  onSaved(): void;
}

export type SaveHeaders = Readonly<Record<string, string>>;

/** What differs from the saved values, so that an edit of one part leaves the others alone. Null if nothing does. */
export function changedOf<B extends object>(body: B, savedBody: B): Partial<B> | null {
  const isChanged = ([name, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(savedBody[name as keyof B]);
  const changes = Object.entries(body).filter(isChanged);
  return changes.length > 0 ? (Object.fromEntries(changes) as Partial<B>) : null;
}

// Enter in a field with an open list chooses from it, or does nothing; it never sends the form around the field
document.addEventListener("keydown", (event) => {
  const isPlain = event.key === "Enter" && !event.ctrlKey && !event.metaKey;
  if (isPlain && event.target instanceof Element && event.target.matches('input[aria-expanded="true"]'))
    event.preventDefault();
});

/** The form that gets this ref moves the focus to its first field with an error, or else shows its own error. */
export function useFirstError<F extends Element>(error: unknown) {
  const form = useRef<F>(null);
  useEffect(() => {
    if (!error) return;
    const field = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (field) field.focus();
    else form.current?.querySelector('[role="alert"]')?.scrollIntoView({ block: "nearest" });
  }, [error]);
  return form;
}

/** Saves a form whose object has a name. `problem` is the error if no field of the form shows it. */
export function useSaving({ fields, readAt, save, reload, onSaved }: Options) {
  const t = useTexts();
  const [version, setVersion] = useState(readAt);
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      const saving = save(version === undefined ? {} : { "if-match": `"${version}"` });
      if (!saving) return;
      const { name } = await saving;
      await reload();
      showNotice(t("items.saved", { name }));
    },
    onSuccess: onSaved,
    onError: (error) => {
      if (isStale(error)) setVersion(String(error.body.version));
    },
  });
  const form = useFirstError<Element>(error);
  const refusal = error instanceof Refusal ? error : null;
  const text = isStale(error) ? t("items.changedMeanwhile") : error && errorText(error);
  return {
    submit: (event: SyntheticEvent) => {
      event.preventDefault();
      // for React, a form in a dialog is inside of the form around it
      event.stopPropagation();
      form.current = event.currentTarget;
      mutate();
    },
    isSaving: isPending,
    errorOf: (field: string) => refusal?.field(field) ?? null,
    problem: fields.some((field) => refusal?.field(field)) ? null : text,
  };
}

/** Whether saving failed because someone else has changed the object. */
export const isStale = (error: unknown): error is Refusal => error instanceof Refusal && error.status === 412;
