import type { Status } from "../../wire/ticket-words.ts";
import { type Db, query } from "../platform/database.ts";
import { isPublicComment, isPublicDescription, isPublicFile } from "./public-ticket.ts";

export interface PublicTicketRow {
  id: string;
  ticket_number: string;
  subject: string;
  status: Status;
  /** When something that the contact may see was written last. */
  last_message_at: string;
}

const MAX_TICKETS = 200;

/** The tickets of a contact of which the contact may see something, the latest conversation first. A list of its own fields. */
export const publicTickets = (db: Db, contact: string): Promise<PublicTicketRow[]> =>
  query<PublicTicketRow>(
    db,
    `select t.id, t.ticket_number, t.subject, t.status, wire_time(x.at) as last_message_at
     from tickets t
     cross join lateral (
       select max(y.at) as at from (
         select t.created_at as at where ${isPublicDescription}
         union all
         select m.created_at from comments m where m.ticket = t.id and ${isPublicComment}) y) x
     where t.contact = $1 and t.deleted_at is null and x.at is not null
     order by x.at desc, t.id limit ${MAX_TICKETS}`,
    [contact],
  );

/** A file of a ticket that its contact may download; null if there is none. */
export async function publicFile(
  db: Db,
  contact: string,
  id: string,
): Promise<{ file: string; name: string; sha256: string | null } | null> {
  const [row] = await query<{ file: string; name: string; sha256: string | null }>(
    db,
    `select a.file, a.name, a.sha256 from attachments a join tickets t on t.id = a.ticket
     where a.id = $1 and t.contact = $2 and t.deleted_at is null and ${isPublicFile}`,
    [id, contact],
  );
  return row ?? null;
}
