import type { EmailReason } from "../../wire/email-words.ts";
import { EMAIL_LANGUAGES } from "../../wire/mailbox-words.ts";
import type { PublicTicket } from "../../wire/public-ticket.ts";
import type { Via } from "../../wire/ticket-words.ts";
import { publicTicket } from "../access/public-ticket.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { type Db, query } from "../platform/database.ts";
import { authorName } from "../users/names.ts";
import type { EmailRow } from "./email-row.ts";
import { isContactKind } from "./kinds.ts";
import { ownTextOf } from "./own-text.ts";
import type { EmailLanguage } from "./texts/texts.ts";

/** An earlier message, as the contact may see it. */
export interface Quote {
  name: string;
  at: string;
  text: string;
  /** The names of its files. */
  files?: readonly string[];
}

/** The data of an email, read at the moment when it is sent, so that it is up to date. */
export interface EmailContext {
  ticket: {
    id: string;
    ticket_number: string;
    subject: string;
    due_date: string | null;
    company_name: string | null;
    assigned_team: string;
    via: Via;
  } | null;
  comment: { id: string; text: string } | null;
  /** The text that its sender wrote. */
  message: string | null;
  /** The author of the comment, or the actor of the event. */
  actor: { name: string; first_name: string } | null;
  quote: Quote | null;
  desk: { name: string; color: string; logo: string | null };
  /** The recipient's own language, if it is known. */
  language: EmailLanguage | null;
  zone: string;
}

interface CommentRow {
  id: string;
  ticket: string;
  created_at: string;
  text: string;
  is_internal: boolean;
  author_name: string | null;
  first_name: string | null;
}

export async function readEmailContext(mail: Mail, email: EmailRow): Promise<EmailContext | { cancel: EmailReason }> {
  const { db } = mail;
  const ticket = email.ticket ? await ticketOf(db, email.ticket) : null;
  if (email.ticket && !ticket) return { cancel: "ticket_deleted" };
  const comment = email.comment ? await commentOf(db, email.comment) : null;
  if (email.kind === "reply") {
    if (!comment || comment.ticket !== email.ticket) return { cancel: "comment_deleted" };
    if (comment.is_internal) return { cancel: "comment_internal" };
  }
  const reader = email.user_id ? await readReader(db, email.user_id) : null;
  if (email.user_id && !reader?.is_active) return { cancel: "user_inactive" };
  const { actor_name, first_name = "" } = email.details as { actor_name?: string; first_name?: string };
  const own = await ownTextOf(db, email, comment);
  if (own && "cancel" in own) return own;
  const visibleComment = comment && (!comment.is_internal || !isContactKind(email.kind)) ? comment : null;
  return {
    ticket,
    comment: visibleComment,
    message: own?.text ?? visibleComment?.text ?? null,
    actor: comment?.author_name
      ? { name: comment.author_name, first_name: comment.first_name ?? "" }
      : actor_name
        ? { name: actor_name, first_name }
        : null,
    quote: own ? own.quote : await quoteFor(db, email, comment),
    desk: await readEmailDesk(db),
    language: reader?.language ?? null,
    zone: reader?.time_zone ?? mail.zone,
  };
}

async function ticketOf(db: Db, id: string): Promise<EmailContext["ticket"]> {
  const [row] = await query<NonNullable<EmailContext["ticket"]>>(
    db,
    `select t.id, t.ticket_number, t.subject, t.due_date, c.name as company_name, t.assigned_team,
       t.via
     from tickets t
     left join companies c on c.id = t.company
     where t.id = $1 and t.deleted_at is null`,
    [id],
  );
  return row ?? null;
}

async function commentOf(db: Db, id: string): Promise<CommentRow | null> {
  const [row] = await query<CommentRow>(
    db,
    `select m.id, m.ticket, m.text, m.is_internal, m.created_at, ${authorName("m", "author", "u")} as author_name,
      u.first_name
     from comments m left join users u on u.id = m.author where m.id = $1`,
    [id],
  );
  return row ?? null;
}

// a longer request is not sent back: its author has it, and to clean it takes the server milliseconds
const MAX_QUOTED_REQUEST = 8_000;

/** The message before a reply, or the request that an acknowledgement is about. */
async function quoteFor(db: Db, email: EmailRow, comment: CommentRow | null): Promise<Quote | null> {
  const { kind, ticket, contact } = email;
  if (!contact || !(kind === "acknowledgement" || (kind === "reply" && comment))) return null;
  const messages = (await publicTicket(db, ticket!, contact))?.messages ?? [];
  if (comment) {
    const last = messages.findLast(({ id, created_at }) => id !== comment.id && created_at < comment.created_at);
    return last ? quoteOf(last) : null;
  }
  const first = messages.find(({ is_from_contact }) => is_from_contact);
  if (!first || first.text.length > MAX_QUOTED_REQUEST) return null;
  return { ...quoteOf(first), files: first.files.map(({ name }) => name) };
}

const quoteOf = ({ author_name, created_at, text }: PublicTicket["messages"][number]): Quote => ({
  name: author_name ?? "",
  at: created_at,
  text,
});

export async function readEmailDesk(db: Db): Promise<EmailContext["desk"]> {
  const [row] = await query<EmailContext["desk"]>(
    db,
    "select desk_name as name, color, (select hash from desk_logo) as logo from email_settings",
  );
  return row!;
}

export async function readReader(
  db: Db,
  id: string,
): Promise<{ is_active: boolean; language: EmailLanguage | null; time_zone: string | null } | null> {
  const [row] = await query<{ is_active: boolean; language: string | null; time_zone: string | null }>(
    db,
    `select u.is_active, p.chosen ->> 'language' as language, nullif(p.chosen ->> 'time_zone', '') as time_zone
     from users u left join user_preferences p on p.user_id = u.id where u.id = $1`,
    [id],
  );
  if (!row) return null;
  const language = EMAIL_LANGUAGES.find((each) => each === row.language?.replace(/-.*/, "").toLowerCase());
  return { ...row, language: language ?? null };
}
