import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openEmailWorker } from "../../test/emails.ts";
import { openImapServer, type TestImap } from "../../test/imap-server.ts";
import { source } from "../../test/incoming.ts";
import { openMailServer, type TestMailServer } from "../../test/mail-server.ts";
import { type OAuthServer, openOAuthServer } from "../../test/oauth-server.ts";
import { openWorld, type World } from "../../test/world.ts";
import { readFoldersOnce } from "../incoming/imap.ts";
import { runNextCheck } from "./check.ts";
import { accessTokenOf } from "./grants.ts";
import { oauthApps } from "./oauth-apps.ts";

const PUBLIC_URL = "https://desk.docket.test";

let world: World;
let provider: OAuthServer;
let smtp: TestMailServer;
let imap: TestImap;
beforeAll(async () => {
  world = await openWorld({ PUBLIC_URL });
  provider = await openOAuthServer(`${PUBLIC_URL}/settings/email`);
  smtp = await openMailServer({ acceptsToken: (token) => provider.tokens().at(-1) === token });
  imap = await openImapServer();
  world.app.mail.oauthApps.google = {
    ...provider.app,
    smtp: { host: "127.0.0.1", port: smtp.port, security: "none" as "tls" },
    imap: { host: "127.0.0.1", port: imap.port, security: "none" as "tls" },
  };
});
afterAll(async () => {
  await imap.close();
  await smtp.close();
  await provider.close();
  await world.close();
});
afterEach(() => run("delete from mailboxes"));

const run = async (text: string, values: unknown[] = []) => (await world.database.pool.query(text, values)).rows;
const create = async () =>
  (
    await world.admin.post("/mailboxes/", {
      ...{ name: "Support", address: "support@docket.test", is_enabled: true, smtp_host: "smtp.docket.test" },
      ...{ smtp_username: "testuser", imap_username: "testuser" },
    })
  ).body.id as string;
const authorize = (id: string) => world.admin.post(`/mailboxes/${id}/authorize/`, { provider: "google" });
const connect = async (): Promise<string> => {
  const id = await create();
  const { body } = await authorize(id);
  const connected = await world.admin.post("/mailboxes/connect/", { search: await provider.consent(body.url) });
  if (connected.status !== 200) throw new Error(JSON.stringify(connected.body));
  expect(connected.body).toMatchObject({ id, sign_in: "google", smtp_port: smtp.port, imap_port: imap.port });
  imap.setToken(provider.tokens().at(-1)!);
  return id;
};
const expire = () => run("update mailbox_grants set expires_at = now()");
const show = async (id: string) => (await world.admin.get(`/mailboxes/${id}/`)).body;

describe("a mailbox connected by OAuth", () => {
  test("sends and fetches emails with the granted token, and never shows it", async () => {
    const id = await connect();
    const worker = await openEmailWorker(world);
    await world.admin.post(`/mailboxes/${id}/test/`, { to: "someone@shore.test" });
    await worker.deliver();
    expect(smtp.to("someone@shore.test")).toHaveLength(1);
    await readFoldersOnce(world.app.intake);
    imap.deliver(source({ From: "by-token@shore.test" }));
    await readFoldersOnce(world.app.intake);
    expect(await run("select 1 from incoming_emails where mailbox = $1", [id])).toHaveLength(1);
    expect(await show(id)).toMatchObject({ state: "ok" });
    await world.admin.post(`/mailboxes/${id}/check/`);
    await runNextCheck(world.app.mail);
    const { steps } = (await world.admin.get(`/mailboxes/${id}/check/`)).body;
    const result = (step: string) => steps.find((each: { step: string }) => each.step === step).result;
    expect([result("login"), result("imap_login")]).toEqual(["ok", "ok"]);
    const [{ all }] = await run(
      "select (select json_agg(g)::text from mailbox_grants g) || (select json_agg(m)::text from mailboxes m) || (select json_agg(e)::text from events e) as all",
    );
    for (const token of provider.tokens())
      expect(all.includes(token) || all.includes(Buffer.from(token).toString("hex"))).toBe(false);
  });

  test("renews its token in time, from one server, however many need it", async () => {
    const id = await connect();
    await expire();
    const before = provider.refreshes();
    const tokens = await Promise.all(Array.from({ length: 5 }, () => accessTokenOf(world.app.mail, id)));
    expect(provider.refreshes()).toBe(before + 1);
    expect(new Set(tokens)).toEqual(new Set([provider.tokens().at(-1)]));
    expect(await accessTokenOf(world.app.mail, id)).toBe(tokens[0]);
    // a server that crashed while refreshing does not block others forever
    await run("update mailbox_grants set expires_at = now(), refreshing_until = now() - interval '1 second'");
    expect(await accessTokenOf(world.app.mail, id)).not.toBe(tokens[0]);
  });

  test("requests a new token if a server refuses the old one", async () => {
    const id = await connect();
    imap.setToken("another");
    await readFoldersOnce(world.app.intake);
    expect(await show(id)).toMatchObject({
      state: "failing",
      last_error: expect.stringContaining("refused to sign in"),
    });
    const before = provider.refreshes();
    await accessTokenOf(world.app.mail, id);
    expect(provider.refreshes()).toBe(before + 1);
  });

  test("keeps its provider's servers, so that no one else gets the token", async () => {
    const id = await connect();
    const refused = await world.admin.patch(`/mailboxes/${id}/`, {
      smtp_host: "evil.test",
      imap_port: 1,
      name: "Desk",
    });
    expect([refused.status, Object.keys(refused.body)]).toEqual([400, ["smtp_host", "imap_port"]]);
    expect((await world.admin.patch(`/mailboxes/${id}/`, { imap_host: "", name: "Desk" })).status).toBe(200);
  });

  test("uses its password again after it is disconnected", async () => {
    const id = await connect();
    const { body } = await world.admin.post(`/mailboxes/${id}/disconnect/`);
    expect(body.sign_in).toBe("password");
    expect(await run("select 1 from mailbox_grants")).toEqual([]);
  });

  test("fails with the provider's message when the grant is revoked, and works again after reconnecting", async () => {
    const other = await openOAuthServer(`${PUBLIC_URL}/settings/email`);
    const usual = world.app.mail.oauthApps.google!;
    world.app.mail.oauthApps.google = { ...other.app, smtp: usual.smtp, imap: usual.imap };
    const id = await create();
    const consent = await authorize(id);
    await world.admin.post("/mailboxes/connect/", { search: await other.consent(consent.body.url) });
    other.revoke();
    await expire();
    await readFoldersOnce(world.app.intake);
    await world.admin.post(`/mailboxes/${id}/test/`, { to: "late@shore.test" });
    const worker = await openEmailWorker(world);
    await worker.deliver();
    const words = "The provider does not accept the sign-in (grant request is invalid). Connect the mailbox again.";
    expect(await show(id)).toMatchObject({ state: "failing", last_error: words });
    expect((await run("select state from outgoing_emails where address = 'late@shore.test'"))[0].state).toBe(
      "deferred",
    );
    world.app.mail.oauthApps.google = usual;
    await other.close();
    const again = await authorize(id);
    await world.admin.post("/mailboxes/connect/", { search: await provider.consent(again.body.url) });
    imap.setToken(provider.tokens().at(-1)!);
    await readFoldersOnce(world.app.intake);
    expect(await show(id)).toMatchObject({ state: "ok", last_error: null });
  });
});

describe("a consent", () => {
  test("is completed once, by the Admin who began it, within ten minutes", async () => {
    const id = await create();
    const search = async () => provider.consent((await authorize(id)).body.url);
    const complete = async (query: string, who = world.admin) =>
      (await who.post("/mailboxes/connect/", { search: query })).status;
    const first = await search();
    const { body: user } = await world.admin.post("/users/", {
      ...{ username: "ada", password: "correct horse battery", role: "Admin", email: "ada@docket.test" },
    });
    expect(user.username).toBe("ada");
    expect(await complete(first, await world.login("ada"))).toBe(409);
    expect(await complete(first)).toBe(200);
    expect(await complete(first)).toBe(409);
    const late = await search();
    await run("update mailbox_authorizations set created_at = now() - interval '11 minutes'");
    expect(await complete(late)).toBe(409);
    expect(await complete("code=x&state=never")).toBe(409);
    const forged = await search();
    expect(await complete(forged.replace(/code=[^&]*/, "code=forged"))).toBe(409);
    const refused = new URL((await authorize(id)).body.url).searchParams.get("state");
    const denied = await world.admin.post("/mailboxes/connect/", { search: `error=access_denied&state=${refused}` });
    expect([denied.status, denied.body.detail]).toEqual([409, expect.stringContaining("access_denied")]);
  });

  test("needs its provider's settings, and names the missing ones", async () => {
    const id = await create();
    const { status, body } = await world.admin.post(`/mailboxes/${id}/authorize/`, { provider: "microsoft" });
    expect([status, body.detail]).toEqual([
      409,
      "Set MAIL_MICROSOFT_CLIENT_ID and MAIL_MICROSOFT_CLIENT_SECRET first, and restart the server.",
    ]);
  });

  test.each([
    ["google", "https://accounts.google.com/o/oauth2/v2/auth", "https://mail.google.com/"],
    ["microsoft", "https://login.microsoftonline.com/docket.test/oauth2/v2.0/authorize", "SMTP.Send offline_access"],
  ] as const)("at %s asks for mail and a lasting grant, with PKCE", async (name, address, scope) => {
    const credentials = { clientId: "docket", clientSecret: "secret" };
    const apps = oauthApps({ google: credentials, microsoft: { ...credentials, tenant: "docket.test" } });
    const usual = world.app.mail.oauthApps[name];
    world.app.mail.oauthApps[name] = apps[name]!;
    const { body } = await world.admin.post(`/mailboxes/${await create()}/authorize/`, { provider: name });
    if (usual) world.app.mail.oauthApps[name] = usual;
    else delete world.app.mail.oauthApps[name];
    expect(body.url.startsWith(`${address}?`)).toBe(true);
    const { searchParams } = new URL(body.url);
    expect(searchParams.get("scope")).toContain(scope);
    expect(searchParams.get("redirect_uri")).toBe(`${PUBLIC_URL}/settings/email`);
    expect(searchParams.get("code_challenge_method")).toBe("S256");
    expect(body.url).not.toContain("secret");
  });
});
