import { attach } from "../attachments/attachments.ts";
import { addComment } from "../comments/comments.ts";
import { addAddress, contactsOfAddress } from "../contacts/addresses.ts";
import { createContact } from "../contacts/contacts.ts";
import { addCopies, setTicketMailbox } from "../emails/from-incoming.ts";
import type { EventActor } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import type { TicketParts } from "../tickets/ticket-parts.ts";
import { createShownTicket, updateTicket } from "../tickets/tickets.ts";
import type { Authentication } from "./authenticate.ts";
import type { ParsedEmail } from "./message.ts";
import type { ClaimedArrival } from "./settle.ts";
import { leavesResolved, recordThankYou } from "./thanks.ts";

/** A file of an email whose bytes are stored. */
export interface StoredFile {
  id: string;
  file: string;
  name: string;
  size: number;
  sha256: string;
  contentId: string | null;
  isInline: boolean;
}

export interface IncomingDelivery {
  email: ClaimedArrival;
  message: ParsedEmail;
  from: { address: string; name: string };
  auth: Authentication;
  files: readonly StoredFile[];
  /** Addresses of the desk itself, which are never participants. */
  ownAddresses: ReadonlySet<string>;
  /** A program's message, which opens no ticket and gets no reply. */
  isAutomatic: boolean;
  zone: string;
}

const NO_SUBJECT = "(no subject)";
const NO_TEXT = "(no text)";
const contactActor = (contact: string): EventActor => ({ kind: "contact", id: contact, via: "mail" });

/** The sender's contact: the one with the newest ticket, or a new one. */
export async function contactOf(
  db: Db,
  { from, auth }: { from: IncomingDelivery["from"]; auth: Pick<Authentication, "verdict"> },
): Promise<string> {
  const owners = (await contactsOfAddress(db, from.address)).map(({ contact }) => contact);
  const isProven = auth.verdict === "pass";
  if (owners.length > 0) {
    const [newest] = await query<{ contact: string }>(
      db,
      `select contact
       from tickets
       where contact = any($1::uuid[]) and deleted_at is null
       order by created_at desc
       limit 1`,
      [owners],
    );
    const contact = newest?.contact ?? owners[0]!;
    if (isProven) await addAddress(db, contact, from.address, true);
    return contact;
  }
  const system: EventActor = { kind: "system", id: null, via: "mail" };
  const name = (from.name || from.address.slice(0, from.address.lastIndexOf("@"))).slice(0, 100).toWellFormed();
  const contact = await createContact(db, system, { name, email: from.address, company: null });
  if (isProven) await addAddress(db, contact, from.address, true);
  return contact;
}

/** Opens a ticket for an email that belongs to none, and returns it as it was before its files. */
export async function openTicket(db: Db, delivery: IncomingDelivery): Promise<TicketParts> {
  const { email, message, from, auth, zone } = delivery;
  const contact = await contactOf(db, delivery);
  const actor = contactActor(contact);
  const values = { subject: message.subject || NO_SUBJECT, description: message.whole || NO_TEXT, contact };
  const newTicket = await createShownTicket(db, actor, values, zone);
  const { id: ticket } = newTicket;
  await attachFiles(db, actor, ticket, null, delivery);
  if (email.mailbox) await setTicketMailbox(db, ticket, email.mailbox);
  await addCopies(db, ticket, await copiedOf(db, delivery, contact, auth.verdict === "pass" ? from.address : null));
  return newTicket;
}

/**
 * Adds an email to its ticket: as a reply of its contact or a participant, or as an internal note of an agent; from anyone
 * else, as an internal message.
 */
export async function addToTicket(
  db: Db,
  delivery: IncomingDelivery,
  ticket: string,
  author: "customer" | "outsider" | { agent: string },
): Promise<string> {
  const { message, isAutomatic } = delivery;
  const takesPart = author === "customer";
  // an automatic reply is for agents to see; it is not sent to anyone outside
  const isInternal = !takesPart || isAutomatic;
  const actor = await authorOf(db, delivery, ticket, author);
  const { comment } = await addComment(db, actor, ticket, message.text || NO_TEXT, isInternal);
  await attachFiles(db, actor, ticket, comment, delivery);
  if (takesPart && !isAutomatic) {
    await reopenUnlessThanks(db, actor, ticket, { comment, message });
    await addCopies(db, ticket, await copiedOf(db, delivery, null, null));
  }
  return comment;
}

async function authorOf(
  db: Db,
  delivery: IncomingDelivery,
  ticket: string,
  author: "customer" | "outsider" | { agent: string },
): Promise<EventActor> {
  if (author === "customer") return contactActor(await participantOf(db, ticket, delivery));
  if (author !== "outsider") return { kind: "user", id: author.agent, via: "mail" };
  const { name, address } = delivery.from;
  return { kind: "system", id: null, name: name ? `${name} <${address}>` : address, via: "mail" };
}

/** Reopens a ticket for a customer's email, but not a resolved one for an email that only says thank you. */
async function reopenUnlessThanks(
  db: Db,
  actor: EventActor,
  ticket: string,
  { comment, message }: { comment: string; message: ParsedEmail },
): Promise<void> {
  const isThanks = message.files.length === 0 && (await leavesResolved(db, ticket, comment));
  if (isThanks) await recordThankYou(db, comment);
  else await reopenTicket(db, actor, ticket);
}

/** The contact of the ticket if the sender's address is theirs; otherwise the sender's own contact. */
async function participantOf(db: Db, ticket: string, delivery: IncomingDelivery): Promise<string> {
  const [row] = await query<{ contact: string }>(
    db,
    `select t.contact from tickets t join contact_addresses a on a.contact = t.contact
     where t.id = $1 and a.address_key = address_key($2)`,
    [ticket, delivery.from.address],
  );
  return row?.contact ?? contactOf(db, delivery);
}

/** Reopens a resolved, closed or pending ticket, because a customer who writes again expects a reply. */
export async function reopenTicket(db: Db, actor: EventActor, ticket: string): Promise<void> {
  const [row] = await query<{ status: string; is_assigned: boolean }>(
    db,
    `select status, exists (select
     from users u
     where u.id = t.assigned_to) as is_assigned
     from tickets t
     where id = $1`,
    [ticket],
  );
  const status = row && nextStatus(row.status, row.is_assigned);
  if (status) await updateTicket(db, actor, ticket, { status }, null);
}

export function nextStatus(status: string, isAssigned: boolean): "assigned" | "in_progress" | "new" | null {
  if (status === "resolved" || status === "closed") return isAssigned ? "assigned" : "new";
  return status === "pending" ? (isAssigned ? "in_progress" : "new") : null;
}

async function attachFiles(
  db: Db,
  actor: EventActor,
  ticket: string,
  comment: string | null,
  { files, message }: IncomingDelivery,
): Promise<void> {
  for (const { id, file, name, size, sha256, contentId, isInline } of files)
    await attach(db, actor, { ticket, ...(comment && { comment }), id, file, name, size, sha256, contentId, isInline });
  if (message.filesLeftOut === 0) return;
  const text = `Files of this email that are missing here: ${message.filesLeftOut}. Docket keeps the first ${files.length}; the source of the email has all of them. Save them from there before it is deleted because of its age.`;
  await addComment(db, { kind: "system", id: null, name: "Docket", via: "mail" }, ticket, text, true);
}

/**
 * The other recipients of an email, without the desk, its agents and the sender. Those of the sender's own company may read
 * along at once.
 */
async function copiedOf(
  db: Db,
  { message, from, ownAddresses }: IncomingDelivery,
  contact: string | null,
  proven: string | null,
) {
  const all = new Map([...message.to, ...message.cc].map((each) => [each.address.toLowerCase(), each]));
  const others = [...all.values()].filter(
    ({ address }) => !isDeskAddress(address, ownAddresses) && address.toLowerCase() !== from.address.toLowerCase(),
  );
  if (others.length === 0) return [];
  const rows = await query<{ address: string; is_agent: boolean; is_colleague: boolean }>(
    db,
    `select x.address, exists (
       select from users u
       where lower(u.email) = lower(x.address)) as is_agent,
       exists (select from contact_addresses a
         join contacts c on c.id = a.contact
         join contacts s on s.id = $2 and s.company = c.company
         where a.address_key = address_key(x.address)) as is_colleague
     from unnest($1::text[]) as x (address)`,
    [others.map(({ address }) => address), contact],
  );
  const by = new Map(rows.map((row) => [row.address, row]));
  return others
    .filter(({ address }) => !by.get(address)?.is_agent)
    .map(({ address, name }) => ({
      address,
      name,
      isAccepted: proven !== null && by.get(address)?.is_colleague === true,
    }));
}

/** Whether an address is the desk's, with or without a tag. */
export const isDeskAddress = (address: string, own: ReadonlySet<string>): boolean =>
  own.has(address.toLowerCase().replace(/\+[^@]*(?=@)/, ""));
