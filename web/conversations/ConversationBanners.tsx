import "../lib/later-texts.ts";
import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { conversationChanged, conversationQuery, type EmailConversation } from "../email/conversation-query.ts";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { useTicketActions } from "../tickets/use-ticket-actions.ts";
import { showError } from "../ui/notices.ts";
import css from "./ConversationBanners.module.css";
import { mergeInto, undoMerge } from "./merge.ts";

/** Above the conversation: tickets that this one may belong to, and Undo for a recent merge. */
export function ConversationBanners({ ticket }: { ticket: string }) {
  const { data } = useQuery(conversationQuery(ticket));
  if (!data) return null;
  const [suggestion] = data.suggestions;
  const undoable = data.merged.find(({ can_undo }) => can_undo);
  return (
    <>
      {suggestion && <Suggestion ticket={ticket} suggestion={suggestion} />}
      {undoable && <MergedBanner merged={undoable} />}
    </>
  );
}

function Suggestion({ ticket, suggestion }: { ticket: string; suggestion: EmailConversation["suggestions"][number] }) {
  const t = useTexts();
  const { ticket: own } = useOpenTicket();
  const { open } = useTicketActions();
  const join = useMutation({
    mutationFn: () => mergeInto({ id: ticket, number: own.ticket_number }, suggestion.ticket, open),
  });
  const dismiss = useMutation({
    mutationFn: () => api.post("/tickets/{id}/dismiss_suggestions/", {}, { path: { id: ticket } }),
    onError: (error) => showError(error, t("failures.suggestion")),
    onSettled: () => conversationChanged(ticket),
  });
  return (
    <div className={css.banner} role="status">
      <span>
        {t("merging.mayBelong")}{" "}
        <Link to="/tickets/$ticketId" params={{ ticketId: suggestion.ticket }} search={(now: object) => now}>
          {suggestion.ticket_number} <span dir="auto">{suggestion.subject}</span>
        </Link>{" "}
        <span className={css.reason}>{t(`merging.reasons.${suggestion.reason}`)}</span>
      </span>
      <Button size="compact-sm" loading={join.isPending} onClick={() => join.mutate()}>
        {t("merging.join")}
      </Button>
      <Button size="compact-sm" variant="default" loading={dismiss.isPending} onClick={() => dismiss.mutate()}>
        {t("merging.dismiss")}
      </Button>
    </div>
  );
}

function MergedBanner({ merged: { ticket, ticket_number: number } }: { merged: EmailConversation["merged"][number] }) {
  const t = useTexts();
  const { open } = useTicketActions();
  const undo = useMutation({
    mutationFn: async () => {
      if (await undoMerge(ticket, number)) await open(ticket);
    },
  });
  return (
    <div className={css.banner} role="status">
      <span>{t("merging.wasMerged", { number })}</span>
      <Button size="compact-sm" variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>
        {t("common.undo")}
      </Button>
    </div>
  );
}
