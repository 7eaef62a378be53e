import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";
import type { OAuthApp } from "../server/mailboxes/oauth.ts";

/** An authorization server on loopback. Every user consents immediately. */
export interface OAuthServer {
  app: OAuthApp;
  /** Follows the redirects of an Admin's browser through the consent. Returns the query that it comes back with. */
  consent(url: string): Promise<string>;
  /** The number of refreshes, and the issued tokens, the newest last. */
  refreshes(): number;
  tokens(): readonly string[];
  /** From now on, every refresh is refused. */
  revoke(): void;
  close(): Promise<void>;
}

const CLIENT = { clientId: "docket", clientSecret: "a secret of the tests" };

const settingsFor = (redirectUri: string) => ({
  clients: [
    {
      ...{ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret, redirect_uris: [redirectUri] },
      ...{ grant_types: ["authorization_code", "refresh_token"], token_endpoint_auth_method: "client_secret_post" },
    },
  ],
  scopes: ["mail", "offline_access"],
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
  findAccount: (_ctx: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
  issueRefreshToken: () => true,
  cookies: { keys: ["a key of the tests"] },
  ttl: { AccessToken: 3_600, Grant: 3_600, Interaction: 3_600, RefreshToken: 3_600, Session: 3_600 },
});

export async function openOAuthServer(redirectUri: string): Promise<OAuthServer> {
  const http = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, settingsFor(redirectUri));
  const accessTokens: string[] = [];
  let [refreshes, isRevoked] = [0, false];
  const callback = provider.callback();

  async function answer(...[request, response]: Parameters<typeof callback>): Promise<void> {
    if (isRevoked && request.url === "/token") {
      request.resume();
      response.writeHead(400, { "content-type": "application/json" });
      return void response.end('{"error":"invalid_grant","error_description":"grant request is invalid"}');
    }
    if (!request.url?.startsWith("/interaction/")) return callback(request, response);
    const { prompt, params } = await provider.interactionDetails(request, response);
    if (prompt.name === "login")
      return provider.interactionFinished(request, response, { login: { accountId: "support" } });
    const grant = new provider.Grant({ accountId: "support", clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
  }
  provider.on(
    "grant.success",
    ({ body, oidc }: { body: { access_token: string }; oidc: { params: { grant_type: string } } }) => {
      accessTokens.push(body.access_token);
      if (oidc.params.grant_type === "refresh_token") refreshes += 1;
    },
  );
  return {
    app: {
      ...{ label: "The provider", issuer, authorizationUrl: `${issuer}/auth`, tokenUrl: `${issuer}/token` },
      ...CLIENT,
      scope: "openid offline_access mail",
      parameters: { prompt: "consent" },
      smtp: { host: "127.0.0.1", port: 1, security: "starttls" },
      imap: { host: "127.0.0.1", port: 1, security: "tls" },
      isUnencrypted: true,
    },
    consent: (url) => followRedirects(url, redirectUri),
    refreshes: () => refreshes,
    tokens: () => accessTokens,
    revoke: () => {
      isRevoked = true;
    },
    close: () => new Promise((resolve) => http.close(() => resolve())),
  };
}

/** Follows redirects with cookies as a browser does, until one leads back to Docket. */
async function followRedirects(start: string, redirectUri: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = start;
  for (let hops = 0; hops < 10; hops += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { redirect: "manual", headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value) cookies.set(name!, value);
      else cookies.delete(name!);
    }
    const location = response.headers.get("location");
    if (!location) throw new Error(`${response.status} ${await response.text()}`);
    url = new URL(location, url).href;
    if (url.startsWith(redirectUri)) return new URL(url).search.slice(1);
  }
  throw new Error("too many redirects");
}
