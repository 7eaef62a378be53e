import { hostname } from "node:os";
import type { EMAIL_LANGUAGES, SignIn } from "../../wire/mailbox-words.ts";
import { conflict, noSuch } from "../../wire/problems.ts";
import { type Db, query } from "../platform/database.ts";
import type { Docket } from "../platform/docket.ts";
import { domainOf } from "./dns.ts";
import { secretOf } from "./mailboxes.ts";
import type { SmtpSettings } from "./smtp.ts";

/** A mailbox with its credentials for sending. It is in memory while emails are sent, and nowhere else. */
export interface Sender {
  id: string;
  name: string;
  address: string;
  language: (typeof EMAIL_LANGUAGES)[number];
  signature: string;
  hasPlusAddresses: boolean;
  dkim: { selector: string; key: string } | null;
  smtp: SmtpSettings;
}

interface Row {
  id: string;
  name: string;
  address: string;
  language: (typeof EMAIL_LANGUAGES)[number];
  signature: string;
  has_plus_addresses: boolean;
  smtp_host: string;
  smtp_port: number;
  smtp_security: SmtpSettings["security"];
  smtp_username: string;
  smtp_password: Buffer | null;
  dkim_selector: string;
  dkim_key: Buffer | null;
  sign_in: SignIn;
}

/** SECRET_KEY has changed since the mailbox was saved. */
export class UnreadableSecretError extends Error {
  constructor() {
    super("The password cannot be read because SECRET_KEY has changed. Enter it again.");
  }
}

const columns = `id, name, address, language, signature, has_plus_addresses, smtp_host, smtp_port, smtp_security, smtp_username,
  smtp_password, dkim_selector, dkim_key, sign_in`;

export type SenderContext = Pick<Docket, "db" | "sealing" | "addresses">;

export async function readSender(context: SenderContext, id: string): Promise<Sender | null> {
  const [row] = await query<Row>(context.db, `select ${columns} from mailboxes where id = $1`, [id]);
  return row ? senderOf(context, row) : null;
}

/** A mailbox, for a request; a problem if there is none, or if its secrets cannot be read. */
export async function requireSender(context: SenderContext, id: string): Promise<Sender> {
  try {
    const sender = await readSender(context, id);
    if (!sender) throw noSuch("Mailbox");
    return sender;
  } catch (error) {
    throw error instanceof UnreadableSecretError ? conflict(error.message) : error;
  }
}

function senderOf({ sealing, addresses }: SenderContext, row: Row): Sender {
  const password = secretOf(sealing, row.id, "smtp_password", row.smtp_password);
  const key = secretOf(sealing, row.id, "dkim_key", row.dkim_key);
  if ((row.smtp_password && password === null) || (row.dkim_key && key === null)) throw new UnreadableSecretError();
  return {
    id: row.id,
    name: row.name,
    address: row.address,
    language: row.language,
    signature: row.signature,
    hasPlusAddresses: row.has_plus_addresses,
    dkim: key && row.dkim_selector ? { selector: row.dkim_selector, key } : null,
    smtp: {
      host: row.smtp_host,
      port: row.smtp_port,
      security: row.smtp_security,
      username: row.smtp_username,
      password,
      hasGrant: row.sign_in !== "password",
      clientName: clientName(addresses.publicUrl, row.address),
    },
  };
}

// servers check the name that a client gives, and distrust a name without a dot
function clientName(publicUrl: string | null, address: string): string {
  const names = [publicUrl ? new URL(publicUrl).hostname : "", domainOf(address), hostname()];
  return names.find((name) => /^[a-z\d-]+(?:\.[a-z\d-]+)+$/i.test(name) && !/^[\d.]+$/.test(name)) ?? "localhost";
}

/** The mailbox for everything that belongs to no other; null while none is enabled. */
export async function defaultMailbox(db: Db): Promise<string | null> {
  const [row] = await query<{ id: string }>(
    db,
    "select id from mailboxes where is_enabled order by is_default desc, created_at limit 1",
  );
  return row?.id ?? null;
}

// after this many failures in a row, the server is left alone for a while
const OPENS_AT = 5;
const [FIRST_PAUSE_S, LAST_PAUSE_S] = [30, 900];

/** Records that a mailbox's server could not be reached. After several failures in a row it is left alone for a while. */
export const recordMailboxFailure = (db: Db, id: string, error: string, aheadSeconds = 0) =>
  query(
    db,
    `update mailboxes set failures = failures + 1, failing_since = coalesce(failing_since, now()), last_error = $2,
       retry_at = case when failures + 1 >= $3
         then now() + make_interval(secs => $6 + least($4 * 2 ^ least(failures + 1 - $3, 10), $5)) end
     where id = $1`,
    [id, error, OPENS_AT, FIRST_PAUSE_S, LAST_PAUSE_S, aheadSeconds],
  );

/** Records that a mailbox's server responds again. */
export const recordSuccess = (db: Db, id: string) =>
  query(
    db,
    `update mailboxes
     set failures = 0, failing_since = null, last_error = null, retry_at = null
     where id = $1 and failures > 0`,
    [id],
  );
