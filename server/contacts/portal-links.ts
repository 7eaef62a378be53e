import { randomBytes, randomUUID } from "node:crypto";
import { type Db, query, transact } from "../platform/database.ts";
import { hashToken, type LinkKind, type LinkPage, linkPage, linkToken } from "../platform/link-tokens.ts";
import type { Sealing } from "../platform/sealing.ts";
import { addAddress, contactsOfAddress } from "./addresses.ts";

const LINK_MINUTES = 15;
const SESSION_DAYS = 30;
const SESSION_BYTES = 32;
const PORTAL_LINK: LinkKind = { purpose: "portal link", bytes: 32 };
const MAX_REQUESTS = 50;
const MAX_LINKS = 3;

/** Records that someone wants to sign in: one row, whether or not the address belongs to anyone. */
export const requestPortalLink = (db: Db, address: string, language: string, next = "") =>
  query(db, "insert into portal_link_requests (address, language, next) values ($1, $2, $3)", [
    address,
    language,
    next,
  ]);

export const hasPortalLinkRequests = async (db: Db): Promise<boolean> =>
  (await query(db, "select 1 from portal_link_requests limit 1")).length > 0;

export interface NewPortalLink {
  id: string;
  contact: string;
  name: string;
  address: string;
}

/** Takes requests from the queue, and creates a link for each address of an active contact, three at most. */
export async function createPortalLinks(db: Db, sealing: Sealing): Promise<NewPortalLink[]> {
  const requests = await query<{ address: string; language: string; next: string; is_late: boolean }>(
    db,
    `delete from portal_link_requests where id in (
       select id from portal_link_requests order by id limit ${MAX_REQUESTS} for update skip locked)
     returning address, language, next, requested_at < now() - interval '${LINK_MINUTES} minutes' as is_late`,
  );
  const links: NewPortalLink[] = [];
  for (const { address, language, next } of requests.filter(({ is_late }) => !is_late)) {
    const owner = (await contactsOfAddress(db, address)).find(({ is_active }) => is_active);
    if (!owner) continue;
    const id = randomUUID();
    const rows = await query(
      db,
      `insert into portal_links (id, contact, address, language, token_hash, next, expires_at)
       select $1, $2, $3, $4, $5, $6, now() + interval '${LINK_MINUTES} minutes'
       where (select count(*)
         from portal_links
         where contact = $2 and created_at > now() - interval '${LINK_MINUTES} minutes') < ${MAX_LINKS}
       returning id`,
      [id, owner.contact, address, language, hashToken(linkToken(sealing, PORTAL_LINK, id)), next],
    );
    if (rows.length > 0) links.push({ id, contact: owner.contact, name: owner.name, address });
  }
  return links;
}

/** The page that a link opens; null if the link does not work any more. */
export async function portalLinkById(db: Db, sealing: Sealing, id: string): Promise<LinkPage | null> {
  const [row] = await query<{ id: string; language: string; token_hash: Buffer }>(
    db,
    "select id, language, token_hash from portal_links where id = $1 and used_at is null and expires_at > now()",
    [id],
  );
  return linkPage(sealing, PORTAL_LINK, "sign-in", row);
}

/**
 * Uses a link up and opens a session. Returns its token and the page that the customer wanted to see, or null if the link
 * does not work. If two try at once, one succeeds.
 */
export const signInByLink = (db: Db, linkToken: string): Promise<{ token: string; next: string } | null> =>
  transact(db, async (db) => {
    const [link] = await query<{ contact: string; address: string; next: string }>(
      db,
      `update portal_links l set used_at = now() from contacts c
       where l.token_hash = $1 and l.used_at is null and l.expires_at > now() and c.id = l.contact and c.is_active
       returning l.contact, l.address, l.next`,
      [hashToken(linkToken)],
    );
    if (!link) return null;
    await addAddress(db, link.contact, link.address, true);
    return { token: await openPortalSession(db, { ...link, isByPassword: false }), next: link.next };
  });

/** Opens a session for a contact who has proved the address, and returns its token. */
export async function openPortalSession(
  db: Db,
  { contact, address, isByPassword }: { contact: string; address: string; isByPassword: boolean },
): Promise<string> {
  const token = randomBytes(SESSION_BYTES).toString("base64url");
  await query(
    db,
    `with sign_in as (
       insert into portal_contacts (contact, last_sign_in_at)
       values ($1, now())
       on conflict (contact) do update set last_sign_in_at = now())
     insert into portal_sessions (contact, address, token_hash, by_password, expires_at)
     values ($1, $2, $3, $4, now() + interval '${SESSION_DAYS} days')`,
    [contact, address, hashToken(token), isByPassword],
  );
  return token;
}

export interface PortalContact {
  contact: string;
  name: string;
  address: string;
}

/** The contact of a session's token: active, and still with the address; null for everyone else. */
export async function contactOfSession(db: Db, token: string): Promise<PortalContact | null> {
  const [row] = await query<PortalContact>(
    db,
    `select s.contact, c.name, s.address from portal_sessions s
     join contacts c on c.id = s.contact and c.is_active
     left join companies co on co.id = c.company
     where s.token_hash = $1 and s.expires_at > now() and co.deleted_at is null
       and exists (select from contact_addresses a
         where a.contact = s.contact and a.address_key = address_key(s.address))`,
    [hashToken(token)],
  );
  return row ?? null;
}

export const endPortalSession = (db: Db, token: string) =>
  query(db, "delete from portal_sessions where token_hash = $1", [hashToken(token)]);

export const PORTAL_SESSION_SECONDS = SESSION_DAYS * 86_400;

export const deleteExpiredPortalLinks = (db: Db) =>
  query(
    db,
    `with sessions as (delete from portal_sessions where expires_at < now())
     delete from portal_links where expires_at < now() - interval '1 day'`,
  );
