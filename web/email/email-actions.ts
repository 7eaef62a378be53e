import "../lib/later-texts.ts";
import { useMutation } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import { t } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { emailsChanged } from "./email-queries.ts";

/** Sends an email again, to its own address unless another is given. */
export const useResend = (id: string) =>
  useMutation({
    mutationFn: (to: string | null) => api.post("/outgoing-emails/{id}/resend/", { to }, { path: { id } }),
    onSuccess: ({ address }) => showNotice(t("email.resent", { address })),
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
