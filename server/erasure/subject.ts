import { type Db, query } from "../platform/database.ts";

/** A contact to erase, and everything that belongs to them. */
export interface ErasureSubject {
  contact: string;
  name: string;
  isInTrash: boolean;
  /** A pattern that finds their addresses in texts; null if they have none. */
  pattern: string | null;
  /** The keys of their addresses, except those that another contact shares. */
  keys: string[];
  /** Tickets whose subject and description they wrote. */
  tickets: string[];
  comments: string[];
  /** All tickets that they take part in, as the contact, the author of a message or in Cc. */
  relatedTickets: string[];
  attachments: string[];
  /** The emails that came from them. */
  incoming: string[];
}

interface Person {
  name: string;
  addresses: string[];
  is_in_trash: boolean;
}

/** The contact with its addresses, even if it is in the trash; null if there is none. */
async function personOf(db: Db, id: string): Promise<Person | null> {
  const [row] = await query<Person>(
    db,
    `select c.name, false as is_in_trash,
       array(
         select address
         from contact_addresses
         where contact = c.id
         union
         select c.email
         where c.email <> '') as addresses
     from contacts c
     where c.id = $1
     union all
     select d.name, true,
       array(
         select a ->> 'address'
         from jsonb_array_elements(d.parts) p
         cross join jsonb_array_elements(p -> 'rows') a
         where p ->> 'table' = 'contact_addresses'
         union
         select d.content ->> 'email'
         where d.content ->> 'email' <> '')
     from deleted_records d
     where d.id = $1 and d.kind = 'contact'`,
    [id],
  );
  return row ?? null;
}

const escapeRegExp = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
// the whole address: ann@harbour.test is neither in joann@harbour.test nor in ann@harbour.test.example
const patternOf = (addresses: readonly string[]): string | null =>
  addresses.length > 0 ? `(?<![\\w.+-])(?:${addresses.map(escapeRegExp).join("|")})(?!\\.?[\\w-])` : null;

const idsOf = async (db: Db, text: string, values: readonly unknown[]): Promise<string[]> =>
  (await query<{ id: string }>(db, text, values)).map(({ id }) => id);

/** The keys of a contact's addresses that no other contact has. */
async function keysOf(db: Db, contact: string, addresses: readonly string[]): Promise<string[]> {
  const [row] = await query<{ keys: string[] }>(
    db,
    `select coalesce(array_agg(distinct address_key(x)), '{}') as keys from unnest($2::text[]) x
     where not exists (
       select from contact_addresses a
       where a.address_key = address_key(x) and a.contact <> $1)`,
    [contact, addresses],
  );
  return row!.keys;
}

/** What the contact wrote: tickets, messages, and the emails that these came in. */
async function idsOfTexts(db: Db, contact: string, keys: readonly string[]) {
  const incoming = await idsOf(
    db,
    `select i.id
     from incoming_emails i
     where address_key(i.from_address) = any($2::text[])
       or i.comment in (select id from comments where author_contact = $1)
       or (i.comment is null and i.ticket in (
         select id
         from tickets
         where created_by_kind = 'contact' and created_by_contact = $1))`,
    [contact, keys],
  );
  const comments = await idsOf(
    db,
    `select id from comments where author_contact = $1
     union select comment from incoming_emails where id = any($2::uuid[]) and comment is not null`,
    [contact, incoming],
  );
  const tickets = await idsOf(
    db,
    "select id from tickets where created_by_kind = 'contact' and created_by_contact = $1",
    [contact],
  );
  return { incoming, comments, tickets };
}

/** What belongs to a contact; null if there is no such contact. */
export async function erasureSubject(db: Db, contact: string): Promise<ErasureSubject | null> {
  const person = await personOf(db, contact);
  if (!person) return null;
  const { name, addresses, is_in_trash: isInTrash } = person;
  const keys = await keysOf(db, contact, addresses);
  const { incoming, comments, tickets } = await idsOfTexts(db, contact, keys);
  const relatedTickets = await idsOf(
    db,
    `select id from tickets where contact = $1 or id = any($3::uuid[])
     union select ticket from comments where id = any($4::uuid[])
     union select ticket from incoming_emails where id = any($5::uuid[]) and ticket is not null
     union select ticket from participants where contact = $1 or address_key(address) = any($2::text[])
     union select target from ticket_merges where source = any($3::uuid[])`,
    [contact, keys, tickets, comments, incoming],
  );
  const attachments = await idsOf(
    db,
    `select id from attachments
     where uploaded_by_contact = $1
       or comment = any($2::uuid[])
       or (ticket = any($3::uuid[]) and comment is null and origin = 'mail' and uploaded_by is null)`,
    [contact, comments, tickets],
  );
  const pattern = patternOf(addresses);
  return { contact, name, isInTrash, pattern, keys, tickets, comments, relatedTickets, attachments, incoming };
}
