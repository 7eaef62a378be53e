import "../lib/later-texts.ts";
import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { may } from "../../wire/permissions.ts";
import { api } from "../lib/api.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { conversationChanged, conversationQuery } from "./conversation-query.ts";
import css from "./SuppressedLine.module.css";

interface Props {
  ticket: string;
  address: string;
}

/** Why an address in a ticket gets no email; undefined if it gets email. */
function useSuppression({ ticket, address }: Props) {
  const { data } = useQuery(conversationQuery(ticket));
  return data?.suppressed.find((each) => each.address === address.toLowerCase());
}

/** Says that an address gets no email, since when and why; Admins can allow emails to it again. */
export function SuppressedLine({ ticket, address }: Props) {
  const t = useTexts();
  const user = useUser();
  const suppression = useSuppression({ ticket, address });
  const allow = useMutation({
    mutationFn: (id: string) => api.remove("/suppressions/{id}/", { path: { id } }),
    onSuccess: () => showNotice(t("email.unsuppressed", { address })),
    onError: (error) => showError(error, t("failures.suppression", { address })),
    onSettled: () => conversationChanged(ticket),
  });
  if (!suppression) return null;
  const { id, because, created_at } = suppression;
  const why = t(`email.becauses.${because}`);
  return (
    <p className={css.line} role="status">
      <span>{t("email.suppressedSince", { address, at: momentOf(created_at), why })}</span>
      {may(user, "email.manage") ? (
        <Button size="compact-xs" variant="default" loading={allow.isPending} onClick={() => allow.mutate(id)}>
          {t("email.unsuppress")}
        </Button>
      ) : (
        <span>{t("email.suppressedForAgent")}</span>
      )}
    </p>
  );
}
