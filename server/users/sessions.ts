import { randomUUID } from "node:crypto";
import { failure, Problem, unauthorized } from "../../wire/problems.ts";
import type { Actor } from "../platform/actor.ts";
import { networkOf } from "../platform/addresses.ts";
import type { Attempts } from "../platform/attempts.ts";
import { type Db, query } from "../platform/database.ts";
import { type Claims, REFRESH_SECONDS, type Tokens } from "./tokens.ts";

export interface Entrance {
  tokens: Tokens;
  attempts: Attempts;
  /** Other sites whose pages may sign people in with a cookie. */
  corsOrigins: readonly string[];
}

const GRACE_SECONDS = 20;

/** The program that signs in, for the list of sessions. */
export interface Client {
  ip: string;
  userAgent: string;
}

export interface TokenPair {
  access: string;
  refresh: string;
}

/** Opens a session for a user who has just signed in, and returns its first tokens. */
export async function openSession(db: Db, tokens: Tokens, user: string, { ip, userAgent }: Client): Promise<TokenPair> {
  const session = randomUUID();
  const refresh = await tokens.sign("refresh", { user, session, jti: session });
  const access = await tokens.sign("access", { user, session });
  await query(
    db,
    `insert into sessions (id, user_id, current_refresh, expires_at, user_agent, network)
     values ($1, $2, $1, now() + make_interval(secs => $3), $4, $5)`,
    [session, user, REFRESH_SECONDS, userAgent.toWellFormed().slice(0, 300).toWellFormed(), networkOf(ip)],
  );
  return { access: access.token, refresh: refresh.token };
}

interface Session {
  user: string;
  id: string;
  iat: number;
}

/** The session of a valid refresh token. A token that was exchanged before ends the session. */
async function sessionOf(db: Db, claims: Claims): Promise<Session> {
  const id = claims.session ?? claims.jti;
  const [row] = await query<{ is_active: boolean; is_over: boolean; current_refresh: string | null }>(
    db,
    `select u.is_active, s.current_refresh,
       case when s.id is null then to_timestamp($3) < u.tokens_valid_from else s.revoked_at is not null end as is_over
     from users u left join sessions s on s.id = $2 where u.id = $1`,
    [claims.user, id, claims.iat],
  );
  if (!row) throw unauthorized("User not found", "user_not_found");
  if (!row.is_active) throw unauthorized("User is inactive", "user_inactive");
  if (row.is_over) throw unauthorized("Token is invalid or expired", "token_not_valid");
  if (row.current_refresh && row.current_refresh !== claims.jti) {
    await revoke(db, id);
    throw unauthorized("Token is invalid or expired", "token_not_valid");
  }
  return { user: claims.user, id, iat: claims.iat };
}

const revoke = (db: Db, session: string) =>
  query(db, "update sessions set revoked_at = now() where id = $1 and revoked_at is null", [session]);

/** A new access token for a refresh token. */
export async function refreshAccess(db: Db, entrance: Entrance, token: string, address: string): Promise<string> {
  const exchange = async () => {
    const { user, id, iat } = await sessionOf(db, await entrance.tokens.verify("refresh", token));
    await query(db, "update sessions set last_used_at = now(), network = $2 where id = $1", [id, networkOf(address)]);
    return (await entrance.tokens.sign("access", { user, session: id, iat })).token;
  };
  return slowingDown(entrance, address, exchange).catch((error: unknown) => {
    throw error instanceof Problem && error.status !== 429 ? failure(401, "Invalid refresh token") : error;
  });
}

/** Exchanges a refresh token for a new one and an access token; the old one must not be used again. */
export async function rotate(db: Db, tokens: Tokens, token: string): Promise<TokenPair> {
  const claims = await tokens.verify("refresh", token);
  const session = await sessionOf(db, claims);
  const refresh = await tokens.sign("refresh", { user: session.user, session: session.id });
  const access = await tokens.sign("access", { user: session.user, session: session.id });
  const rows = await query(
    db,
    `insert into sessions (id, user_id, current_refresh, expires_at)
     values ($1, $2, $3, now() + make_interval(secs => $4))
     on conflict (id) do update set current_refresh = excluded.current_refresh, expires_at = excluded.expires_at,
         previous_refresh = null, last_used_at = now()
       where sessions.current_refresh = $5 and sessions.revoked_at is null
     returning id`,
    [session.id, session.user, refresh.claims.jti, REFRESH_SECONDS, claims.jti],
  );
  if (rows.length === 0) throw unauthorized("Token is invalid or expired", "token_not_valid");
  return { access: access.token, refresh: refresh.token };
}

/**
 * Exchanges the refresh token of a browser. The previous one stays valid for some seconds and also gets the current
 * one, so that tabs that share a cookie stay in one session, and a lost response can be requested again.
 */
export async function rotateShared(
  db: Db,
  tokens: Tokens,
  token: string,
  address: string,
): Promise<TokenPair & { user: string; session: string }> {
  const claims = await tokens.verify("refresh", token);
  const { user } = claims;
  const session = claims.session ?? claims.jti;
  const next = await tokens.sign("refresh", { user, session });
  const [row] = await query(
    db,
    `update sessions s
     set previous_refresh = s.current_refresh, current_refresh = $3, rotated_at = now(), last_used_at = now(),
       network = $5, expires_at = now() + make_interval(secs => $4)
     from users u
     where s.id = $1 and s.current_refresh = $2 and s.revoked_at is null and u.id = s.user_id and u.is_active
     returning s.id`,
    [session, claims.jti, next.claims.jti, REFRESH_SECONDS, networkOf(address)],
  );
  const refresh = row ? next.token : await currentFor(db, tokens, session, claims);
  return { user, session, refresh, access: (await tokens.sign("access", { user, session })).token };
}

async function currentFor(db: Db, tokens: Tokens, session: string, { user, jti }: Claims): Promise<string> {
  const [row] = await query<{ current_refresh: string }>(
    db,
    `select s.current_refresh
     from sessions s
     join users u on u.id = s.user_id and u.is_active
     where s.id = $1
       and s.revoked_at is null
       and s.previous_refresh = $2
       and s.rotated_at > now() - make_interval(secs => $3)`,
    [session, jti, GRACE_SECONDS],
  );
  if (row) return (await tokens.sign("refresh", { user, session, jti: row.current_refresh })).token;
  await revoke(db, session);
  throw unauthorized("Token is invalid or expired", "token_not_valid");
}

/** Runs an exchange of tokens; after five failures within ten seconds the address has to wait. */
export async function slowingDown<T>({ attempts }: Entrance, address: string, work: () => Promise<T>) {
  const network = networkOf(address);
  await attempts.check("refresh", network);
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem) await attempts.count("refresh", network);
    throw error;
  }
}

/** The sessions of a user, last used first. */
export const sessionsOf = (db: Db, { id, session }: Actor) =>
  query(
    db,
    `select id, created_at, last_used_at, expires_at, user_agent, id is not distinct from $2::uuid as is_current
     from sessions where user_id = $1 and revoked_at is null and expires_at > now() order by last_used_at desc, id`,
    [id, session],
  );

/** Ends one of a user's own sessions; false if a running one with that ID is required and there is none. */
export const endSession = async (db: Db, user: string, id: string): Promise<boolean> =>
  (
    await query(
      db,
      `update sessions
       set revoked_at = now()
       where id = $1 and user_id = $2 and revoked_at is null and expires_at > now()
       returning id`,
      [id, user],
    )
  ).length > 0;

/** Ends the session of a refresh token, and with it every token issued for it. */
export async function logOut(db: Db, tokens: Tokens, token: string): Promise<string | null> {
  const claims = await tokens.verify("refresh", token).catch(() => null);
  if (!claims) return null;
  await query(
    db,
    `insert into sessions (id, user_id, current_refresh, expires_at, revoked_at)
     select $1, u.id, $3, now() + make_interval(secs => $4), now() from users u where u.id = $2
     on conflict (id) do update set revoked_at = coalesce(sessions.revoked_at, now())`,
    [claims.session ?? claims.jti, claims.user, claims.jti, REFRESH_SECONDS],
  );
  return claims.user;
}

export const forgetSessions = (db: Db) => query(db, "delete from sessions where expires_at < now() - interval '1 day'");
