import { useEffect } from "react";
import { useUser } from "../lib/session.ts";
import { type NewDraft, openNewDraft } from "./new-draft.ts";

const open = new Map<string, NewDraft>();

function draftOf(user: string): NewDraft {
  const draft = open.get(user) ?? openNewDraft();
  open.set(user, draft);
  return draft;
}

/** The one new ticket that a person writes; saved as the page goes away, too. */
export function useNewDraft(): NewDraft {
  const { id } = useUser();
  const draft = draftOf(id);
  useEffect(() => {
    if (draft.now.get().state === "loading") draft.load().catch(() => draft.change({}));
    const leave = () => void draft.flush(true);
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      void draft.flush();
    };
  }, [draft]);
  return draft;
}
