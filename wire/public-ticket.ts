import { z } from "zod";
import { PRIORITIES, STATUSES } from "./ticket-words.ts";

const time = z.iso.datetime();

/** A file that a contact may download. */
export const PublicFile = z
  .object({ id: z.uuid(), name: z.string(), size: z.int(), is_inline: z.boolean(), created_at: time })
  .strict();

/** A message between the desk and a contact. */
export const PublicMessage = z
  .object({
    /** Null for the ticket's description. */
    id: z.uuid().nullable(),
    author_name: z.string().nullable(),
    is_from_contact: z.boolean(),
    text: z.string(),
    created_at: time,
    files: z.array(PublicFile),
  })
  .strict();

/**
 * Everything that a contact can see of a ticket, in emails and in the help center. All other data is internal: notes,
 * tags, the assignee, the team, the history, and any field that is added later.
 */
export const PublicTicket = z
  .object({
    id: z.uuid(),
    ticket_number: z.string(),
    subject: z.string(),
    status: z.enum(STATUSES),
    priority: z.enum(PRIORITIES),
    company_name: z.string().nullable(),
    contact_name: z.string().nullable(),
    created_at: time,
    resolved_at: time.nullable(),
    /** The latest messages, the oldest of them first. */
    messages: z.array(PublicMessage),
    has_earlier: z.boolean().meta({ description: "Whether there are earlier messages, which are not shown." }),
  })
  .strict()
  .meta({ id: "PublicTicket" });

export type PublicTicket = z.infer<typeof PublicTicket>;
