import { useUser } from "../lib/session.ts";
import { useDraft } from "../replies/use-draft.ts";
import { type NewDraft, openNewDraft } from "./new-draft.ts";

const open = new Map<string, NewDraft>();

function draftOf(user: string): NewDraft {
  const draft = open.get(user) ?? openNewDraft(user);
  open.set(user, draft);
  return draft;
}

/** The draft of a new ticket; each user has one. */
export function useNewDraft() {
  const { id } = useUser();
  const draft = draftOf(id);
  return { draft, ...useDraft(draft) };
}
