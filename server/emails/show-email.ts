import { CONTACT_KINDS } from "../../wire/email-words.ts";
import { conflict } from "../../wire/problems.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { requireSender } from "../mailboxes/senders.ts";
import { type Db, query } from "../platform/database.ts";
import { composeEmail } from "./compose.ts";
import { contentOf, type Letterhead } from "./content.ts";
import { readEmail } from "./email-row.ts";
import { isSecret } from "./kinds.ts";
import { encode } from "./mime.ts";
import { emailView } from "./outgoing.ts";

// a placeholder while there is no mailbox
const NO_MAILBOX: Letterhead = { name: "Support", address: "", language: "en", signature: "" };

/** An email as it was sent, or as it would look now. */
export async function detailsOf(mail: Mail, id: string): Promise<object> {
  const email = (await readEmail(mail.db, id))!;
  const nothing = { from: null, message_id: email.message_id, text: email.body_text, html: email.body_html };
  if (isSecret(email.kind) || email.text_deleted_at) return nothing;
  const sender = email.mailbox ? await readLetterhead(mail, email.mailbox) : null;
  const content = await contentOf(mail, email, sender ?? NO_MAILBOX);
  if ("cancel" in content) return nothing;
  return {
    subject: content.subject,
    from: sender && `${content.fromName} <${sender.address}>`,
    message_id: email.message_id,
    text: content.text,
    html: content.html,
  };
}

async function readLetterhead({ db }: Mail, id: string): Promise<Letterhead | null> {
  const [row] = await query<Letterhead>(db, "select name, address, language, signature from mailboxes where id = $1", [
    id,
  ]);
  return row ?? null;
}

/** The source of an email, as it is sent. */
export async function rawOf(mail: Mail, id: string): Promise<string> {
  const email = (await readEmail(mail.db, id))!;
  if (isSecret(email.kind))
    throw conflict("This email contains a link only for its recipient, so its source is not shown.");
  if (email.text_deleted_at) throw conflict("The text of this email was deleted because of its age.");
  if (!email.mailbox) throw conflict("This email has no mailbox yet, so it has no source.");
  const sender = await requireSender(mail, email.mailbox);
  const message = await composeEmail(mail, email, sender);
  if ("cancel" in message) throw conflict("This email will not be sent, so it has no source.");
  return (await encode(message)).toString("latin1");
}

/** The emails to customers about a ticket as JSON text, oldest first. */
export async function ticketEmails(db: Db, ticket: string): Promise<string> {
  const columns = Object.entries(emailView.columns).map(([name, expression]) => `${expression} as ${name}`);
  const [row] = await query<{ json: string }>(
    db,
    `select coalesce(json_agg(row_to_json(x)), '[]')::text as json
     from (select ${columns.join(", ")} from ${emailView.from}
     where e.ticket = $1 and e.kind = any($2::text[]) order by e.serial) x`,
    [ticket, CONTACT_KINDS],
  );
  return row!.json;
}
