import type { SignIn } from "../../wire/mailbox-words.ts";
import { query } from "../platform/database.ts";
import type { ImapSettings } from "./imap.ts";
import { secretOf } from "./mailboxes.ts";
import { type SenderContext, UnreadableSecretError } from "./senders.ts";

/** A mailbox with its credentials for fetching. It is in memory while its folder is read, and nowhere else. */
export interface Receiver {
  id: string;
  address: string;
  start: "now" | "everything";
  after: "leave" | "move";
  moveTo: string;
  imap: ImapSettings;
}

interface Row {
  id: string;
  address: string;
  imap_host: string;
  imap_port: number;
  imap_security: ImapSettings["security"];
  imap_username: string;
  imap_password: Buffer | null;
  imap_folder: string;
  imap_start: Receiver["start"];
  imap_after: Receiver["after"];
  imap_move_to: string;
  sign_in: SignIn;
}

/** Null if there is no such mailbox, or if none of its emails are fetched. */
export async function readReceiver({ db, sealing }: SenderContext, id: string): Promise<Receiver | null> {
  const [row] = await query<Row>(
    db,
    `select id, address, imap_host, imap_port, imap_security, imap_username, imap_password, imap_folder, imap_start,
      imap_after, imap_move_to, sign_in
     from mailboxes where id = $1 and imap_host <> ''`,
    [id],
  );
  if (!row) return null;
  const password = secretOf(sealing, id, "imap_password", row.imap_password);
  if (row.imap_password && password === null) throw new UnreadableSecretError();
  return {
    id,
    address: row.address,
    start: row.imap_start,
    after: row.imap_after,
    moveTo: row.imap_move_to,
    imap: {
      host: row.imap_host,
      port: row.imap_port,
      security: row.imap_security,
      username: row.imap_username,
      password,
      hasGrant: row.sign_in !== "password",
      folder: row.imap_folder,
    },
  };
}

/**
 * A hash of the settings for fetching, as SQL for a row `m` of mailboxes. A server with an open connection compares it to
 * notice a change.
 */
export const RECEIVER_SETTINGS = `md5(concat_ws(chr(31), m.imap_host, m.imap_port, m.imap_security, m.imap_username,
  encode(m.imap_password, 'hex'), m.sign_in,
    (
      select extract(epoch from g.granted_at)
      from mailbox_grants g
      where g.mailbox = m.id), m.imap_folder, m.imap_after,
    m.imap_move_to))`;
