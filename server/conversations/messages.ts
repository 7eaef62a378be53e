import { conflict, invalid, noSuch } from "../../wire/problems.ts";
import { visibleTo } from "../access/visible.ts";
import { moveFilesOf } from "../attachments/attachments.ts";
import { detachFiles } from "../attachments/move.ts";
import { moveComments, publishComment, recordDeparture, removeComment, touchConversation } from "../comments/move.ts";
import { addAddress, contactsOfAddress } from "../contacts/addresses.ts";
import { createContact } from "../contacts/contacts.ts";
import { copyMailbox, moveEmailsOf } from "../emails/move.ts";
import { joinConversation } from "../emails/participants.ts";
import { moveIncomingOf } from "../incoming/move.ts";
import { acceptThirdParty, requireThirdParty } from "../incoming/third-party.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { parameters } from "../platform/parameters.ts";
import { keepDescriptionInternal, publishDescription } from "../tickets/merged.ts";
import { createTicket } from "../tickets/tickets.ts";
import { addLink } from "./links.ts";

interface Message {
  id: string;
  ticket: string;
  text: string;
  is_internal: boolean;
  author_contact: string | null;
  subject: string;
  company: string | null;
  contact: string | null;
}

/** A message, locked with its ticket until the transaction ends. */
async function lockMessage(db: Db, id: string): Promise<Message> {
  const [row] = await query<Message>(
    db,
    `select m.id, m.ticket, m.text, m.is_internal, m.author_contact, t.subject, t.company, t.contact
     from comments m join tickets t on t.id = m.ticket and t.deleted_at is null
     where m.id = $1 for update`,
    [id],
  );
  if (!row) throw noSuch("TicketComment");
  return row;
}

interface TicketName {
  id: string;
  ticket_number: string;
  subject: string;
}

async function nameOf(db: Db, ticket: string): Promise<TicketName> {
  const [row] = await query<TicketName>(db, "select id, ticket_number, subject from tickets where id = $1", [ticket]);
  return row!;
}

/** Moves a message with its files and emails to another ticket. */
export function moveMessage(db: Db, actor: Actor, id: string, ticket: string): Promise<TicketName> {
  return transact(db, async (db) => {
    const message = await lockMessage(db, id);
    const target = await query(db, "select 1 from tickets where id = $1 and deleted_at is null for update", [ticket]);
    if (target.length === 0) throw invalid({ ticket: [`Invalid pk "${ticket}" - object does not exist.`] });
    if (ticket === message.ticket) return nameOf(db, ticket);
    await moveComments(db, actor, { from: message.ticket, to: ticket, ids: [id] });
    await recordDeparture(db, actor, id, { from: message.ticket, to: ticket });
    await moveFilesOf(db, id, ticket);
    await moveEmailsOf(db, id, ticket);
    await moveIncomingOf(db, id, ticket, false);
    await touchConversation(db, message.ticket);
    await touchConversation(db, ticket);
    return nameOf(db, ticket);
  });
}

/**
 * Turns a message into the description of a new ticket, for its author if that is a contact, otherwise for the same contact.
 */
export function splitMessage(
  db: Db,
  actor: Actor,
  id: string,
  subject: string | undefined,
  zone: string,
): Promise<TicketName> {
  return transact(db, async (db) => {
    const message = await lockMessage(db, id);
    const isForOther = message.author_contact !== null && message.author_contact !== message.contact;
    const values = {
      subject: subject ?? message.subject,
      description: message.text,
      contact: isForOther ? message.author_contact : message.contact,
      // the zone belongs to the company, and another contact may be of another company
      ...(!isForOther && message.company && { company: message.company }),
    };
    const { id: ticket } = await createTicket(db, actor, values, zone);
    if (message.is_internal) await keepDescriptionInternal(db, ticket);
    // contacts may see what they wrote
    else if (message.author_contact) await publishDescription(db, ticket);
    await recordDeparture(db, actor, id, { from: message.ticket, to: ticket });
    await addLink(db, actor, message.ticket, { ticket, relation: "related" });
    await detachFiles(db, id, ticket);
    await moveIncomingOf(db, id, ticket, true);
    await copyMailbox(db, message.ticket, ticket);
    await removeComment(db, id);
    await touchConversation(db, message.ticket);
    return nameOf(db, ticket);
  });
}

/** Makes a third party's message public, and its author a participant. */
export function acceptMessage(db: Db, actor: Actor, id: string): Promise<object> {
  return transact(db, async (db) => {
    const message = await lockMessage(db, id);
    const { address, name } = await requireThirdParty(db, id);
    if (!message.is_internal) throw conflict("This message is already public.");
    const contact = await contactOf(db, actor, address, name);
    await publishComment(db, actor, id, contact);
    if (contact !== message.contact)
      await joinConversation(db, actor, message.ticket, [{ address, name }], "third_party");
    await acceptThirdParty(db, actor.id, id);
    return { comment: id, address, contact };
  });
}

/** The contact who has an address; a new one if nobody does. An agent's word does not verify the address. */
async function contactOf(db: Db, actor: Actor, address: string, name: string): Promise<string> {
  const [owner] = await contactsOfAddress(db, address);
  if (owner) return owner.contact;
  const contactName = (name || address.slice(0, address.lastIndexOf("@"))).slice(0, 100).toWellFormed();
  const contact = await createContact(db, actor, { name: contactName, email: address, company: null });
  await addAddress(db, contact, address, false);
  return contact;
}

/** Throws unless there is a comment with this ID, on a ticket that the actor may see. */
export async function requireMessage(db: Db, actor: Actor, id: string): Promise<void> {
  const sql = parameters();
  const rows = await query(
    db,
    `select 1
     from comments m join tickets t on t.id = m.ticket
     where m.id = ${sql.add(id)} and t.deleted_at is null and ${visibleTo(actor, sql)}`,
    sql.values,
  );
  if (rows.length === 0) throw noSuch("TicketComment");
}
