import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openImapServer, type TestImap } from "../../test/imap-server.ts";
import { openMailServer, type TestMailServer } from "../../test/mail-server.ts";
import { openWorld, type World } from "../../test/world.ts";
import { ConfigProblem, readConfig } from "../config.ts";
import { openSealing } from "../platform/sealing.ts";
import { runNextCheck } from "./check.ts";
import { applyMailboxSettings, parseImapUrl, parseMailFrom, parseSmtpUrl } from "./environment.ts";
import { readReceiver } from "./receivers.ts";
import { readSender } from "./senders.ts";

const SECRET = "CANARY-7f0b-the-password";

let world: World;
let server: TestMailServer;
beforeAll(async () => {
  world = await openWorld({ PUBLIC_URL: "https://desk.docket.test" });
  server = await openMailServer({ user: { name: "support", password: SECRET } });
});
afterAll(async () => {
  await server.close();
  await world.close();
});

let n = 0;
const nextAddress = () => {
  n += 1;
  return `support-${n}@docket.test`;
};
const fields = (more: Record<string, unknown> = {}) => ({
  name: "Support",
  address: nextAddress(),
  smtp_host: "127.0.0.1",
  smtp_port: server.port,
  smtp_security: "none",
  smtp_username: "support",
  smtp_password: SECRET,
  imap_password: SECRET,
  ...more,
});
const create = async (more: Record<string, unknown> = {}) => (await world.admin.post("/mailboxes/", fields(more))).body;

describe("a mailbox", () => {
  test("never shows its password: not in a response, event, log or table", async () => {
    const created = await world.admin.post("/mailboxes/", fields());
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ has_smtp_password: true, has_dkim_key: false, state: "disabled" });
    const { id } = created.body;
    const answers = [
      created,
      await world.admin.get("/mailboxes/"),
      await world.admin.get(`/mailboxes/${id}/`),
      await world.admin.patch(`/mailboxes/${id}/`, { name: "Help" }),
      await world.admin.post(`/mailboxes/${id}/dkim_key/`),
      await world.admin.get(`/mailboxes/${id}/dns/`),
    ];
    expect(JSON.stringify(answers.map(({ body }) => body))).not.toContain(SECRET);
    const { rows } = await world.database.pool.query(
      "select (select json_agg(m)::text from mailboxes m) || (select json_agg(e)::text from events e) as all",
    );
    expect(rows[0].all).not.toContain(SECRET);
    expect(rows[0].all).not.toContain(Buffer.from(SECRET).toString("hex"));
    expect((await readSender(world.app.docket, id))!.smtp.password).toBe(SECRET);
    await world.admin.patch(`/mailboxes/${id}/`, { imap_host: "imap.docket.test" });
    expect((await readReceiver(world.app.docket, id))!.imap.password).toBe(SECRET);
  });

  test("keeps its password when other fields change, and deletes it for null", async () => {
    const { id } = await create();
    await world.admin.patch(`/mailboxes/${id}/`, { name: "Help" });
    await world.admin.put(`/mailboxes/${id}/`, { name: "Desk", address: "desk@docket.test" });
    expect((await world.admin.get(`/mailboxes/${id}/`)).body).toMatchObject({ name: "Desk", has_smtp_password: true });
    const { body } = await world.admin.patch(`/mailboxes/${id}/`, { smtp_password: null });
    expect(body.has_smtp_password).toBe(false);
  });

  test("asks for the password if SECRET_KEY has changed", async () => {
    const { id } = await create();
    const sealing = openSealing("another key of more than thirty-two characters");
    await expect(readSender({ ...world.app.docket, sealing }, id)).rejects.toThrow(
      "The password cannot be read because SECRET_KEY has changed.",
    );
  });

  test("cannot use another mailbox's secret", async () => {
    const [a, b] = [await create(), await create()];
    await world.database.pool.query(
      "update mailboxes set smtp_password = (select smtp_password from mailboxes where id = $1) where id = $2",
      [a.id, b.id],
    );
    await expect(readSender(world.app.docket, b.id)).rejects.toThrow();
  });

  test.each([
    [{ address: "nobody" }, { address: ["Enter a valid email address."] }],
    [{ smtp_host: "", is_enabled: true }, { smtp_host: ["A mailbox needs a server before it can be enabled."] }],
    [{ smtp_host: "smtp:587 x" }, { smtp_host: ["Enter a host name or an IP address, without a port."] }],
    [{ dkim_key: "none" }, { dkim_key: ["This is not a private RSA key in PEM format."] }],
    [{ dkim_selector: "a b" }, { dkim_selector: ["A selector can contain only letters, digits and hyphens."] }],
    [{ imap_host: "imap:993 x" }, { imap_host: ["Enter a host name or an IP address, without a port."] }],
    [{ imap_host: "x.test", imap_folder: "" }, { imap_folder: ["This field may not be blank."] }],
    [{ imap_folder: "a\u0001b" }, { imap_folder: ["A folder name cannot contain control characters."] }],
    [{ imap_host: "x.test", imap_after: "move" }, { imap_move_to: ["Enter the folder that emails are moved to."] }],
    [
      { imap_host: "x.test", imap_after: "move", imap_move_to: "INBOX" },
      { imap_move_to: ["Choose another folder than the one that is read."] },
    ],
    [{ smtp_port: 0 }, { smtp_port: ["Ensure this value is greater than or equal to 1."] }],
  ])("is refused with %j", async (wrong, errors) => {
    const { status, body } = await world.admin.post("/mailboxes/", fields(wrong));
    expect([status, body]).toEqual([400, errors]);
  });

  test("has an address that no other mailbox has, in any case", async () => {
    const { address } = await create();
    const { status, body } = await world.admin.post("/mailboxes/", fields({ address: address.toUpperCase() }));
    expect([status, body]).toEqual([400, { address: ["Another mailbox has this address."] }]);
  });

  test("is the only default; the first enabled one becomes it", async () => {
    const [a, b] = [await create({ is_enabled: true }), await create({ is_enabled: true })];
    expect([a.is_default, b.is_default]).toEqual([true, false]);
    await world.admin.patch(`/mailboxes/${b.id}/`, { is_default: true });
    const { results } = (await world.admin.get("/mailboxes/?page_size=100")).body;
    expect(results.filter(({ is_default }: { is_default: boolean }) => is_default)).toEqual([
      expect.objectContaining({ id: b.id }),
    ]);
    const refused = await world.admin.patch(`/mailboxes/${b.id}/`, { is_default: false });
    expect(refused.body).toEqual({ is_default: ["Make another mailbox the default instead."] });
  });

  test("cannot be enabled without PUBLIC_URL", async () => {
    const other = await openWorld();
    const answer = await other.admin.post("/mailboxes/", fields({ is_enabled: true }));
    expect(answer.body).toEqual({ is_enabled: ["Set PUBLIC_URL first: emails contain links to this server."] });
    await other.close();
  });
});

describe("the check of a mailbox", () => {
  const check = async (id: string, records: Record<string, string[]> = {}) => {
    world.app.mail.resolver = {
      addresses: async (host) => {
        if (host === "missing.docket.test") throw new Error("getaddrinfo ENOTFOUND missing.docket.test");
        return ["127.0.0.1"];
      },
      texts: async (name) => records[name] ?? [],
      mailServers: async (domain) => records[`mx ${domain}`] ?? [],
    };
    expect((await world.admin.post(`/mailboxes/${id}/check/`)).body).toMatchObject({ state: "waiting", steps: [] });
    while (await runNextCheck(world.app.mail));
    const { body } = await world.admin.get(`/mailboxes/${id}/check/`);
    expect(body.state).toBe("done");
    return body.steps as { step: string; result: string; detail: string }[];
  };
  const results = (steps: { step: string; result: string }[]) =>
    Object.fromEntries(steps.map(({ step, result }) => [step, result]));

  test("goes as far as a test email that the server accepts", async () => {
    const { id, address } = await create();
    await world.admin.post(`/mailboxes/${id}/dkim_key/`);
    const { results: needed } = (await world.admin.get(`/mailboxes/${id}/dns/`)).body;
    const published = Object.fromEntries(
      needed.map(({ name, value }: { name: string; value: string }) => [name, [value]]),
    );
    const steps = await check(id, { ...published, "mx docket.test": ["mx.docket.test"] });
    expect(results(steps)).toEqual({
      settings: "ok",
      dns: "ok",
      tcp: "ok",
      tls: "warning",
      login: "ok",
      roundtrip: "ok",
      mx: "ok",
      spf: "ok",
      dkim: "ok",
      dmarc: "ok",
    });
    expect(server.to(address)).toHaveLength(1);
    expect(server.to(address)[0]!.raw).toContain("Auto-Submitted: auto-generated");
  });

  test.each([
    ["a wrong password", { smtp_password: "wrong" }, "login", "refused to sign in support"],
    ["a host that does not exist", { smtp_host: "missing.docket.test" }, "dns", "could not be looked up"],
    ["a port where nothing listens", { smtp_port: 9 }, "tcp", "No connection to 127.0.0.1, port 9"],
    ["a server without STARTTLS", { smtp_security: "starttls" }, "tls", "could not be encrypted"],
  ])("names the step that fails with %s", async (_, wrong, step, detail) => {
    const { id } = await create(wrong);
    const steps = await check(id);
    const failed = steps.filter(({ result }) => result === "failed");
    expect(failed).toEqual([expect.objectContaining({ step, detail: expect.stringContaining(detail) })]);
    expect(steps.find(({ step }) => step === "roundtrip")!.result).toBe("skipped");
    expect(JSON.stringify(steps)).not.toContain(SECRET);
  });

  describe("the check of a mailbox that is read by IMAP", () => {
    let imap: TestImap;
    beforeAll(async () => {
      imap = await openImapServer();
      imap.deliver("Subject: a\r\n\r\nb\r\n");
    });
    afterAll(() => imap.close());
    const receiving = () => ({
      imap_host: "127.0.0.1",
      imap_port: imap.port,
      imap_security: "none",
      imap_username: "testuser",
      imap_password: "testpass",
    });

    test("goes as far as its folders", async () => {
      const { id } = await create({ ...receiving(), imap_after: "move", imap_move_to: "Elsewhere" });
      const steps = (await check(id)).filter(({ step }) => step.startsWith("imap_"));
      expect(results(steps)).toEqual({
        imap_dns: "ok",
        imap_tcp: "ok",
        imap_tls: "warning",
        imap_login: "ok",
        imap_folder: "warning",
      });
      expect(steps.at(-1)!.detail).toBe("The folder INBOX holds 1 email. The folder Elsewhere does not exist yet.");
    });

    test.each([
      [{ imap_host: "missing.docket.test" }, "imap_dns", "could not be looked up"],
      [{ imap_port: 9 }, "imap_tcp", "No connection to 127.0.0.1, port 9"],
      [{ imap_security: "starttls" }, "imap_tls", "could not be encrypted"],
      [{ imap_security: "tls" }, "imap_tls", "could not be encrypted"],
      [{ imap_password: "wrong" }, "imap_login", "refused to sign in testuser"],
      [{ imap_folder: "Nowhere" }, "imap_folder", "did not open the folder Nowhere"],
    ])("names the step that fails with %j", async (wrong, step, detail) => {
      const { id } = await create({ ...receiving(), ...wrong });
      const failed = (await check(id)).filter(({ result }) => result === "failed");
      expect(failed).toEqual([expect.objectContaining({ step, detail: expect.stringContaining(detail) })]);
    });
  });

  test.each([
    ["no records", {}, { mx: "warning", spf: "warning", dkim: "failed", dmarc: "warning" }],
    ["two SPF records", { "docket.test": ["v=spf1 mx ~all", "v=spf1 -all"] }, { spf: "failed" }],
    ["an SPF record for everyone", { "docket.test": ["v=spf1 +all"] }, { spf: "warning" }],
    ["a domain that takes no email", { "mx docket.test": ["."] }, { mx: "warning" }],
    ["a policy", { "_dmarc.docket.test": ["v=DMARC1; p=reject"] }, { dmarc: "ok" }],
  ])("reads %s", async (_, records, expected) => {
    const { id } = await create();
    await world.admin.post(`/mailboxes/${id}/dkim_key/`);
    expect(results(await check(id, records))).toMatchObject(expected);
  });

  test("distinguishes its own DKIM key from another", async () => {
    const { id } = await create();
    const { body } = await world.admin.post(`/mailboxes/${id}/dkim_key/`);
    const name = `${body.dkim_selector}._domainkey.docket.test`;
    const steps = await check(id, { [name]: ["v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQ"] });
    expect(steps.find(({ step }) => step === "dkim")).toMatchObject({
      result: "failed",
      detail: expect.stringContaining("is another one"),
    });
  });
});

describe("the mailbox of the environment", () => {
  test.each([
    ["smtp://smtp.x.test", { host: "smtp.x.test", port: 587, security: "starttls", username: "", password: null }],
    ["smtps://a%40b:p%3Aw@x.test", { host: "x.test", port: 465, security: "tls", username: "a@b", password: "p:w" }],
    ["smtp://127.0.0.1:1025?security=none", { host: "127.0.0.1", port: 1025, security: "none" }],
    ["smtps://x.test?security=none", null],
    ["http://x.test", null],
    ["smtp://x.test?security=maybe", null],
  ])("reads %s", (text, expected) => {
    if (expected) expect(parseSmtpUrl(text)).toMatchObject(expected);
    else expect(parseSmtpUrl(text)).toBeNull();
  });

  test.each([
    [
      "imaps://a%40b:p@x.test",
      { host: "x.test", port: 993, security: "tls", username: "a@b", folder: "INBOX", start: "now" },
    ],
    [
      "imap://a:p@x.test/A%2FB?move=C&start=everything",
      { port: 143, security: "starttls", folder: "A/B", moveTo: "C" },
    ],
    ["imap://a:p@127.0.0.1:1143?security=none", { port: 1143, security: "none", moveTo: "" }],
    ["imaps://x.test", null],
    ["imaps://a@x.test?start=yesterday", null],
    ["smtps://a@x.test", null],
  ])("reads %s as a folder", (text, expected) => {
    if (expected) expect(parseImapUrl(text)).toMatchObject(expected);
    else expect(parseImapUrl(text)).toBeNull();
  });

  test.each([
    ["Harbour Support <help@x.test>", { name: "Harbour Support", address: "help@x.test" }],
    ['"Support, Harbour" <help@x.test>', { name: "Support, Harbour", address: "help@x.test" }],
    ["help@x.test", { name: "help", address: "help@x.test" }],
    ["nobody", null],
    ["a <b> <c@d.test>", null],
  ])("reads %s as a sender", (text, expected) => expect(parseMailFrom(text)).toEqual(expected));

  test("needs both settings and PUBLIC_URL, and reports missing ones without the password", () => {
    const read = (env: Record<string, string>) => {
      try {
        return readConfig(env).mailbox;
      } catch (error) {
        if (!(error instanceof ConfigProblem)) throw error;
        return error.message;
      }
    };
    expect(read({})).toBeNull();
    expect(read({ MAIL_FROM: "a@b.test", PUBLIC_URL: "https://x.test" })).toContain("must be set both");
    const message = read({ SMTP_URL: `smtp://a:${SECRET}@x.test`, MAIL_FROM: "a@b.test" });
    expect(message).toContain("PUBLIC_URL must be set");
    expect(read({ IMAP_URL: "imaps://a:b@x.test" })).toContain("IMAP_URL needs SMTP_URL and MAIL_FROM");
    expect(message).not.toContain(SECRET);
  });

  test("follows the settings at each start, and is off without them", async () => {
    const start = async (env: Record<string, string>) => {
      const config = readConfig({ PUBLIC_URL: "https://desk.docket.test", ...env });
      await applyMailboxSettings(world.app.docket.db, world.app.docket.sealing, config.mailbox);
      const { results } = (await world.admin.get("/mailboxes/?page_size=100")).body;
      return results.find(({ address }: { address: string }) => address === "env@docket.test");
    };
    const set = { SMTP_URL: `smtp://u:${SECRET}@127.0.0.1:2525?security=none`, MAIL_FROM: "Env <env@docket.test>" };
    const first = await start(set);
    expect(first).toMatchObject({ name: "Env", origin: "environment", is_enabled: true, smtp_port: 2525 });
    expect((await start({ ...set, SMTP_URL: "smtp://127.0.0.1:2526?security=none" })).smtp_port).toBe(2526);
    const read = await start({ ...set, IMAP_URL: `imaps://u:${SECRET}@imap.docket.test/?move=Done` });
    expect(read).toMatchObject({ imap_host: "imap.docket.test", imap_after: "move", imap_origin: "environment" });
    const fixed = await world.admin.patch(`/mailboxes/${first.id}/`, { imap_port: 1 });
    expect([fixed.status, fixed.body]).toEqual([400, { imap_port: ["IMAP_URL sets this field."] }]);
    expect(await start(set)).toMatchObject({ imap_host: "", has_imap_password: false, imap_origin: "api" });
    const refused = await world.admin.patch(`/mailboxes/${first.id}/`, { smtp_port: 25, name: "Desk" });
    expect([refused.status, refused.body]).toEqual([400, { smtp_port: ["SMTP_URL sets this field."] }]);
    expect((await world.admin.remove(`/mailboxes/${first.id}/`)).status).toBe(409);
    expect(await start({})).toMatchObject({ origin: "api", is_enabled: false });
    expect((await world.admin.remove(`/mailboxes/${first.id}/`)).status).toBe(204);
  });

  test("keeps the beginning of an outage when the server starts again, until its settings change", async () => {
    const start = async (smtp: string) => {
      const { mailbox } = readConfig({
        PUBLIC_URL: "https://desk.docket.test",
        MAIL_FROM: "Env <env@docket.test>",
        SMTP_URL: smtp,
      });
      await applyMailboxSettings(world.app.docket.db, world.app.docket.sealing, mailbox);
      const { results } = (await world.admin.get("/mailboxes/?page_size=100")).body;
      return results.find(({ address }: { address: string }) => address === "env@docket.test");
    };
    const url = `smtp://u:${SECRET}@127.0.0.1:2525?security=none`;
    const { id } = await start(url);
    const since = "2026-11-27T10:00:00Z";
    const breakDown = () =>
      world.database.pool.query(
        `update mailboxes set failures = 7, failing_since = $2, last_error = 'connect ECONNREFUSED',
           retry_at = now() + interval '9 minutes' where id = $1`,
        [id, since],
      );
    await breakDown();
    // it is tried at once, with one email
    expect(await start(url)).toMatchObject({
      state: "failing",
      failing_since: since,
      last_error: "connect ECONNREFUSED",
      retry_at: null,
    });
    for (const other of [url.replace("2525", "2526"), url.replace(SECRET, "other")]) {
      await start(url);
      await breakDown();
      expect(await start(other)).toMatchObject({ state: "ok", failing_since: null, last_error: null });
    }
    await applyMailboxSettings(world.app.docket.db, world.app.docket.sealing, null);
    await world.admin.remove(`/mailboxes/${id}/`);
  });
});
