import { maySetFields } from "../../wire/ticket-fields.ts";
import { usePreferences } from "../lib/preferences.ts";
import { useUser } from "../lib/session.ts";
import { useStorePart } from "../lib/store.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import type { ReplyDraft } from "./reply-draft.ts";
import { canTake } from "./taking.ts";

/** Whether a reply also assigns its ticket to its author: only if nobody has the ticket, and as the author chose last. */
export function useTaking({ now }: ReplyDraft): { isOffered: boolean; isOn: boolean } {
  const user = useUser();
  const { ticket } = useOpenTicket();
  const { assign_on_reply: isWanted } = usePreferences();
  const isNote = useStorePart(now, ({ isNote }) => isNote);
  const isAssigned = useStorePart(now, ({ changes }) => "assigned_to" in changes);
  const isOffered = maySetFields(user, ["assigned_to"]) && canTake(ticket, { isNote, isAssigned });
  return { isOffered, isOn: isOffered && isWanted };
}
