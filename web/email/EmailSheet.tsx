import "../lib/later-texts.ts";
import { Stack } from "@mantine/core";
import type { KeyboardEventHandler, ReactNode } from "react";
import { useTexts } from "../lib/texts.ts";
import { SideSheet } from "../ui/Dialog.tsx";
import { ErrorState, LoadingLines } from "../ui/States.tsx";

interface Props<Email> {
  query: { data: Email | undefined; error: Error | null; refetch(): unknown };
  onClose(): void;
  onKeyDown?: KeyboardEventHandler;
  children(email: Email): ReactNode;
}

/** A drawer with one email under its subject. */
export function EmailSheet<Email extends { subject: string | null }>({ query, children, ...rest }: Props<Email>) {
  const t = useTexts();
  const { data: email, error, refetch } = query;
  return (
    <SideSheet size="lg" title={email?.subject || t("email.title")} {...rest}>
      {error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : email ? (
        <Stack>{children(email)}</Stack>
      ) : (
        <LoadingLines lines={8} />
      )}
    </SideSheet>
  );
}
