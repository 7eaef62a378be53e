import type { PublicTicket } from "../../wire/public-ticket.ts";
import { type Db, query } from "../platform/database.ts";
import { contactRole } from "./contact-role.ts";

// The time from which a contact may see what was written: the ticket's, if an Admin has opened it, or the desk's. Null,
// before the desk had a mailbox or portal, compares as unknown, so that nothing is shown.
const SINCE = "coalesce(t.public_since, (select public_since from desk_settings))";

/** The condition that contacts of a ticket t (contact-role.ts) may see its comment m. */
export const isPublicComment = `(not m.is_internal and m.created_at >= ${SINCE})`;
/** The condition that contacts of a ticket t may see its description: the requester wrote it, or it was sent to them. */
export const isPublicDescription = `(t.is_description_public and t.created_at >= ${SINCE})`;
/**
 * The condition that contacts of a ticket t may see its file a: it belongs to a public message, or the requester sent
 * it. A file without a comment is internal, even if it had a comment that was deleted.
 */
export const isPublicFile = `(exists (select from comments m
  where m.id = a.comment and m.ticket = t.id and ${isPublicComment})
  or (a.uploaded_by_contact = t.contact and a.created_at >= ${SINCE}
    and not exists (select from comments m where m.id = a.comment and m.is_internal)))`;

const filesOf = (condition: string) => `(
  select coalesce(json_agg(json_build_object('id', a.id, 'name', a.name, 'size', a.size, 'is_inline', a.is_inline,
    'created_at', wire_time(a.created_at)) order by a.created_at, a.id), '[]')
  from attachments a
  where a.ticket = t.id and ${condition} and ${isPublicFile})`;

// contacts see agents by their first name only, and former agents without a name
const AUTHOR_NAME = `case m.author_kind
  when 'user' then (
    select nullif(btrim(u.first_name), '')
    from users u
    where u.id = m.author)
  when 'contact' then (select name from contacts where id = m.author_contact) end`;

const DESCRIPTION_AUTHOR = `case t.created_by_kind
  when 'user' then (
    select nullif(btrim(u.first_name), '')
    from users u
    where u.id = t.created_by)
  when 'contact' then coalesce((
    select name
    from contacts
    where id = t.created_by_contact), ct.name) end`;

const description = `
  select null::uuid as id, ${DESCRIPTION_AUTHOR} as author_name, t.created_by_kind = 'contact' as is_from_contact,
    t.description as text,
    t.created_at as at, ${filesOf("a.comment is null")} as files
  where ${isPublicDescription}`;
const comments = `
  select m.id, ${AUTHOR_NAME}, m.author_kind = 'contact', m.text, m.created_at, ${filesOf("a.comment = m.id")}
  from comments m
  where m.ticket = t.id and ${isPublicComment}`;

// A conversation is cleaned and shown as one page. The latest message is always shown.
const MAX_MESSAGES = 500;
const MAX_BYTES = 2_000_000;

/**
 * A ticket as a contact may see it who owns it or takes part in it (contact-role.ts); null if there is no such ticket, or the
 * contact may see nothing of it. Built from the tables by a list of its own, never from the JSON of tickets, which contains
 * internal notes.
 */
export async function publicTicket(db: Db, ticket: string, contact: string): Promise<PublicTicket | null> {
  const [row] = await query<{ ticket: PublicTicket }>(
    db,
    `select json_build_object('id', t.id, 'ticket_number', t.ticket_number, 'subject', t.subject, 'status', t.status,
       'priority', t.priority, 'company_name', co.name, 'contact_name', ct.name, 'created_at', wire_time(t.created_at),
       'resolved_at', wire_time(t.resolved_at), 'messages', x.messages, 'has_earlier', x.has_earlier) as ticket
     from tickets t
     left join contacts ct on ct.id = t.contact
     left join companies co on co.id = t.company
     cross join lateral (
       select json_agg(json_build_object('id', z.id, 'author_name', z.author_name, 'is_from_contact', z.is_from_contact,
         'text', regexp_replace(z.text, ' data-mention="[^"]*"', '', 'gi'),
         'created_at', wire_time(z.at), 'files', z.files) order by z.at, z.id nulls first)
           filter (where z.is_shown) as messages, bool_or(not z.is_shown) as has_earlier
       from (
         select y.*, row_number() over newer = 1 or (row_number() over newer <= ${MAX_MESSAGES}
             and sum(octet_length(y.text)) over newer <= ${MAX_BYTES}) as is_shown
         from (${description} union all ${comments}) y
         window newer as (order by y.at desc, y.id desc nulls last rows unbounded preceding)) z
     ) x
     where t.id = $1 and ${contactRole("$2")} is not null and t.deleted_at is null and x.messages is not null`,
    [ticket, contact],
  );
  return row?.ticket ?? null;
}

/** Lets contacts see messages from now on. Called once, when the first mailbox or help center is enabled. */
export const openToContacts = (db: Db) =>
  query(db, "update desk_settings set public_since = now() where public_since is null");
