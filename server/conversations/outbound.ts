import type { ReplyRecipient } from "../../wire/address-list.ts";
import { conflict, type FieldErrors, invalid } from "../../wire/problems.ts";
import { addComment } from "../comments/comments.ts";
import { chooseMailbox } from "../emails/conversation.ts";
import { escapeHtml, messageHtml } from "../emails/html.ts";
import { joinConversation } from "../emails/participants.ts";
import { type EmailDraft, type Recipient, writeEmails } from "../emails/write.ts";
import { insertEvents } from "../events/events.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { recipientsOf } from "../replies/recipients.ts";
import { publishDescription } from "../tickets/merged.ts";
import { fullName } from "../users/names.ts";

type Outbox = Pick<Mail, "mailOut" | "undoMs">;

/** When an email that is queued now is sent. */
async function leavesAt(db: Db, { undoMs }: Outbox): Promise<string> {
  const [row] = await query<{ at: string }>(db, "select wire_time(now() + make_interval(secs => $1)) as at", [
    undoMs / 1000,
  ]);
  return row!.at;
}

async function nameOfActor(db: Db, actor: Actor): Promise<{ actor_name: string; first_name: string }> {
  const [row] = await query<{ actor_name: string; first_name: string }>(
    db,
    `select ${fullName("u")} as actor_name, u.first_name from users u where u.id = $1`,
    [actor.id],
  );
  return row!;
}

/** Files of the ticket that may be sent: none of an internal note. */
async function requireFiles(db: Db, ticket: string, files: readonly string[]): Promise<void> {
  const rows = await query<{ id: string }>(
    db,
    `select a.id from attachments a where a.ticket = $1 and a.id = any($2::uuid[])
       and not exists (select from comments m where m.id = a.comment and m.is_internal)`,
    [ticket, files],
  );
  const missing = files.filter((file) => !rows.some(({ id }) => id === file));
  if (missing.length > 0)
    throw invalid({ files: missing.map((file) => `Invalid pk "${file}" - object does not exist.`) });
}

interface Opening {
  cc?: string[] | undefined;
  bcc?: string[] | undefined;
  mailbox?: string | null | undefined;
  files?: string[] | undefined;
}

/** Sends the description of a ticket to its requester, who may see it from then on. */
export function sendDescription(
  db: Db,
  mail: Outbox,
  actor: Actor,
  ticket: string,
  { cc = [], bcc = [], files = [], mailbox }: Opening,
): Promise<string[]> {
  return transact(db, async (db) => {
    const [row] = await query<Recipient & { is_public: boolean; is_internal: boolean }>(
      db,
      `select ct.id as contact, coalesce(ct.email, '') as address, ct.name, t.is_description_public as is_public,
         exists (select from internal_descriptions d where d.ticket = t.id) as is_internal
       from tickets t
       left join contacts ct on ct.id = t.contact
       where t.id = $1
       for update of t`,
      [ticket],
    );
    if (row!.is_public) throw conflict("The requester already has this description.");
    if (row!.is_internal) throw conflict("This description was an internal note. Internal notes are never sent.");
    if (!row!.address) throw conflict("The requester has no email address.");
    await requireFiles(db, ticket, files);
    const others = (await recipientsOf(db, ticket, { cc, bcc }))!.filter(
      ({ address }) => address.toLowerCase() !== row!.address.toLowerCase(),
    );
    if (mailbox) await chooseMailbox(db, ticket, mailbox);
    await publishDescription(db, ticket);
    const visibleAddresses = [row!.address, ...others.flatMap((each) => (each.role === "bcc" ? [] : each.address))];
    await recordSending(db, actor, ticket, visibleAddresses.join(", "));
    const { contact, address, name } = row!;
    const recipients: Recipient[] = [
      { contact: contact ?? null, address, name },
      ...others.map((each) => ({ ...each, name: "" })),
    ];
    const common = { ticket, kind: "opening" as const, notBefore: await leavesAt(db, mail) };
    const details = { ...(await nameOfActor(db, actor)), files };
    const drafts = recipients.map((recipient): EmailDraft => ({ ...common, recipient, details }));
    const emails = await writeEmails(db, mail, drafts);
    const participants = others
      .filter(({ role }) => role !== "bcc")
      .map((each) => ({ address: each.address, name: "" }));
    await joinConversation(db, actor, ticket, participants, "agent");
    return emails;
  });
}

const recordSending = (db: Db, actor: Actor, ticket: string, to: string) =>
  query(
    db,
    insertEvents("ticket.sent", "tickets t where t.id = $1", {
      actor: "$2",
      ticket: "t.id",
      changes: "jsonb_build_object('sent_to', jsonb_build_array(null, $3::text))",
      triggers: "false",
    }),
    [ticket, actor.id, to],
  );

interface ForwardInput {
  to?: string[] | undefined;
  cc?: string[] | undefined;
  bcc?: string[] | undefined;
  text: string;
  comment?: string | null | undefined;
  files?: string[] | undefined;
}

interface Quote {
  name: string;
  at: string;
  text: string;
}

/** A message that may be forwarded: public, or of a third party. People outside know agents by their first names. */
async function quoteOf(db: Db, ticket: string, comment: string): Promise<Quote | null> {
  const [row] = await query<Quote>(
    db,
    `select coalesce(case m.author_kind when 'user' then btrim(u.first_name)
         when 'contact' then (select name from contacts where id = m.author_contact)
             else m.author_name
             end, '') as name,
       wire_time(m.created_at) as at, m.text
     from comments m left join users u on u.id = m.author
     where m.id = $1 and m.ticket = $2 and (not m.is_internal
       or exists (select from incoming_emails i where i.comment = m.id and i.outcome = 'third_party'))`,
    [comment, ticket],
  );
  return row ?? null;
}

/** Forwards a message to third parties, and says so in an internal note. */
export function forward(
  db: Db,
  mail: Outbox,
  actor: Actor,
  ticket: string,
  { to = [], cc = [], bcc = [], text, comment, files = [] }: ForwardInput,
): Promise<{ comment: string; emails: string[] }> {
  return transact(db, async (db) => {
    const quote = comment ? await quoteOf(db, ticket, comment) : null;
    const errors: FieldErrors = {
      ...(to.length === 0 && { to: ["This list may not be empty."] }),
      ...(comment && !quote && { comment: ["Only a public message, or one of a third party, can be forwarded."] }),
    };
    if (Object.keys(errors).length > 0) throw invalid(errors);
    await requireFiles(db, ticket, files);
    const recipients = (await recipientsOf(db, ticket, { to, cc, bcc }))!;
    const { comment: note } = await addComment(db, actor, ticket, noteOf(recipients, text, quote), true);
    const details = { ...(await nameOfActor(db, actor)), text, quote, files };
    const notBefore = await leavesAt(db, mail);
    const drafts = recipients.map(
      ({ address, role }): EmailDraft => ({
        kind: "forward",
        recipient: { address, name: "", role },
        ticket,
        comment: note,
        notBefore,
        details,
      }),
    );
    return { comment: note, emails: await writeEmails(db, mail, drafts) };
  });
}

/** The internal note about a forwarded message, with everyone who gets it. */
function noteOf(recipients: readonly ReplyRecipient[], text: string, quote: Quote | null): string {
  const lines = Object.entries({ to: "Fwd", cc: "Cc", bcc: "Bcc" }).flatMap(([role, label]) => {
    const addresses = recipients.filter((each) => each.role === role).map(({ address }) => address);
    return addresses.length > 0 ? `<b>${label}: ${escapeHtml(addresses.join(", "))}</b>` : [];
  });
  const quotation = quote && `<blockquote><p>${escapeHtml(quote.name)}</p>${messageHtml(quote.text)}</blockquote>`;
  return `<p>${lines.join("<br>")}</p>${messageHtml(text)}${quotation ?? ""}`;
}
