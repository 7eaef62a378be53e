import * as client from "openid-client";
import type { OAuthProvider } from "../../wire/mailbox-words.ts";

/** An application that an Admin has registered at a provider, and how its mailboxes are reached. */
export interface OAuthApp {
  label: string;
  issuer: string;
  authorizationUrl: string;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  scope: string;
  /** The parameters that make the provider grant access for more than an hour. */
  parameters: Record<string, string>;
  smtp: { host: string; port: number; security: "tls" | "starttls" };
  imap: { host: string; port: number; security: "tls" | "starttls" };
  /** Without TLS, for servers on the same machine. */
  isUnencrypted?: boolean;
}

export type OAuthApps = Partial<Record<OAuthProvider, OAuthApp>>;

export interface OAuthTokens {
  accessToken: string;
  /** Null if the one before stays valid. */
  refreshToken: string | null;
  expiresInSeconds: number;
}

/** The provider refused, or could not be reached. */
export class OAuthError extends Error {
  /** Whether an Admin has to give consent again. */
  readonly isFinal: boolean;

  constructor(text: string, isFinal: boolean) {
    super(text);
    this.isFinal = isFinal;
  }
}

const TIMEOUT_S = 15;
const DEFAULT_SECONDS = 3_000;
const REFUSALS = new Set(["invalid_grant", "access_denied", "unauthorized_client", "invalid_client"]);

function configOf(app: OAuthApp): client.Configuration {
  const { issuer, authorizationUrl, tokenUrl, clientId, clientSecret, isUnencrypted } = app;
  const server = { issuer, authorization_endpoint: authorizationUrl, token_endpoint: tokenUrl };
  const config = new client.Configuration(server, clientId, clientSecret);
  config.timeout = TIMEOUT_S;
  if (isUnencrypted) client.allowInsecureRequests(config);
  return config;
}

/** The address where an Admin gives consent, and the verifier for exchanging the code (PKCE). */
export async function beginConsent(
  app: OAuthApp,
  { redirectUri, state, address }: { redirectUri: string; state: string; address: string },
): Promise<{ url: string; codeVerifier: string }> {
  const codeVerifier = client.randomPKCECodeVerifier();
  const url = client.buildAuthorizationUrl(configOf(app), {
    redirect_uri: redirectUri,
    scope: app.scope,
    state,
    code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: "S256",
    login_hint: address,
    ...app.parameters,
  });
  return { url: url.href, codeVerifier };
}

export const exchangeCode = (
  app: OAuthApp,
  { redirectUri, query, state, codeVerifier }: Record<"redirectUri" | "query" | "state" | "codeVerifier", string>,
): Promise<OAuthTokens> =>
  requestTokens(app, () =>
    client.authorizationCodeGrant(configOf(app), new URL(`${redirectUri}?${query}`), {
      pkceCodeVerifier: codeVerifier,
      expectedState: state,
    }),
  );

export const refreshTokens = (app: OAuthApp, refreshToken: string): Promise<OAuthTokens> =>
  requestTokens(app, () => client.refreshTokenGrant(configOf(app), refreshToken));

async function requestTokens(app: OAuthApp, grant: () => Promise<client.TokenEndpointResponse>): Promise<OAuthTokens> {
  try {
    const { access_token, refresh_token, expires_in } = await grant();
    return {
      accessToken: access_token,
      refreshToken: refresh_token ?? null,
      expiresInSeconds: expires_in ?? DEFAULT_SECONDS,
    };
  } catch (error) {
    const { error: word, error_description: text, message, cause } = error as Error & Record<string, unknown>;
    const isFinal = REFUSALS.has(String(word));
    const reason = String(text ?? word ?? (cause as Error | undefined)?.message ?? message).slice(0, 300);
    throw new OAuthError(
      isFinal
        ? `${app.label} does not accept the sign-in (${reason}). Connect the mailbox again.`
        : `${app.label} could not be asked for a new token (${reason}).`,
      isFinal,
    );
  }
}
