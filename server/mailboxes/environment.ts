import { openToContacts } from "../access/public-ticket.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Sealing } from "../platform/sealing.ts";
import type { SmtpSettings } from "./smtp.ts";

/** The mailbox that SMTP_URL and MAIL_FROM describe. */
export interface MailboxSettings {
  name: string;
  address: string;
  smtp: Omit<SmtpSettings, "clientName">;
}

const SECURITIES = ["tls", "starttls", "none"] as const;

/** Reads smtps://user:password@host:465, or smtp:// with STARTTLS or ?security=none; null if it is none of these. */
export function parseSmtpUrl(text: string): MailboxSettings["smtp"] | null {
  if (!/^smtps?:\/\//i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  const isTls = url.protocol === "smtps:";
  const security = url.searchParams.get("security") ?? (isTls ? "tls" : "starttls");
  const isKnown = (SECURITIES as readonly string[]).includes(security);
  if (!url.hostname || !isKnown || (isTls && security !== "tls")) return null;
  try {
    return {
      host: url.hostname.replaceAll(/^\[|\]$/g, ""),
      port: Number(url.port) || (security === "tls" ? 465 : 587),
      security: security as SmtpSettings["security"],
      username: decodeURIComponent(url.username),
      password: url.password ? decodeURIComponent(url.password) : null,
    };
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
 * Brings the mailbox of the environment up to date at the start. What an Admin changed of it beside address and server stays.
 * Without the settings it becomes a mailbox like any other, and is switched off.
 */
export function applyMailboxSettings(db: Db, sealing: Sealing, settings: MailboxSettings | null): Promise<void> {
  return transact(db, async (db) => {
    // servers may start at the same time
    await query(db, "lock table mailboxes in share row exclusive mode");
    if (!settings) {
      await query(
        db,
        "update mailboxes set origin = 'api', is_enabled = false, updated_at = now() where origin = 'environment'",
      );
      return;
    }
    const { name, address, smtp } = settings;
    const [row] = await query<{ id: string }>(
      db,
      `with existing as (
         select id from mailboxes where origin = 'environment' or lower(address) = lower($2) order by origin = 'environment' desc limit 1),
       added as (insert into mailboxes (name, address, origin, is_enabled, is_default)
         select $1, $2, 'environment', true, not exists (select 1 from mailboxes where is_default) where not exists (select 1 from existing) returning id)
       select id from existing union all select id from added`,
      [name, address],
    );
    const id = row!.id;
    await query(
      db,
      `update mailboxes set origin = 'environment', address = $2, smtp_host = $3, smtp_port = $4, smtp_security = $5, smtp_username = $6,
         smtp_password = $7, is_enabled = true, first_enabled_at = coalesce(first_enabled_at, now()),
         is_default = is_default or not exists (select 1 from mailboxes where is_default), failures = 0, failing_since = null, last_error = null,
         retry_at = null, updated_at = now()
       where id = $1`,
      [
        id,
        address,
        smtp.host,
        smtp.port,
        smtp.security,
        smtp.username,
        smtp.password === null ? null : sealing.seal(smtp.password, `smtp_password of ${id}`),
      ],
    );
    await openToContacts(db);
  });
}
