import type { ContactRole } from "../access/contact-role.ts";
import { openToContacts } from "../access/public-ticket.ts";
import { attach } from "../attachments/attachments.ts";
import type { NewFile } from "../attachments/receive-file.ts";
import { addComment } from "../comments/comments.ts";
import { addCopies } from "../emails/from-incoming.ts";
import type { EventActor } from "../events/events.ts";
import { cleanText } from "../incoming/clean.ts";
import { reopenTicket } from "../incoming/deliver.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { createTicket, updateTicket } from "../tickets/tickets.ts";
import type { SignedIn } from "./visit.ts";

const actorOf = ({ contact }: SignedIn): EventActor => ({ kind: "contact", id: contact, via: "portal" });

async function attachAll(db: Db, visitor: SignedIn, ticket: string, comment: string | null, files: readonly NewFile[]) {
  for (const file of files) await attach(db, actorOf(visitor), { ticket, ...(comment && { comment }), ...file });
}

/** Opens a ticket for a contact, as an email from them would. */
export function openRequest(
  db: Db,
  visitor: SignedIn,
  { subject, text, files }: { subject: string; text: string; files: readonly NewFile[] },
  zone: string,
): Promise<string> {
  return transact(db, async (db) => {
    await openToContacts(db);
    const values = { subject: subject.slice(0, 255), description: cleanText(text), contact: visitor.contact };
    const { id } = await createTicket(db, actorOf(visitor), values, zone);
    await attachAll(db, visitor, id, null, files);
    return id;
  });
}

/** Adds a contact's reply. As with an email, it reopens a resolved, closed or pending ticket. */
export function replyToRequest(
  db: Db,
  visitor: SignedIn,
  ticket: string,
  { text, files, role }: { text: string; files: readonly NewFile[]; role: ContactRole | null },
): Promise<void> {
  return transact(db, async (db) => {
    // someone who replies to a colleague's ticket gets the messages after that
    if (role === "company")
      await addCopies(db, ticket, [{ address: visitor.address, name: visitor.name, isAccepted: true }]);
    const { comment } = await addComment(db, actorOf(visitor), ticket, cleanText(text), false);
    await attachAll(db, visitor, ticket, comment, files);
    await reopenTicket(db, actorOf(visitor), ticket);
  });
}

/** Resolves a ticket for its contact, with a last message if there is one. */
export const solveRequest = (
  db: Db,
  visitor: SignedIn,
  ticket: string,
  { text, files }: { text: string; files: readonly NewFile[] },
): Promise<void> =>
  transact(db, async (db) => {
    const comment = text ? await addComment(db, actorOf(visitor), ticket, cleanText(text), false) : null;
    await attachAll(db, visitor, ticket, comment?.comment ?? null, files);
    await updateTicket(db, actorOf(visitor), ticket, { status: "resolved" }, null);
  });

export const reopenRequest = (db: Db, visitor: SignedIn, ticket: string): Promise<void> =>
  transact(db, (db) => reopenTicket(db, actorOf(visitor), ticket));

/** How many people get copies of a ticket's messages, and how many addresses wait for an agent's decision. */
export async function countCopies(db: Db, ticket: string): Promise<{ copied: number; waiting: number }> {
  const [row] = await query<{ copied: number; waiting: number }>(
    db,
    `select count(*) filter (where state = 'accepted')::int as copied,
       count(*) filter (where state = 'proposed')::int as waiting
     from participants
     where ticket = $1 and origin <> 'third_party'`,
    [ticket],
  );
  return row!;
}

/** Adds a colleague in Cc. An address outside of the contact's company waits until an agent accepts it. */
export async function addColleague(
  db: Db,
  visitor: SignedIn,
  ticket: string,
  address: string,
): Promise<"accepted" | "proposed" | "refused"> {
  const [row] = await query<{ is_ours: boolean; is_colleague: boolean }>(
    db,
    `select exists (select from users u where lower(u.email) = lower($1))
         or exists (select from mailboxes m
           where lower(m.address) = regexp_replace(lower($1), '\\+[^@]*@', '@')) as is_ours,
       exists (select from contact_addresses a
         join contacts c on c.id = a.contact
         join contacts s on s.id = $2 and s.company = c.company
         where a.address_key = address_key($1)) as is_colleague`,
    [address, visitor.contact],
  );
  if (row!.is_ours) return "refused";
  await addCopies(db, ticket, [{ address, name: "", isAccepted: row!.is_colleague }]);
  return row!.is_colleague ? "accepted" : "proposed";
}
