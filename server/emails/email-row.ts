import type { EmailKind, EmailState } from "../../wire/email-words.ts";
import { type Db, query } from "../platform/database.ts";

/** One email to one recipient, as stored. */
export interface EmailRow {
  id: string;
  serial: number;
  kind: EmailKind;
  ticket: string | null;
  comment: string | null;
  mailbox: string | null;
  contact: string | null;
  user_id: string | null;
  address: string;
  name: string;
  role: "to" | "cc" | "bcc";
  details: Record<string, unknown>;
  cause: number | null;
  message_id: string | null;
  subject: string | null;
  body_text: string | null;
  body_html: string | null;
  text_deleted_at: string | null;
  state: EmailState;
  reason: string | null;
  tries: number;
  unknowns: number;
  first_tried_at: string | null;
  created_at: string;
}

const columns = `id, serial, kind, ticket, comment, mailbox, contact, user_id, address, name, role, details, cause, message_id, subject,
  body_text, body_html, text_deleted_at, state, reason, tries, unknowns, first_tried_at, created_at`;

export async function readEmail(db: Db, id: string): Promise<EmailRow | null> {
  const [row] = await query<EmailRow>(db, `select ${columns} from outgoing_emails where id = $1`, [id]);
  return row ?? null;
}
