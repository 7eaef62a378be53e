import { randomBytes, randomUUID } from "node:crypto";
import type { LINK_PURPOSES } from "../../wire/password-links.ts";
import { invalid } from "../../wire/problems.ts";
import { insertEvents } from "../events/events.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { hashToken, type LinkKind, linkToken, storedToken } from "../platform/link-tokens.ts";
import type { Sealing } from "../platform/sealing.ts";
import { fullName } from "./names.ts";
import { checkNewPassword } from "./password-rules.ts";
import { hashPassword } from "./passwords.ts";
import { type Client, openSession, type TokenPair } from "./sessions.ts";
import type { Tokens } from "./tokens.ts";
import { endSessions } from "./users.ts";

export type LinkPurpose = (typeof LINK_PURPOSES)[number];

const SECONDS: Record<LinkPurpose, number> = { invitation: 7 * 24 * 3600, password_reset: 3600 };
const PASSWORD_LINK: LinkKind = { purpose: "password link", bytes: 32 };

/** A password that nothing matches, in the form that Django uses. */
export const noPassword = (): string => `!${randomBytes(30).toString("base64url")}`;

/** Creates a link for choosing a password, and returns its ID. */
export async function createLink(
  db: Db,
  sealing: Sealing,
  user: string,
  purpose: LinkPurpose,
  createdBy: string | null,
): Promise<string> {
  const id = randomUUID();
  await query(
    db,
    `insert into password_links (id, user_id, purpose, token_hash, created_by, expires_at)
     values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))`,
    [id, user, purpose, hashToken(linkToken(sealing, PASSWORD_LINK, id)), createdBy, SECONDS[purpose]],
  );
  return id;
}

export interface OpenLink {
  id: string;
  user: string;
  username: string;
  full_name: string;
  purpose: LinkPurpose;
  created_at: string;
  expires_at: string;
  token: string;
}

const openLinks = `select l.id, l.user_id as user, u.username, ${fullName("u")} as full_name, l.purpose, l.created_at,
  l.expires_at, l.token_hash
  from password_links l join users u on u.id = l.user_id and u.is_active
  where l.ended_at is null and l.expires_at > now()`;

async function readLink(db: Db, sealing: Sealing, condition: string, value: unknown): Promise<OpenLink | null> {
  const [row] = await query<Omit<OpenLink, "token"> & { token_hash: Buffer }>(
    db,
    `${openLinks} and ${condition} order by l.created_at desc limit 1`,
    [value],
  );
  if (!row) return null;
  const { token_hash, ...link } = row;
  const token = storedToken(sealing, PASSWORD_LINK, { id: link.id, hash: token_hash });
  return token === null ? null : { ...link, token };
}

/** A link that still works, by its ID. */
export const linkById = (db: Db, sealing: Sealing, id: string) => readLink(db, sealing, "l.id = $1", id);
/** A user's newest link that still works. */
export const linkOfUser = (db: Db, sealing: Sealing, user: string) => readLink(db, sealing, "l.user_id = $1", user);

export const linkAddress = (origin: string, { token }: Pick<OpenLink, "token">): string =>
  // after the #, so that it is in no log of a server or proxy, and in no Referer
  `${origin}/password/new#${token}`;

const isOver = () => invalid({ token: ["This link has expired or has already been used. Ask for a new one."] });

/** The link of a token; a problem if it does not work. */
export async function linkOfToken(db: Db, sealing: Sealing, token: string): Promise<OpenLink> {
  const link = await readLink(db, sealing, "l.token_hash = $1", hashToken(token));
  if (!link) throw isOver();
  return link;
}

export interface LinkAndHash {
  link: OpenLink;
  hash: string;
}

/** Checks a link and hashes the password, before a transaction begins. */
export async function prepareNewPassword(
  db: Db,
  sealing: Sealing,
  token: string,
  password: string,
): Promise<LinkAndHash> {
  const link = await linkOfToken(db, sealing, token);
  await checkNewPassword(password);
  return { link, hash: await hashPassword(password) };
}

/** Uses a link up: sets the password, ends all sessions and opens a new one. If it is used twice at once, one succeeds. */
export const setPasswordByLink = (
  db: Db,
  tokens: Tokens,
  { link, hash }: LinkAndHash,
  client: Client,
): Promise<{ user: string; tokens: TokenPair }> =>
  transact(db, async (db) => {
    const rows = await query(
      db,
      `update password_links
       set ended_at = now()
       where id = $1 and ended_at is null and expires_at > now()
       returning id`,
      [link.id],
    );
    if (rows.length === 0) throw isOver();
    const text = `update users set password = $2, has_weak_password = false, last_login = now()
      where id = $1 and is_active returning id`;
    if ((await query(db, text, [link.user, hash])).length === 0) throw isOver();
    await endSessions(db, link.user, null);
    await query(db, insertEvents("user.updated", "users where id = $1", { actor: "$1::uuid", about: "$1::uuid" }), [
      link.user,
    ]);
    return { user: link.user, tokens: await openSession(db, tokens, link.user, client) };
  });

/** Records that someone asked to reset a password: one row, whether or not the name belongs to an account. */
export const requestReset = (db: Db, name: string) =>
  query(db, "insert into password_reset_requests (name) values ($1)", [name]);

export const hasResetRequests = async (db: Db): Promise<boolean> =>
  (await query(db, "select 1 from password_reset_requests limit 1")).length > 0;

const MAX_REQUESTS = 50;
const MAX_ACCOUNTS = 5;
const MAX_LINKS_AN_HOUR = 3;

export interface ResetAccount {
  user: string;
  name: string;
  address: string;
}

/** Takes requests from the queue, and returns their accounts, if these can get an email. */
export async function takeResetRequests(db: Db): Promise<ResetAccount[]> {
  return query<ResetAccount>(
    db,
    `with requests as (
       delete from password_reset_requests where id in (
         select id from password_reset_requests order by id limit ${MAX_REQUESTS} for update skip locked)
       returning name, requested_at)
     select distinct u.id as user, ${fullName("u")} as name, u.email as address
     from requests cross join lateral (
       select * from users u
       where lower(normalize(u.username, nfkc)) = lower(normalize(requests.name, nfkc))
         or lower(u.email) = lower(requests.name)
       limit ${MAX_ACCOUNTS}) u
     where requests.requested_at > now() - interval '1 hour' and u.is_active and u.email <> ''
       and (select count(*) from password_links l where l.user_id = u.id and l.created_by is null
         and l.created_at > now() - interval '1 hour') < ${MAX_LINKS_AN_HOUR}`,
  );
}

export const deleteExpiredLinks = (db: Db) =>
  query(db, "delete from password_links where expires_at < now() - interval '7 days'");
