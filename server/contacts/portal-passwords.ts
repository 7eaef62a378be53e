import { type Db, query, transact } from "../platform/database.ts";
import { hashToken } from "../platform/link-tokens.ts";
import { isWeak } from "../users/password-rules.ts";
import { DECOY, hashPassword, isPassword } from "../users/passwords.ts";
import { openPortalSession } from "./portal-links.ts";

/** Longer passwords are not read. */
export const MAX_PASSWORD = 200;

interface PasswordOwner {
  contact: string;
  hash: string | null;
}

/** The active contact who owns an address, proved by a sign-in link; of several, the one who would get the link. */
async function ownerOf(db: Db, address: string): Promise<PasswordOwner | null> {
  const [row] = await query<PasswordOwner>(
    db,
    `select ct.id as contact, p.hash
     from contact_addresses a
     join contacts ct on ct.id = a.contact and ct.is_active
     left join companies co on co.id = ct.company
     left join portal_passwords p on p.contact = ct.id
     where a.address_key = address_key($1) and a.verified_at is not null and co.deleted_at is null
     order by p.hash is null, ct.is_primary desc, ct.created_at, ct.id limit 1`,
    [address],
  );
  return row ?? null;
}

/**
 * Signs in with a password and returns the session's token, or null. An unknown address, one without a password and a
 * wrong password take the same work and get the same response.
 */
export async function signInByPassword(db: Db, address: string, password: string): Promise<string | null> {
  const owner = await ownerOf(db, address);
  const isRight = await isPassword(password.slice(0, MAX_PASSWORD), owner?.hash ?? DECOY);
  if (!owner?.hash || !isRight) return null;
  return transact(db, (db) => openPortalSession(db, { contact: owner.contact, address, isByPassword: true }));
}

/** Whether and how the contact of a session may set a password. */
export interface PasswordState {
  has_password: boolean;
  /** A session by link proves the address, so that a forgotten password can be replaced. */
  needs_current: boolean;
}

export async function passwordState(db: Db, contact: string, token: string): Promise<PasswordState> {
  const [row] = await query<PasswordState>(
    db,
    `select p.hash is not null as has_password, p.hash is not null and coalesce(s.by_password, false) as needs_current
     from portal_sessions s left join portal_passwords p on p.contact = s.contact
     where s.contact = $1 and s.token_hash = $2`,
    [contact, hashToken(token)],
  );
  return row ?? { has_password: false, needs_current: true };
}

export type PasswordFault = "wrong" | "weak" | "long";

/** Sets or changes a password, which ends the contact's other sessions. Returns the reason if it is refused. */
export async function setPortalPassword(
  db: Db,
  contact: string,
  token: string,
  { current, password }: { current: string; password: string },
): Promise<PasswordFault | null> {
  const state = await passwordState(db, contact, token);
  if (state.needs_current) {
    const [row] = await query<{ hash: string }>(db, "select hash from portal_passwords where contact = $1", [contact]);
    if (!(await isPassword(current.slice(0, MAX_PASSWORD), row?.hash ?? DECOY))) return "wrong";
  }
  if (password.length > MAX_PASSWORD) return "long";
  if (await isWeak(password)) return "weak";
  const hash = await hashPassword(password);
  await query(
    db,
    `with others as (delete from portal_sessions where contact = $1 and token_hash <> $3)
     insert into portal_passwords (contact, hash)
     values ($1, $2)
     on conflict (contact) do update set hash = excluded.hash, set_at = now()`,
    [contact, hash, hashToken(token)],
  );
  return null;
}

/** Ends all sessions of a contact, and returns how many there were. */
export async function endPortalSessions(db: Db, contact: string): Promise<number> {
  const sessions = await query(
    db,
    `with links as (update portal_links set used_at = now() where contact = $1 and used_at is null)
     delete from portal_sessions where contact = $1 returning id`,
    [contact],
  );
  return sessions.length;
}
