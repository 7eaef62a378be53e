import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { OAuthProvider } from "../../wire/mailbox-words.ts";
import { conflict, noSuch } from "../../wire/problems.ts";
import { insertEvents } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import type { Docket } from "../platform/docket.ts";
import type { Actor } from "../platform/front-door.ts";
import { hashToken } from "../platform/link-tokens.ts";
import { ImapError } from "./imap.ts";
import {
  beginConsent,
  exchangeCode,
  type OAuthApp,
  type OAuthApps,
  OAuthError,
  type OAuthTokens,
  refreshTokens,
} from "./oauth.ts";
import { UnreachableError } from "./smtp.ts";

export interface GrantContext extends Pick<Docket, "db" | "sealing" | "addresses"> {
  oauthApps: OAuthApps;
}

const CONSENT_MINUTES = 10;
// renewed before its end, so that a token does not expire in the middle of a session
const EARLY_MINUTES = 5;
const REFRESH_SECONDS = 30;
const WAIT_MS = 200;
const SETTINGS: Record<OAuthProvider, string> = {
  google: "MAIL_GOOGLE_CLIENT_ID and MAIL_GOOGLE_CLIENT_SECRET",
  microsoft: "MAIL_MICROSOFT_CLIENT_ID and MAIL_MICROSOFT_CLIENT_SECRET",
};

const ownerOf = (name: string, mailbox: string) => `${name} of ${mailbox}`;

function appOf({ oauthApps }: GrantContext, provider: OAuthProvider): OAuthApp {
  const app = oauthApps[provider];
  if (!app) throw conflict(`Set ${SETTINGS[provider]} first, and restart the server.`);
  return app;
}

/** The address that the provider sends an Admin back to: the page of the mailboxes, which passes the code to the server. */
function redirectUriOf({ addresses: { publicUrl } }: GrantContext): string {
  if (!publicUrl) throw conflict("Set PUBLIC_URL first: the provider sends you back to it.");
  return `${publicUrl}/settings/email`;
}

/** The address where an Admin allows Docket to use a mailbox. Only the same Admin can complete it, once. */
export async function authorizeMailbox(
  context: GrantContext,
  actor: Actor,
  mailbox: string,
  provider: OAuthProvider,
): Promise<string> {
  const { db, sealing } = context;
  const [row] = await query<{ address: string }>(db, "select address from mailboxes where id = $1", [mailbox]);
  if (!row) throw noSuch("Mailbox");
  const [app, redirectUri] = [appOf(context, provider), redirectUriOf(context)];
  const state = randomBytes(24).toString("base64url");
  const { url, codeVerifier } = await beginConsent(app, { redirectUri, state, address: row.address });
  await query(
    db,
    `with old as (delete from mailbox_authorizations where created_at < now() - make_interval(mins => $6))
     insert into mailbox_authorizations (state_hash, mailbox, provider, code_verifier, created_by)
     values ($1, $2, $3, $4, $5)`,
    [
      hashToken(state),
      mailbox,
      provider,
      sealing.seal(codeVerifier, ownerOf("code_verifier", mailbox)),
      actor.id,
      CONSENT_MINUTES,
    ],
  );
  return url;
}

export interface Grant {
  mailbox: string;
  provider: OAuthProvider;
  tokens: OAuthTokens;
}

/** Exchanges the code that the Admin brought back for tokens. It calls the provider, so it runs in no transaction. */
export async function completeConsent(context: GrantContext, actor: Actor, search: string): Promise<Grant> {
  const parameters = new URLSearchParams(search);
  const state = parameters.get("state") ?? "";
  const [authorization] = await query<{ mailbox: string; provider: OAuthProvider; code_verifier: Buffer }>(
    context.db,
    `delete from mailbox_authorizations
     where state_hash = $1 and created_by = $2 and created_at > now() - make_interval(mins => $3)
     returning mailbox, provider, code_verifier`,
    [hashToken(state), actor.id, CONSENT_MINUTES],
  );
  const codeVerifier =
    authorization &&
    context.sealing.unseal(authorization.code_verifier, ownerOf("code_verifier", authorization.mailbox));
  if (!authorization || !codeVerifier)
    throw conflict("This consent has expired or has already been used. Connect the mailbox again.");
  const { mailbox, provider } = authorization;
  const redirectUri = redirectUriOf(context);
  try {
    const app = appOf(context, provider);
    const tokens = await exchangeCode(app, { redirectUri, query: parameters.toString(), state, codeVerifier });
    return { mailbox, provider, tokens };
  } catch (error) {
    throw error instanceof OAuthError ? conflict(error.message) : error;
  }
}

/** Stores the provider's tokens, with which the mailbox signs in to the provider's servers. */
export async function storeGrant(context: GrantContext, actor: Actor, grant: Grant): Promise<void> {
  const { db, sealing } = context;
  const { mailbox, provider, tokens } = grant;
  const { smtp, imap } = appOf(context, provider);
  if (!tokens.refreshToken)
    throw conflict(
      "The provider has granted access for an hour only. Remove Docket's access there, and connect again.",
    );
  await query(
    db,
    `with stored as (
       insert into mailbox_grants (mailbox, provider, refresh_token, access_token, expires_at)
       values ($1, $2, $3, $4, now() + make_interval(secs => $5))
       on conflict (mailbox) do update set provider = excluded.provider, refresh_token = excluded.refresh_token,
         access_token = excluded.access_token, expires_at = excluded.expires_at, refresh_lease = null,
           refreshing_until = null,
         granted_at = now()),
     updated as (
       update mailboxes
       set sign_in = $2, smtp_host = $6, smtp_port = $7, smtp_security = $8, imap_host = $9, imap_port = $10,
         imap_security = $11, smtp_username = coalesce(nullif(smtp_username, ''), address),
         imap_username = coalesce(nullif(imap_username, ''), address), failures = 0, failing_since = null,
           last_error = null,
         retry_at = null, updated_at = now()
       where id = $1 returning id)
     ${insertEvents("mailbox.updated", "updated", { actor: "$12", about: "updated.id" })}`,
    [
      mailbox,
      provider,
      sealing.seal(tokens.refreshToken, ownerOf("refresh_token", mailbox)),
      sealing.seal(tokens.accessToken, ownerOf("access_token", mailbox)),
      tokens.expiresInSeconds,
      ...[smtp.host, smtp.port, smtp.security, imap.host, imap.port, imap.security],
      actor.id,
    ],
  );
}

/** Deletes the provider's tokens. The mailbox signs in with its password again. */
export async function disconnectMailbox(db: Db, actor: Actor, mailbox: string): Promise<void> {
  await query(
    db,
    `with deleted as (delete from mailbox_grants where mailbox = $1),
     updated as (update mailboxes
       set sign_in = 'password', updated_at = now()
       where id = $1 and sign_in <> 'password'
       returning id)
     ${insertEvents("mailbox.updated", "updated", { actor: "$2", about: "updated.id" })}`,
    [mailbox, actor.id],
  );
}

/** A token to sign in with; a new one if the current one ends soon. It calls the provider, so it runs in no transaction. */
export async function accessTokenOf(context: GrantContext, mailbox: string): Promise<string> {
  for (;;) {
    const [grant] = await query<{ access_token: Buffer; is_fresh: boolean }>(
      context.db,
      `select access_token, expires_at > now() + make_interval(mins => $2) as is_fresh
       from mailbox_grants
       where mailbox = $1`,
      [mailbox, EARLY_MINUTES],
    );
    if (!grant) throw new OAuthError("The mailbox is not connected. Connect it again.", true);
    if (grant.is_fresh) return unseal(context, grant.access_token, "access_token", mailbox);
    const newToken = await refresh(context, mailbox);
    if (newToken) return newToken;
    // another server is refreshing the token
    await sleep(WAIT_MS);
  }
}

function unseal({ sealing }: GrantContext, sealedToken: Buffer, name: string, mailbox: string): string {
  const token = sealing.unseal(sealedToken, ownerOf(name, mailbox));
  if (token === null) throw new OAuthError("SECRET_KEY has changed. Connect the mailbox again.", true);
  return token;
}

async function refresh(context: GrantContext, mailbox: string): Promise<string | null> {
  const { db, sealing } = context;
  const [claim] = await query<{ provider: OAuthProvider; refresh_token: Buffer; refresh_lease: string }>(
    db,
    `update mailbox_grants set refresh_lease = gen_random_uuid(), refreshing_until = now() + make_interval(secs => $2)
     where mailbox = $1
       and (refreshing_until is null or refreshing_until < now())
       and expires_at <= now() + make_interval(mins => $3)
     returning provider, refresh_token, refresh_lease`,
    [mailbox, REFRESH_SECONDS, EARLY_MINUTES],
  );
  if (!claim) return null;
  try {
    const refreshToken = unseal(context, claim.refresh_token, "refresh_token", mailbox);
    const app = context.oauthApps[claim.provider];
    if (!app) throw new OAuthError(`${SETTINGS[claim.provider]} are not set.`, false);
    const tokens = await refreshTokens(app, refreshToken);
    await query(
      db,
      `update mailbox_grants set access_token = $3, refresh_token = coalesce($4, refresh_token), refresh_lease = null,
         refreshing_until = null, expires_at = now() + make_interval(secs => greatest($5, $6 * 60 + 1))
       where mailbox = $1 and refresh_lease = $2`,
      [
        mailbox,
        claim.refresh_lease,
        sealing.seal(tokens.accessToken, ownerOf("access_token", mailbox)),
        tokens.refreshToken && sealing.seal(tokens.refreshToken, ownerOf("refresh_token", mailbox)),
        tokens.expiresInSeconds,
        EARLY_MINUTES,
      ],
    );
    return tokens.accessToken;
  } catch (error) {
    await query(
      db,
      `update mailbox_grants
       set refresh_lease = null, refreshing_until = null
       where mailbox = $1 and refresh_lease = $2`,
      [mailbox, claim.refresh_lease],
    );
    throw error;
  }
}

/** Opens a connection, with the mailbox's token if it has one. A token that is refused is not used again. */
export async function openSignedIn<S extends { hasGrant: boolean; accessToken?: string }, T>(
  context: GrantContext,
  mailbox: string,
  settings: S,
  open: (settings: S) => Promise<T>,
): Promise<T> {
  if (!settings.hasGrant) return open(settings);
  const accessToken = await accessTokenOf(context, mailbox);
  try {
    return await open({ ...settings, accessToken });
  } catch (error) {
    const isRefused = (error instanceof UnreachableError || error instanceof ImapError) && error.stage === "login";
    if (isRefused)
      await query(context.db, "update mailbox_grants set expires_at = now() where mailbox = $1", [mailbox]);
    throw error;
  }
}
