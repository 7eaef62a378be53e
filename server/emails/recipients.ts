import type { ReplyRecipient } from "../../wire/address-list.ts";
import type { ReadEvent } from "../events/reader.ts";
import { type Db, query } from "../platform/database.ts";
import type { Recipient } from "./write.ts";

export type ReplyTo = Recipient & { isRequester: boolean };

/** The recipients that the author of a reply has chosen, with their names on the desk. */
export async function chosenRecipients(
  db: Db,
  ticket: string,
  recipients: readonly ReplyRecipient[],
): Promise<ReplyTo[]> {
  return query<ReplyTo>(
    db,
    `select x.address, x.role, c.id as contact, coalesce(nullif(p.name, ''), c.name, '') as name,
       coalesce(c.id = t.contact, false) as "isRequester"
     from json_to_recordset($2::json) as x (address text, role text, position int)
     join tickets t on t.id = $1
     left join participants p on p.ticket = t.id and lower(p.address) = lower(x.address)
     left join lateral (select c.id, c.name from contact_addresses a join contacts c on c.id = a.contact
       where a.address_key = address_key(x.address)
         order by c.id = t.contact desc nulls last, a.created_at limit 1) c on true
     order by x.position`,
    [ticket, JSON.stringify(recipients.map((each, position) => ({ ...each, position })))],
  );
}

/** The contact and the participants of each ticket. */
export async function defaultRecipients(db: Db, tickets: readonly string[]): Promise<Map<string, ReplyTo[]>> {
  if (tickets.length === 0) return new Map();
  const rows = await query<Recipient & { ticket: string }>(
    db,
    `select t.id as ticket, ct.id as contact, ct.email as address, ct.name, 'to' as role, null::timestamptz as at
     from tickets t join contacts ct on ct.id = t.contact
     where t.id = any($1::uuid[]) and ct.email <> ''
     union all
     select p.ticket, p.contact, p.address, p.name, 'cc', p.created_at
     from participants p
     where p.ticket = any($1::uuid[]) and p.state = 'accepted'
     order by at nulls first`,
    [tickets],
  );
  const recipients = new Map<string, ReplyTo[]>();
  for (const { ticket, contact, address, name, role } of rows) {
    const already = recipients.get(ticket) ?? [];
    if (already.some((each) => each.address.toLowerCase() === address.toLowerCase())) continue;
    recipients.set(ticket, [...already, { contact, address, name, role, isRequester: role === "to" }]);
  }
  return recipients;
}

type Reader = Recipient & { event: number; ticket: string; comment: string };

/**
 * The recipients of messages by customers: everyone in the conversation except the author and those who got the
 * author's email directly.
 */
export async function readersOfMessages(db: Db, events: readonly ReadEvent[]): Promise<Reader[]> {
  const messages = await query<{ event: number; ticket: string; comment: string }>(
    db,
    `select e.id as event, m.ticket, m.id as comment
     from json_to_recordset($1::json) as e (id bigint, about uuid)
     join comments m on m.id = e.about
     join tickets t on t.id = m.ticket and t.deleted_at is null
     where not m.is_internal and m.author_kind = 'contact'
     order by e.id`,
    [JSON.stringify(events.map(({ id, about }) => ({ id, about })))],
  );
  const recipients = await defaultRecipients(
    db,
    messages.map(({ ticket }) => ticket),
  );
  const readers = messages.flatMap((message) =>
    (recipients.get(message.ticket) ?? []).map(({ contact, address, name, role }) => ({
      ...message,
      contact,
      address,
      name,
      role,
    })),
  );
  if (readers.length === 0) return [];
  const rows = await query<{ position: number }>(
    db,
    `select x.position
     from json_to_recordset($1::json) as x (comment uuid, contact uuid, address text, position int)
     join comments m on m.id = x.comment
     where m.author_contact = x.contact
       or exists (select from contact_addresses a
         where a.contact = m.author_contact and a.address_key = address_key(x.address))
       or exists (select from email_messages o, jsonb_array_elements(o.recipients || o.copies) y
         where o.comment = m.id and address_key(y ->> 'address') = address_key(x.address))`,
    [
      JSON.stringify(
        readers.map(({ comment, contact, address }, position) => ({ comment, contact, address, position })),
      ),
    ],
  );
  const has = new Set(rows.map(({ position }) => position));
  return readers.filter((_, position) => !has.has(position));
}
