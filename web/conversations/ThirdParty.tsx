import "../lib/later-texts.ts";
import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { conversationChanged, conversationQuery } from "../email/conversation-query.ts";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";
import css from "./ThirdParty.module.css";

/** Below an internal message from outside: who wrote it, and a button that makes the writer a participant. */
export function ThirdParty({ ticket, comment }: { ticket: string; comment: string }) {
  const t = useTexts();
  const { data } = useQuery(conversationQuery(ticket));
  const message = data?.third_parties.find((each) => each.comment === comment);
  const accept = useMutation({
    mutationFn: () => api.post("/ticket-comments/{id}/accept/", {}, { path: { id: comment } }),
    onSuccess: ({ address }) => showNotice(t("merging.accepted", { address })),
    onError: (error) => showError(error, t("failures.accept")),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: ["timeline", ticket] });
      return conversationChanged(ticket);
    },
  });
  if (!message) return null;
  const isProven = message.reason !== "sender_not_proven";
  return (
    <div className={css.line}>
      <span>{t(isProven ? "merging.takesNoPart" : "merging.notProven", { address: message.address })}</span>
      <Button size="compact-xs" variant="default" loading={accept.isPending} onClick={() => accept.mutate()}>
        {t("merging.accept")}
      </Button>
    </div>
  );
}
