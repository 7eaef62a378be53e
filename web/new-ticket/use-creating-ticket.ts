import "../lib/later-texts.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type RefObject, useRef } from "react";
import { blanksIn } from "../../wire/macro-words.ts";
import type { EditorHandle } from "../editor/Editor.tsx";
import { placeholderWords } from "../editor/placeholder-words.ts";
import { Refusal } from "../lib/api.ts";
import { useStore } from "../lib/store.ts";
import { t } from "../lib/texts.ts";
import { uploadsOf } from "../replies/uploads.ts";
import { showNotice, showWarning } from "../ui/notices.ts";
import { createTicketOf } from "./create-ticket.ts";
import type { NewDraft } from "./new-draft.ts";
import type { NewTicket } from "./new-ticket.ts";

const FORM_FIELDS = ["subject", "description", "company", "contact", "zone", "assigned_to"];

/** Creates the ticket of the form. Returns the errors of its fields and the progress. */
export function useCreatingTicket(draft: NewDraft, editor: RefObject<EditorHandle | null>) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { fields, state } = useStore(draft.now);
  const create = useMutation({
    mutationFn: () => draft.pauseSaving(() => createTicketOf(draft, editor.current?.html())),
    onSuccess: async (ticket) => {
      if (!ticket) return;
      const { id, ticket_number } = ticket;
      await draft.end();
      void queries.invalidateQueries({ queryKey: ["inbox"] });
      showNotice(t("newTicket.created", { number: ticket_number }));
      // beside it stands a list that it is in
      await navigate({ to: "/tickets/$ticketId", params: { ticketId: id }, search: { view: "all" } });
    },
  });
  const refusal = create.error instanceof Refusal ? create.error : null;
  // an error stays until its field is changed
  const lastFields = useRef(fields);
  const wrong = (name: string) =>
    lastFields.current[name as keyof NewTicket] === fields[name as keyof NewTicket]
      ? (refusal?.field(name) ?? null)
      : null;
  const submit = () => {
    if (uploadsOf(draft).now.get().length > 0) showNotice(t("replies.stillUploading"));
    else if (!create.isPending && state !== "conflict" && isFilled(fields, editor)) {
      lastFields.current = fields;
      create.mutate();
    }
  };
  return {
    wrong,
    submit,
    isBusy: create.isPending,
    refusal,
    /** An error of none of the visible fields. */
    error: create.error && !FORM_FIELDS.some((name) => wrong(name)) ? create.error : null,
  };
}

/** Whether no placeholder of a template is left. If one is, says so and selects it. */
function isFilled({ subject, description }: NewTicket, editor: RefObject<EditorHandle | null>): boolean {
  const inText = blanksIn(editor.current?.html() ?? description);
  const blanks = [...new Set([...blanksIn(subject), ...inText])];
  if (blanks.length === 0) return true;
  const names = blanks.map((name) => placeholderWords(t, name)).join(", ");
  showWarning(t("newTicket.fillFirst", { names, count: blanks.length }));
  if (inText.length > 0) editor.current?.focusBlank();
  return false;
}
