import { createContext, useContext } from "react";
import type { Status } from "../../wire/ticket-words.ts";
import type { TicketChange, TicketField } from "./change-ticket.ts";
import type { TicketNow } from "./ticket-query.ts";

export interface OpenTicket {
  ticket: TicketNow;
  /**
   * Changes fields at once; `field` is where an error is shown, `shownValues` the names for the values, `seenValues` the value
   * when editing began.
   */
  change(field: TicketField, values: TicketChange, shownValues?: Partial<TicketNow>, seenValues?: TicketChange): void;
  /** Why the server refused the last change of a field. */
  problems: Partial<Record<TicketField, string>>;
}

/** Whether work is still to be done. */
export const isOpenStatus = (status: Status): boolean => status !== "resolved" && status !== "closed";

export const TicketContext = createContext<OpenTicket | null>(null);

/** The ticket that is open. */
export function useOpenTicket(): OpenTicket {
  const open = useContext(TicketContext);
  if (!open) throw new Error("no ticket is open here");
  return open;
}
