import { copyFileSync, utimesSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import nodemailer from "nodemailer";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Inlet, openInlet, source } from "../../test/incoming.ts";
import { openWorld, type World } from "../../test/world.ts";
import { parseMailListen } from "./listen-address.ts";
import { startListener } from "./listener.ts";
import { readTls, watchTls } from "./listener-tls.ts";

let world: World;
let inlet: Inlet;
beforeAll(async () => {
  world = await openWorld();
  inlet = await openInlet(world);
});
afterAll(() => world.close());

const rows = async () => (await world.database.pool.query("select * from incoming_emails order by serial")).rows;

describe.each(["smtp", "lmtp"] as const)("the listener by %s", (protocol) => {
  let listener: Awaited<ReturnType<typeof startListener>>;
  beforeAll(async () => {
    listener = await startListener(world.app.intake, { protocol, host: "127.0.0.1", port: 0, tls: null });
  });
  afterAll(() => listener.close());

  /** The listener's reply to what a client sends byte by byte after `DATA`. */
  const dataAnswer = (data: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const lines = [
        `${protocol === "lmtp" ? "LHLO" : "EHLO"} client.test`,
        "MAIL FROM:<a@shore.test>",
        "RCPT TO:<support@docket.test>",
        "DATA",
      ];
      const socket = connect(listener.port, "127.0.0.1");
      let isSent = false;
      socket.setEncoding("latin1").on("data", (text: string) => {
        const code = /^(\d{3}) [^\n]*$/m.exec(text.trimEnd())?.[0];
        if (!code) return;
        if (isSent) {
          socket.destroy();
          return resolve(code.trim());
        }
        const line = lines.shift();
        isSent = line === undefined;
        socket.write(line === undefined ? data : `${line}\r\n`, "latin1");
      });
      socket.once("error", reject);
    });

  const send = (raw: string, to = "support@docket.test", from = `${protocol}@harbour.test`) => {
    const transport = nodemailer.createTransport({
      host: "127.0.0.1",
      port: listener.port,
      lmtp: protocol === "lmtp",
      ignoreTLS: true,
    });
    return transport.sendMail({ envelope: { from, to: [to] }, raw }).finally(() => transport.close());
  };

  /** The listener's reply to an email; over LMTP, one for each recipient. */
  const answerTo = async (raw: string, to?: string): Promise<number> =>
    send(raw, to).then(
      ({ rejectedErrors, response }) =>
        (rejectedErrors?.[0] as { responseCode?: number } | undefined)?.responseCode ?? Number(response.slice(0, 3)),
      (error: { responseCode: number }) => error.responseCode,
    );

  test("stores an email with its envelope before it acknowledges it", async () => {
    const raw = source({ From: `${protocol}@harbour.test` }, ".a line that begins with a dot");
    const { response } = await send(raw, "support+t.abc@docket.test");
    const row = (await rows()).at(-1);
    expect(response).toContain(row.id);
    expect(row).toMatchObject({ state: "received", arrived_by: "smtp", mailbox: inlet.mailbox.id });
    expect(row.envelope).toMatchObject({ from: `${protocol}@harbour.test`, to: ["support+t.abc@docket.test"] });
    expect(row.envelope.ip).toBe(protocol === "smtp" ? "127.0.0.1" : undefined);
    const { body } = await world.admin.get(`/incoming-emails/${row.id}/raw/`);
    expect(body.raw.trimEnd()).toBe(raw.trimEnd());
    await inlet.take();
    expect((await world.admin.get(`/incoming-emails/${row.id}/`)).body.state).not.toBe("received");
  });

  test("refuses addresses without a mailbox, and relays nothing", async () => {
    const before = (await rows()).length;
    expect(await answerTo(source(), "someone@elsewhere.test")).toBe(550);
    expect(await rows()).toHaveLength(before);
  });

  test("refuses emails that are too large, whatever size was announced", async () => {
    const before = (await rows()).length;
    world.app.intake.maxEmailBytes = 5_000;
    expect(await answerTo(source({}, "x".repeat(20_000)))).toBe(552);
    world.app.intake.maxEmailBytes = 50 * 1024 * 1024;
    expect(await rows()).toHaveLength(before);
  });

  test.each([
    ["a bare LF", "Subject: a\r\n\r\none\ntwo\r\n.\r\n"],
    ["a bare CR", "Subject: a\r\n\r\none\rtwo\r\n.\r\n"],
    ["an end that only some servers take for one", "Subject: a\r\n\r\none\n.\r\nMAIL FROM:<b@shore.test>\r\n.\r\n"],
    ["a bare CR at its end", "Subject: a\r\n\r\none\r\r\n.\r\n"],
  ])("refuses an email with %s", async (_, data) => {
    const before = (await rows()).length;
    expect(await dataAnswer(data)).toMatch(/^554 5\.6\.11 /);
    expect(await rows()).toHaveLength(before);
  });

  test("offers no encryption without a certificate", async () => {
    const transport = nodemailer.createTransport({
      ...{ host: "127.0.0.1", port: listener.port, lmtp: protocol === "lmtp", requireTLS: true },
    });
    await expect(transport.verify()).rejects.toThrow(/STARTTLS/i);
    transport.close();
  });

  test("asks the sender to retry while file storage is unavailable", async () => {
    const { storage } = world.app.intake;
    world.app.intake.storage = { ...storage, put: () => Promise.reject(new Error("the disk is gone")) };
    expect(await answerTo(source())).toBe(451);
    world.app.intake.storage = storage;
  });
});

describe("the listener with a certificate", () => {
  const files = join(import.meta.dirname, "../../node_modules/hoodiecrow-imap/cert/server");
  const address = { protocol: "smtp", host: "127.0.0.1", port: 0 } as const;

  test("encrypts by STARTTLS, and accepts emails", async () => {
    const tls = { certificate: `${files}.crt`, key: `${files}.key` };
    const listener = await startListener(world.app.intake, { ...address, tls });
    const transport = nodemailer.createTransport({
      ...{ host: "127.0.0.1", port: listener.port, requireTLS: true },
      tls: { rejectUnauthorized: false },
    });
    const envelope = { from: "tls@shore.test", to: ["support@docket.test"] };
    const { response } = await transport.sendMail({ envelope, raw: source({ From: "tls@shore.test" }) });
    transport.close();
    await listener.close();
    expect(response).toContain((await rows()).at(-1).id);
  });

  test.each([
    [{ certificate: "/nowhere.crt", key: `${files}.key` }, "MAIL_TLS_CERT: /nowhere.crt could not be read (ENOENT)."],
    [{ certificate: `${files}.key`, key: `${files}.key` }, "MAIL_TLS_CERT and MAIL_TLS_KEY do not match"],
  ])("names the file that is wrong among %j", async (tls, message) => {
    await expect(startListener(world.app.intake, { ...address, tls })).rejects.toThrow(message);
  });

  test("uses a renewed certificate, and keeps the old one if the new one is invalid", async () => {
    const tls = { certificate: join(world.folder, "mail.crt"), key: join(world.folder, "mail.key") };
    copyFileSync(`${files}.crt`, tls.certificate);
    copyFileSync(`${files}.key`, tls.key);
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const used: unknown[] = [];
    const stop = watchTls(tls, world.app.docket.log, (read) => used.push(read));
    writeFileSync(tls.certificate, "not a certificate");
    utimesSync(tls.certificate, 1, 2e9);
    vi.runOnlyPendingTimers();
    expect(used).toEqual([]);
    copyFileSync(`${files}.crt`, tls.certificate);
    utimesSync(tls.certificate, 1, 2e9 + 1);
    vi.runOnlyPendingTimers();
    vi.runOnlyPendingTimers();
    stop();
    vi.useRealTimers();
    expect(used).toEqual([readTls(tls)]);
  });
});

describe("MAIL_LISTEN", () => {
  test.each([
    ["smtp://0.0.0.0:2525", { protocol: "smtp", host: "0.0.0.0", port: 2525 }],
    ["lmtp://[::1]:24", { protocol: "lmtp", host: "::1", port: 24 }],
    ["smtp://0.0.0.0", null],
    ["http://0.0.0.0:25", null],
    ["smtp://a:99999", null],
  ])("%s is read as %o", (text, expected) => expect(parseMailListen(text)).toEqual(expected));
});
