import { generateKeyPairSync } from "node:crypto";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sendsTo } from "../../test/emails.ts";
import { openMailServer, type TestMailServer } from "../../test/mail-server.ts";
import { openWorld, type World } from "../../test/world.ts";
import { emailOfBounce, emailOfMessageId, tagOf } from "./addresses.ts";
import { openDelivery } from "./delivery.ts";
import { encode } from "./mime.ts";
import { threadSubject } from "./render.ts";

let world: World;
let server: TestMailServer;
beforeAll(async () => {
  world = await openWorld({ PUBLIC_URL: "https://desk.docket.test" });
  server = await openMailServer();
});
afterAll(async () => {
  await server.close();
  await world.close();
});

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

test.each([
  ["new", null],
  ["own", privateKey],
])("an email passes DKIM with a %s key of its mailbox, which signs every important header", async (name, dkim_key) => {
  const created = await world.admin.post("/mailboxes/", {
    name: "Harbour, Support",
    address: `${name}@docket.test`,
    ...sendsTo(server),
    ...(dkim_key && { dkim_key, dkim_selector: "docket1" }),
  });
  const { id } = created.body;
  if (!dkim_key) await world.admin.post(`/mailboxes/${id}/dkim_key/`);
  const { results } = (await world.admin.get(`/mailboxes/${id}/dns/`)).body;
  const record = results.find(({ purpose }: { purpose: string }) => purpose === "dkim");
  const email = (await world.admin.post(`/mailboxes/${id}/test/`, { to: `${name}@elsewhere.test` })).body;
  const delivery = openDelivery(world.app.mail);
  await delivery.deliverDue();
  await delivery.close();
  const [sent] = server.to(`${name}@elsewhere.test`);
  const { results: checks } = await dkimVerify(Buffer.from(sent!.raw, "latin1"), {
    resolver: async (asked: string, type: string) => (asked === record.name && type === "TXT" ? [[record.value]] : []),
  });
  expect(checks).toHaveLength(1);
  expect(checks[0]!.status).toMatchObject({ result: "pass", aligned: "docket.test" });
  const names = checks[0]!.signingHeaders!.keys.toLowerCase().split(/[:\s]+/);
  expect(names).toEqual(
    expect.arrayContaining(["from", "to", "subject", "date", "message-id", "auto-submitted", "content-type"]),
  );
  const parsed = await PostalMime.parse(sent!.raw);
  const header = (key: string) => parsed.headers.find((each) => each.key === key)?.value;
  expect(parsed.from).toMatchObject({ name: "Harbour, Support", address: `${name}@docket.test` });
  expect(header("auto-submitted")).toBe("auto-generated");
  expect(header("x-auto-response-suppress")).toBe("All");
  expect(header("precedence")).toBeUndefined();
  expect(parsed.text).toContain(`can send through ${name}@docket.test`);
  expect(parsed.html).toContain('<html lang="en">');
  expect(emailOfMessageId(world.app.docket.sealing, parsed.messageId!)).toBe(email.id);
  expect(emailOfBounce(world.app.docket.sealing, tagOf(sent!.from)!.token)).toBe(email.id);
  expect((await world.admin.get(`/outgoing-emails/${email.id}/raw/`)).body.raw).toContain("DKIM-Signature:");
});

test("a signature covers each header that an answer or a receiver relies on, and List-Unsubscribe is one line", async () => {
  const link = `https://desk.docket.test/unsubscribe/${"x".repeat(90)}`;
  const raw = await encode({
    envelope: { from: "support+b.x@docket.test", to: "may@reef.test" },
    ...{ messageId: "<3@docket.test>", inReplyTo: "<2@reef.test>", references: ["<1@docket.test>", "<2@reef.test>"] },
    ...{ from: { name: "Harbour", address: "support@docket.test" }, replyTo: "support+t.x@docket.test" },
    ...{ to: [{ name: "May", address: "may@reef.test" }], cc: [{ name: "", address: "eve@reef.test" }] },
    ...{ subject: "Silent", text: "Hello", html: "<p>Hello</p>", files: [], date: new Date() },
    headers: {
      "Auto-Submitted": "auto-generated",
      "List-Unsubscribe": `<${link}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
    dkim: { domain: "docket.test", selector: "s1", key: privateKey },
  });
  const [, names] = /\bh=([\w\s:-]+);/.exec(raw.toString())!;
  const headerNames = names!.toLowerCase().replaceAll(/\s/g, "").split(":");
  const important = ["from", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references"];
  const ofReceivers = ["auto-submitted", "list-unsubscribe", "list-unsubscribe-post", "content-type"];
  expect(headerNames).toEqual(expect.arrayContaining([...important, ...ofReceivers]));
  expect(raw.toString()).toContain(`\r\nList-Unsubscribe: <${link}>\r\n`);
});

test.each([
  ["Zone offline", "Re: Zone offline [T-20261126-0001]"],
  ["Re: AW: RE: Zone offline", "Re: Zone offline [T-20261126-0001]"],
  ["ตอบกลับ: Re[2]: Zone offline [T-20261126-0001]", "Re: Zone offline [T-20261126-0001]"],
  ["Zone\r\nBcc: everyone@x.test\0", "Re: Zone Bcc: everyone@x.test [T-20261126-0001]"],
  ["Region: north", "Re: Region: north [T-20261126-0001]"],
])("the subject %j is encoded as %j", (subject, expected) =>
  expect(threadSubject(subject, "T-20261126-0001")).toBe(expected),
);
