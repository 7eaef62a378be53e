import { type Db, query } from "../platform/database.ts";
import type { EmailRow } from "./email-row.ts";

// the first and the last ones, because email programs build threads from both ends
const MAX_REFERENCES = 20;

/**
 * The Message-IDs of the earlier emails between the desk and a recipient, oldest first: those that the desk sent to the
 * recipient, and those that the recipient wrote or got in Cc. Mail programs show a reply below the email that it refers
 * to, so it must refer to one that the recipient has.
 */
export async function threadOf(
  db: Db,
  { ticket, address, contact, serial, first_tried_at }: EmailRow,
): Promise<{ references: string[] }> {
  const rows = await query<{ message_id: string }>(
    db,
    `select message_id from (
       select message_id, created_at as at from outgoing_emails
       where ticket = $1
         and lower(address) = lower($2)
         and serial < $3
         and message_id is not null
         and first_tried_at is not null
       union
       select m.message_id, m.created_at from email_messages m
       where m.ticket = $1 and m.message_id is not null and m.created_at <= coalesce($4::timestamptz, now())
         and (address_key(m.from_address) = address_key($2)
           or exists (select from contact_addresses a
             where a.contact = $5 and a.address_key = address_key(m.from_address))
           or exists (select from jsonb_array_elements(m.recipients || m.copies) x
             where lower(x ->> 'address') = lower($2)))) x
     order by at`,
    [ticket, address, serial, first_tried_at, contact],
  );
  return { references: shorten([...new Set(rows.map(({ message_id }) => message_id))]) };
}

export const shorten = (ids: readonly string[]): string[] =>
  ids.length <= MAX_REFERENCES ? [...ids] : [ids[0]!, ...ids.slice(-(MAX_REFERENCES - 1))];
