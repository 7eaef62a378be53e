import { noSuch } from "../../wire/problems.ts";
import { type Db, query } from "../platform/database.ts";
import type { Intake } from "./context.ts";
import { readSource } from "./incoming.ts";

// so that an email whose message was deleted does not count as the one that opened the ticket
const OF_TICKET = `email_messages m join incoming_emails i on i.id = m.incoming
  where m.ticket = $1 and (m.comment is not null or i.outcome = 'ticket')`;

/** The emails that became messages of a ticket as JSON text, oldest first. */
export async function listTicketArrivals(db: Db, ticket: string): Promise<string> {
  const [row] = await query<{ json: string }>(
    db,
    `select coalesce(json_agg(row_to_json(x)), '[]')::text as json
     from (
       select i.id, m.comment, wire_time(i.received_at) as received_at, i.outcome, i.reason, i.matched_by,
         i.matched_text, i.from_address, i.from_name, i.subject, m.recipients as "to", m.copies as cc, i.auth,
         m.quoted_html <> '' as has_quote
       from ${OF_TICKET}
       order by i.serial) x`,
    [ticket],
  );
  return row!.json;
}

/** What the message of an email leaves out, and the source if it is still stored. */
export async function showTicketArrival(intake: Pick<Intake, "storage">, db: Db, ticket: string, id: string) {
  const [row] = await query<{ quoted_html: string; file: string | null }>(
    db,
    `select m.quoted_html, i.file from ${OF_TICKET} and i.id = $2`,
    [ticket, id],
  );
  if (!row) throw noSuch("IncomingEmail");
  const { quoted_html } = row;
  if (row.file === null) return { quoted_html, raw: null, is_whole: true };
  return { quoted_html, ...(await readSource(intake, db, id)) };
}
