import type { Status } from "../../wire/ticket-words.ts";
import { type Db, query } from "../platform/database.ts";
import { type ContactRole, contactRole, ticketsNear } from "./contact-role.ts";
import { isPublicComment, isPublicDescription, isPublicFile } from "./public-ticket.ts";

export interface PublicTicketRow {
  id: string;
  ticket_number: string;
  subject: string;
  status: Status;
  /** The name of the contact who owns the ticket. */
  contact_name: string | null;
  role: ContactRole;
  /** When the last text that the contact may see was written. */
  last_message_at: string;
  /** Whether the desk, not a contact, wrote it. */
  is_last_ours: boolean;
}

const MAX_TICKETS = 200;

interface TicketQuery {
  /** Words to find in the ticket's number, its subject or a message that the contact may see. */
  text?: string;
  role?: ContactRole | null;
}

/**
 * The tickets of which a contact may see something, the latest conversation first: their own, those they take part in, and
 * their company's if agents allow it. A list of its own says which fields they get.
 */
export const publicTickets = (db: Db, contact: string, { text = "", role = null }: TicketQuery = {}) =>
  query<PublicTicketRow>(
    db,
    `select t.id, t.ticket_number, t.subject, t.status, ct.name as contact_name, y.role,
       wire_time(x.at) as last_message_at, x.is_ours as is_last_ours
     from ${ticketsNear("$1")} n
     join tickets t on t.id = n.id
     left join contacts ct on ct.id = t.contact
     cross join lateral (select ${contactRole("$1")} as role) y
     cross join lateral (
       select max(z.at) as at, bool_or(z.text ilike $2) as has_words,
         (array_agg(z.kind <> 'contact' order by z.at desc))[1] as is_ours
       from (
         select t.created_at as at, t.description as text, t.created_by_kind as kind where ${isPublicDescription}
         union all
         select m.created_at, m.text, m.author_kind
         from comments m
         where m.ticket = t.id and ${isPublicComment}) z) x
     where y.role is not null
       and ($3::text is null or y.role = $3)
       and t.deleted_at is null
       and x.at is not null
       and ($2 = '%%' or x.has_words or t.subject ilike $2 or t.ticket_number ilike $2)
     order by x.at desc, t.id limit ${MAX_TICKETS}`,
    [contact, `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`, role],
  );

/** A file of a ticket that a contact may download; null if there is none. */
export async function publicFile(
  db: Db,
  contact: string,
  id: string,
): Promise<{ file: string; name: string; sha256: string | null } | null> {
  const [row] = await query<{ file: string; name: string; sha256: string | null }>(
    db,
    `select a.file, a.name, a.sha256 from attachments a join tickets t on t.id = a.ticket
     where a.id = $1 and ${contactRole("$2")} is not null and t.deleted_at is null and ${isPublicFile}`,
    [id, contact],
  );
  return row ?? null;
}
