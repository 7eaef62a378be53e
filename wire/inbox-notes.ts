import type { TicketFieldName } from "./ticket-fields.ts";

/** Descriptions of inbox filters that need more than those of their kind. */
export const FILTER_NOTES: Partial<Record<TicketFieldName, string>> = {
  company: "Comma-separated company IDs; `none` means tickets without a company.",
  assigned_to: "Comma-separated user IDs; `me` means you, `none` means unassigned.",
  contact: "Comma-separated contact IDs.",
  zone: "Comma-separated zone IDs.",
  assigned_team: "Comma-separated teams; `none` means no team.",
};
export const KIND_NOTES = {
  text: "Comma-separated texts.",
  choice: "Comma-separated values.",
  reference: "Comma-separated IDs.",
  tags: "Comma-separated tags. Matches tickets with any of them, ignoring case.",
};

export const USERS = "Comma-separated user IDs; `me` means you.";
/** Descriptions of the filters by who did something, after `USERS`. */
export const ACTOR_NOTES = {
  resolved_by:
    "Matches tickets that one of them resolved or closed, even if reopened since. `resolved_after` and `resolved_before` then apply to that time; without `resolved_by`, to the time when the ticket was last resolved.",
  first_response_by: "Matches tickets whose first public reply by an agent is by one of them.",
};
