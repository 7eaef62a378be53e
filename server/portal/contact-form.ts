import { randomBytes, timingSafeEqual } from "node:crypto";
import { openToContacts } from "../access/public-ticket.ts";
import { attach } from "../attachments/attachments.ts";
import type { NewFile } from "../attachments/receive-file.ts";
import { addComment } from "../comments/comments.ts";
import type { EventActor } from "../events/events.ts";
import { cleanText } from "../incoming/clean.ts";
import { contactOf } from "../incoming/deliver.ts";
import { ruleFor } from "../incoming/sender-rules.ts";
import { recordSent } from "../knowledge/offers.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Sealing } from "../platform/sealing.ts";
import { createTicket } from "../tickets/tickets.ts";

export interface ContactFormSettings {
  /** On other sites. */
  is_enabled: boolean;
  origins: string[];
  /** In the help center, without signing in. */
  on_help_center: boolean;
  updated_at: string;
}

export async function contactFormSettings(db: Db): Promise<ContactFormSettings> {
  const [row] = await query<ContactFormSettings>(
    db,
    "select is_enabled, origins, on_help_center, wire_time(updated_at) as updated_at from contact_form_settings",
  );
  return row!;
}

export const changeContactForm = (
  db: Db,
  { is_enabled = null, origins = null, on_help_center = null }: Partial<Nullable>,
) =>
  query(
    db,
    `update contact_form_settings
     set is_enabled = coalesce($1, is_enabled), origins = coalesce($2::text[], origins),
       on_help_center = coalesce($3, on_help_center), updated_at = now()`,
    [is_enabled, origins, on_help_center],
  );
type Nullable = { [Name in keyof ContactFormSettings]: ContactFormSettings[Name] | null };

/** A person takes longer to fill in the form; a program that does not wait is refused. */
export const MIN_FORM_SECONDS = 3;
const MAX_FORM_SECONDS = 2 * 3600;
const SIGNATURE_BYTES = 16;

const signatureOf = (sealing: Sealing, text: string) => sealing.sign("contact form", text, SIGNATURE_BYTES);

/** A signed token for one submission. It contains the time when the form was opened. */
export function formToken(sealing: Sealing, nowMs: number): string {
  const text = `${nowMs.toString(36)}.${randomBytes(9).toString("base64url")}`;
  return `${text}.${signatureOf(sealing, text).toString("base64url")}`;
}

/** What is wrong with a token. */
export function tokenFault(sealing: Sealing, token: string, nowMs: number): "invalid" | "early" | "late" | null {
  const at = token.lastIndexOf(".");
  const [text, signature] = [token.slice(0, at), Buffer.from(token.slice(at + 1), "base64url")];
  const isSigned = signature.length === SIGNATURE_BYTES && timingSafeEqual(signature, signatureOf(sealing, text));
  if (at < 0 || !isSigned) return "invalid";
  const seconds = (nowMs - Number.parseInt(text, 36)) / 1000;
  if (seconds < MIN_FORM_SECONDS) return "early";
  return seconds > MAX_FORM_SECONDS ? "late" : null;
}

export interface FormMessage {
  name: string;
  email: string;
  subject: string;
  text: string;
  files: readonly NewFile[];
  /** The site that sent it; null for a program. */
  origin: string | null;
  /** Identifies the form in the counts of suggested articles. */
  form: Buffer;
}

/** Whether an address is an agent's or the desk's own, which no customer has. */
export async function isOwnAddress(db: Db, address: string): Promise<boolean> {
  const [row] = await query<{ is_own: boolean }>(
    db,
    `select exists (select from users u where lower(u.email) = lower($1))
       or exists (select from mailboxes m
         where lower(m.address) = regexp_replace(lower($1), '\\+[^@]*@', '@')) as is_own`,
    [address],
  );
  return row!.is_own;
}

/**
 * Opens a ticket for someone who has not signed in. Nothing proves the address, so the ticket says so and the address
 * gets no automatic email. A blocked sender opens no ticket and gets the usual response.
 */
export function openFormTicket(db: Db, message: FormMessage, zone: string): Promise<string | null> {
  const { name, email, subject, text, files, origin, form } = message;
  return transact(db, async (db) => {
    // locked, as for emails: two messages of a stranger create one contact
    await query(db, "select pg_advisory_xact_lock(hashtext('docket intake'))");
    const rule = await ruleFor(db, email);
    if (rule?.action === "spam") return null;
    await openToContacts(db);
    const contact = await contactOf(db, { from: { address: email, name }, auth: { verdict: "none" } });
    const actor: EventActor = { kind: "contact", id: contact, via: "portal" };
    const values = { subject: subject.slice(0, 200), description: cleanText(text), contact };
    const { id: ticket } = await createTicket(db, actor, values, zone);
    for (const file of files) await attach(db, actor, { ticket, ...file });
    await recordSent(db, form, contact);
    const system: EventActor = { kind: "system", id: null, name: "Docket", via: "portal" };
    const where = origin ? ` on ${origin}` : "";
    const note = `Sent with the contact form${where} by ${name || "someone"} <${email}>. Nothing proves that this is the sender's address.`;
    await addComment(db, system, ticket, cleanText(note), true);
    return ticket;
  });
}
