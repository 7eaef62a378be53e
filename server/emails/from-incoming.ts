import { type Db, query } from "../platform/database.ts";

/** Sends the further emails of a ticket from the mailbox that it came to. */
export const setTicketMailbox = (db: Db, ticket: string, mailbox: string) =>
  query(
    db,
    `insert into ticket_mailboxes (ticket, mailbox)
     values ($1, $2)
     on conflict (ticket) do update set mailbox = excluded.mailbox`,
    [ticket, mailbox],
  );

export interface Copy {
  address: string;
  name: string;
  isAccepted: boolean;
}

// a few people who should read along, not everyone on a mailing list
const MAX_PARTICIPANTS = 20;

/** Records who else an email went to. Only accepted people get replies; an agent decides about the others. */
export async function addCopies(db: Db, ticket: string, copies: readonly Copy[]): Promise<void> {
  if (copies.length === 0) return;
  await query(
    db,
    `insert into participants (ticket, contact, address, name, state)
     select $1,
       (select a.contact
         from contact_addresses a
         where a.address_key = address_key(x.address)
         order by a.created_at limit 1),
       x.address, x.name, case when x."isAccepted" then 'accepted' else 'proposed' end
     from json_to_recordset($2::json) as x (address text, name text, "isAccepted" boolean)
     where not exists (select from tickets t join contact_addresses a on a.contact = t.contact
       where t.id = $1 and a.address_key = address_key(x.address))
     limit greatest(0, ${MAX_PARTICIPANTS} - (
       select count(*)
       from participants
       where ticket = $1))
     on conflict do nothing`,
    [ticket, JSON.stringify(copies)],
  );
}
