import { contactRole, ticketsNear } from "../access/contact-role.ts";
import { isPublicComment, publicTicket } from "../access/public-ticket.ts";
import { type Db, query } from "../platform/database.ts";
import type { SignedIn } from "./visit.ts";

/**
 * Everything that the desk stores about a customer, as pieces of a JSON document: the profile, their own tickets, what
 * they wrote in others' tickets, and their ratings. It is read ticket by ticket, so that memory stays small.
 */
export async function* ownData(db: Db, { contact }: SignedIn): AsyncGenerator<string> {
  yield `{"profile":${JSON.stringify(await profileOf(db, contact))},\n"tickets":[`;
  let isFirst = true;
  for (const id of await ownTickets(db, contact)) {
    const ticket = await publicTicket(db, id, contact);
    if (!ticket) continue;
    yield `${isFirst ? "" : ","}\n${JSON.stringify(ticket)}`;
    isFirst = false;
  }
  yield `],\n"messages_in_other_tickets":${JSON.stringify(await messagesElsewhere(db, contact))}`;
  yield `,\n"ratings":${JSON.stringify(await ratingsOf(db, contact))}}\n`;
}

/** The contact's own fields, without what agents have noted about them. */
export async function profileOf(db: Db, contact: string): Promise<Record<string, unknown>> {
  const [row] = await query<Record<string, unknown>>(
    db,
    `select c.name, c.phone, c.mobile, c.title, c.department, co.name as company,
       array(
         select address
         from contact_addresses
         where contact = c.id
         order by created_at, id) as addresses,
       wire_time(c.created_at) as created_at
     from contacts c left join companies co on co.id = c.company where c.id = $1`,
    [contact],
  );
  return row!;
}

async function ownTickets(db: Db, contact: string): Promise<string[]> {
  const rows = await query<{ id: string }>(
    db,
    "select id from tickets where contact = $1 and deleted_at is null order by created_at desc, id",
    [contact],
  );
  return rows.map(({ id }) => id);
}

const messagesElsewhere = (db: Db, contact: string) =>
  query<object>(
    db,
    `select t.ticket_number, t.subject, m.text, wire_time(m.created_at) as created_at
     from ${ticketsNear("$1")} n
     join tickets t on t.id = n.id
     join comments m on m.ticket = t.id
     where m.author_contact = $1
       and t.contact is distinct from $1
       and t.deleted_at is null
       and ${contactRole("$1")} is not null
       and ${isPublicComment}
     order by m.created_at, m.id`,
    [contact],
  );

const ratingsOf = (db: Db, contact: string) =>
  query<object>(
    db,
    `select t.ticket_number, a.rating, a.comment, wire_time(a.answered_at) as answered_at
     from surveys s
     join survey_answers a on a.survey = s.id
     join tickets t on t.id = s.ticket
     where s.contact = $1
     order by a.answered_at, a.id`,
    [contact],
  );
