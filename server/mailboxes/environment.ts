import { openToContacts } from "../access/public-ticket.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Sealing } from "../platform/sealing.ts";
import type { ImapSettings } from "./imap.ts";
import type { Receiver } from "./receivers.ts";
import type { SmtpSettings } from "./smtp.ts";

/** The mailbox in SMTP_URL, MAIL_FROM and IMAP_URL. */
export interface MailboxSettings {
  name: string;
  address: string;
  smtp: Omit<SmtpSettings, "clientName" | "hasGrant">;
  imap: ImapUrl | null;
}

export interface ImapUrl extends Omit<ImapSettings, "hasGrant"> {
  start: Receiver["start"];
  moveTo: string;
}

const SECURITIES = ["tls", "starttls", "none"] as const;

/** Reads smtps://user:password@host:465, or smtp:// with STARTTLS or ?security=none; null if it is none of these. */
export const parseSmtpUrl = (text: string): MailboxSettings["smtp"] | null =>
  parseServerUrl(text, "smtp", { tls: 465, other: 587 })?.server ?? null;

/** Reads imaps://user:password@host:993/FOLDER?start=everything&move=DONE, or imap://; null if it is neither. */
export function parseImapUrl(text: string): ImapUrl | null {
  const parts = parseServerUrl(text, "imap", { tls: 993, other: 143 });
  if (!parts) return null;
  const { server, url } = parts;
  const start = url.searchParams.get("start") ?? "now";
  if (!server.username || (start !== "now" && start !== "everything")) return null;
  try {
    const folder = decodeURIComponent(url.pathname.slice(1)) || "INBOX";
    return { ...server, folder, start, moveTo: url.searchParams.get("move") ?? "" };
  } catch {
    return null;
  }
}

interface ServerUrl {
  url: URL;
  server: MailboxSettings["smtp"];
}

function parseServerUrl(text: string, protocol: string, ports: { tls: number; other: number }): ServerUrl | null {
  if (!new RegExp(`^${protocol}s?://`, "i").test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  const isTls = url.protocol === `${protocol}s:`;
  const security = url.searchParams.get("security") ?? (isTls ? "tls" : "starttls");
  const isKnown = (SECURITIES as readonly string[]).includes(security);
  if (!url.hostname || !isKnown || (isTls && security !== "tls")) return null;
  try {
    const server = {
      host: url.hostname.replaceAll(/^\[|\]$/g, ""),
      port: Number(url.port) || (security === "tls" ? ports.tls : ports.other),
      security: security as SmtpSettings["security"],
      username: decodeURIComponent(url.username),
      password: url.password ? decodeURIComponent(url.password) : null,
    };
    return { url, server };
  } catch {
    return null;
  }
}

/** Reads "Harbour Support <support@docket.example>" or a bare address; null if it is neither. */
export function parseMailFrom(text: string): { name: string; address: string } | null {
  const [, name = "", address] = /^([^<>]*?)\s*<([^<>\s]+)>$/.exec(text.trim()) ?? [null, "", text.trim()];
  if (!address || !/^[^\s@<>"]{1,64}@[^\s@<>"]{1,190}$/.test(address)) return null;
  const words = name.replaceAll(/^"|"$/g, "").trim();
  return { name: (words || address.slice(0, address.indexOf("@"))).slice(0, 100), address };
}

/**
 * Updates the mailbox of the environment at the start. What an Admin changed stays, except for address and server. Without the
 * settings it becomes an ordinary mailbox, and is disabled.
 */
export function applyMailboxSettings(db: Db, sealing: Sealing, settings: MailboxSettings | null): Promise<void> {
  return transact(db, async (db) => {
    // several servers may start at the same time
    await query(db, "lock table mailboxes in share row exclusive mode");
    if (!settings) {
      await query(
        db,
        `update mailboxes
         set origin = 'api', imap_origin = 'api', is_enabled = false, updated_at = now()
         where origin = 'environment'`,
      );
      return;
    }
    const { name, address } = settings;
    const [row] = await query<{ id: string }>(
      db,
      `with existing as (
         select id
         from mailboxes
         where origin = 'environment' or lower(address) = lower($2)
         order by origin = 'environment' desc limit 1),
       added as (insert into mailboxes (name, address, origin, is_enabled, is_default)
         select $1, $2, 'environment', true, not exists (select 1 from mailboxes where is_default)
         where not exists (select 1 from existing)
         returning id)
       select id from existing union all select id from added`,
      [name, address],
    );
    const id = row!.id;
    await applySmtpSettings(db, sealing, id, settings);
    await applyImapSettings(db, sealing, id, settings.imap);
    await openToContacts(db);
  });
}

/** A start tries the server at once. An outage goes on unless the server or the sign-in has changed. */
async function applySmtpSettings(db: Db, sealing: Sealing, id: string, { address, smtp }: MailboxSettings) {
  const { host, port, security, username, password } = smtp;
  const sealedPassword = password === null ? null : sealing.seal(password, `smtp_password of ${id}`);
  const isSamePassword = (await savedPassword(db, sealing, id)) === password;
  await query(
    db,
    `update mailboxes m
     set origin = 'environment', address = $2, smtp_host = $3, smtp_port = $4, smtp_security = $5, smtp_username = $6,
       smtp_password = $7, is_enabled = true, first_enabled_at = coalesce(first_enabled_at, now()),
       is_default = is_default or not exists (select 1 from mailboxes where is_default),
       failures = case when same.server then failures else 0 end,
       failing_since = case when same.server then failing_since end,
       last_error = case when same.server then last_error end,
       retry_at = null, updated_at = now()
     from (select id, $8::boolean and is_enabled
         and (smtp_host, smtp_port, smtp_security, smtp_username) = ($3, $4, $5, $6) as server
       from mailboxes) same
     where m.id = $1 and same.id = m.id`,
    [id, address, host, port, security, username, sealedPassword, isSamePassword],
  );
}

async function savedPassword(db: Db, sealing: Sealing, id: string): Promise<string | null> {
  const [row] = await query<{ smtp_password: Uint8Array | null }>(
    db,
    "select smtp_password from mailboxes where id = $1",
    [id],
  );
  return row?.smtp_password ? sealing.unseal(row.smtp_password, `smtp_password of ${id}`) : null;
}

/** Without IMAP_URL, an Admin's settings stay, and those of an earlier IMAP_URL are removed. */
function applyImapSettings(db: Db, sealing: Sealing, id: string, imap: ImapUrl | null) {
  if (!imap)
    return query(
      db,
      `update mailboxes set imap_origin = 'api', imap_host = '', imap_username = '', imap_password = null
       where id = $1 and imap_origin = 'environment'`,
      [id],
    );
  const { host, port, security, username, password, folder, start, moveTo } = imap;
  return query(
    db,
    `update mailboxes
     set imap_origin = 'environment', imap_host = $2, imap_port = $3, imap_security = $4, imap_username = $5,
       imap_password = $6, imap_folder = $7, imap_start = $8, imap_after = case
         when $9 = '' then 'leave'
         else 'move'
         end, imap_move_to = $9
     where id = $1`,
    [
      id,
      host,
      port,
      security,
      username,
      password === null ? null : sealing.seal(password, `imap_password of ${id}`),
      folder,
      start,
      moveTo,
    ],
  );
}
