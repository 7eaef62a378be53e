import type { Status } from "../../wire/ticket-words.ts";
import { isOpenStatus } from "../tickets/ticket-context.ts";

/** Whether a draft can assign its ticket to its author: a reply to an open ticket that nobody has, unless it names an assignee. */
export const canTake = (
  { status, assigned_to }: { status: Status; assigned_to: string | null },
  { isNote, isAssigned }: { isNote: boolean; isAssigned: boolean },
): boolean => !isNote && !isAssigned && assigned_to === null && isOpenStatus(status);
