import "../lib/later-texts.ts";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { EmailState } from "../../wire/email-words.ts";
import { api } from "../lib/api.ts";
import { t } from "../lib/texts.ts";
import { emailStatusQuery } from "../tickets/email-status.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { emailsChanged, isMoving } from "./email-queries.ts";

/** Whether an email can be sent again: not while it is on its way, and not if the desk has no mailbox to send it from. */
export function useCanResend(): (state: EmailState) => boolean {
  const { data } = useQuery(emailStatusQuery);
  const hasMailbox = data?.has_mailbox ?? true;
  return (state) => !isMoving(state) && (hasMailbox || state === "deferred" || state === "unknown");
}

/** Sends emails again, to their own addresses unless another is given. */
export const useResend = (ids: readonly string[]) =>
  useMutation({
    mutationFn: (to: string | null) =>
      Promise.all(ids.map((id) => api.post("/outgoing-emails/{id}/resend/", { to }, { path: { id } }))),
    onSuccess: (emails) =>
      showNotice(
        emails.length === 1
          ? t("email.resent", { address: emails[0]!.address })
          : t("email.resentMany", { count: emails.length }),
      ),
    onError: (error) => showError(error, t("failures.emailSend")),
    onSettled: emailsChanged,
  });

export const useCancel = (id: string) =>
  useMutation({
    mutationFn: () => api.post("/outgoing-emails/{id}/cancel/", {}, { path: { id } }),
    onSuccess: ({ address }) => showNotice(t("email.cancelled", { address })),
    onError: (error) => showError(error, t("failures.emailDrop")),
    onSettled: emailsChanged,
  });
