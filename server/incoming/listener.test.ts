import nodemailer from "nodemailer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Inlet, openInlet, source } from "../../test/incoming.ts";
import { openWorld, type World } from "../../test/world.ts";
import { parseMailListen } from "./listen-address.ts";
import { startListener } from "./listener.ts";

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
    listener = await startListener(world.app.intake, { protocol, host: "127.0.0.1", port: 0 });
  });
  afterAll(() => listener.close());

  const send = (raw: string, to = "support@docket.test", from = `${protocol}@harbour.test`) => {
    const transport = nodemailer.createTransport({
      host: "127.0.0.1",
      port: listener.port,
      lmtp: protocol === "lmtp",
      ignoreTLS: true,
    });
    return transport.sendMail({ envelope: { from, to: [to] }, raw }).finally(() => transport.close());
  };

  /** What the listener said to an email; over LMTP it says so of each recipient. */
  const answerTo = async (raw: string, to?: string): Promise<number> =>
    send(raw, to).then(
      ({ rejectedErrors, response }) =>
        (rejectedErrors?.[0] as { responseCode?: number } | undefined)?.responseCode ?? Number(response.slice(0, 3)),
      (error: { responseCode: number }) => error.responseCode,
    );

  test("stores an email before it says so, with its envelope", async () => {
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

  test("refuses addresses that are no mailbox, and relays nothing", async () => {
    const before = (await rows()).length;
    expect(await answerTo(source(), "someone@elsewhere.test")).toBe(550);
    expect(await rows()).toHaveLength(before);
  });

  test("refuses what is too large, whatever size was announced", async () => {
    const before = (await rows()).length;
    world.app.intake.maxEmailBytes = 5_000;
    expect(await answerTo(source({}, "x".repeat(20_000)))).toBe(552);
    world.app.intake.maxEmailBytes = 50 * 1024 * 1024;
    expect(await rows()).toHaveLength(before);
  });

  test("asks to come again while the file store is away", async () => {
    const { storage } = world.app.intake;
    world.app.intake.storage = { ...storage, put: () => Promise.reject(new Error("the disk is gone")) };
    expect(await answerTo(source())).toBe(451);
    world.app.intake.storage = storage;
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
