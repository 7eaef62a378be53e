import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FORGED_IP, type Inlet, openInlet, type Post, source } from "../../test/incoming.ts";
import { openWorld, type World } from "../../test/world.ts";

let world: World;
let inlet: Inlet;
beforeAll(async () => {
  world = await openWorld();
  inlet = await openInlet(world);
});
afterAll(() => world.close());

let n = 0;
const someone = () => {
  n += 1;
  return `writer-${n}@harbour.test`;
};

interface Case {
  rule: string;
  headers?: Record<string, string | null>;
  body?: string;
  raw?: Buffer;
  post?: Post;
  /** The email in the API. */
  email?: object;
  /** The ticket in the API. */
  ticket?: object;
  /** The names of its files. */
  files?: string[];
}

const multipart = (type: string, ...parts: string[]) => ({
  headers: { "MIME-Version": "1.0", "Content-Type": `multipart/${type}; boundary="cut"` },
  body: `${parts.map((part) => `--cut\r\n${part}\r\n`).join("")}--cut--`,
});
const html = (body: string) => ({ headers: { "Content-Type": "text/html; charset=utf-8" }, body });
const encoded = (charset: string, bytes: number[], transfer = "8bit") => ({
  raw: Buffer.concat([
    Buffer.from(
      source(
        { From: someone(), "Content-Type": `text/plain; charset=${charset}`, "Content-Transfer-Encoding": transfer },
        "",
      ),
    ),
    Buffer.from(bytes),
  ]),
});
const picture = "iVBORw0KGgo=";
const part = (headers: string, body: string) => `${headers}\r\n\r\n${body}`;

// one email for each rule
const CASES: Case[] = [
  {
    rule: "a subject in an encoded word is decoded",
    headers: { Subject: "=?utf-8?B?4LmC4LiL4LiZ?=" },
    ticket: { subject: "โซน" },
  },
  {
    rule: "a subject in two encoded words is one",
    headers: { Subject: "=?utf-8?Q?Zone_?= =?utf-8?Q?off?=" },
    ticket: { subject: "Zone off" },
  },
  { rule: "no subject", headers: { Subject: null }, ticket: { subject: "(no subject)" } },
  { rule: "an endless subject is cut", headers: { Subject: "x".repeat(900) }, ticket: { subject: "x".repeat(200) } },
  {
    rule: "a subject with a line break has none",
    headers: { Subject: "Zone\r\n offline" },
    ticket: { subject: "Zone offline" },
  },
  { rule: "an empty body", body: "", ticket: { description: "(no text)" } },
  { rule: "NUL bytes are left out", body: "a\0b", ticket: { description: "ab" } },
  {
    rule: "text that looks like HTML stays text",
    body: "1 <b>2</b>",
    ticket: { description: "<p>1 &lt;b&gt;2&lt;/b&gt;</p>" },
  },
  { rule: "Thai in tis-620", ...encoded("tis-620", [0xe2, 0xab, 0xb9]), ticket: { description: "โซน" } },
  { rule: "Thai in windows-874", ...encoded("windows-874", [0xe2, 0xab, 0xb9]), ticket: { description: "โซน" } },
  { rule: "Thai in cp874", ...encoded("cp874", [0xe2, 0xab, 0xb9]), ticket: { description: "โซน" } },
  {
    rule: "Japanese in iso-2022-jp",
    ...encoded("iso-2022-jp", [0x1b, 0x24, 0x42, 0x46, 0x7c, 0x1b, 0x28, 0x42]),
    ticket: { description: "日" },
  },
  { rule: "Japanese in x-sjis", ...encoded("x-sjis", [0x93, 0xfa]), ticket: { description: "日" } },
  { rule: "Chinese in gb2312", ...encoded("gb2312", [0xc8, 0xd5]), ticket: { description: "日" } },
  {
    rule: "Latin in a charset that nobody knows",
    ...encoded("x-unheard-of", [0x63, 0x61, 0x66, 0xc3, 0xa9]),
    ticket: { description: "café" },
  },
  {
    rule: "a charset that is a bare number",
    ...encoded("1252", [0x63, 0x61, 0x66, 0xe9]),
    ticket: { description: "café" },
  },
  {
    rule: "utf-8 with a wrong label us-ascii",
    ...encoded("us-ascii", [0x63, 0x61, 0x66, 0xc3, 0xa9]),
    ticket: { description: "café" },
  },
  {
    rule: "UTF-7",
    ...encoded("utf-7", [...Buffer.from("Hi +Jjo-, 1 +- 1 is 2, A+ImIDkQ.")]),
    ticket: { description: "Hi ☺, 1 + 1 is 2, A≢Α." },
  },
  {
    rule: "UTF-32",
    ...encoded("utf-32", [...Buffer.from("//4AAEgAAABpAAAAIAAAADomAAA=")], "base64"),
    ticket: { description: "Hi ☺" },
  },
  {
    rule: "UTF-32 in the other order",
    ...encoded("utf-32be", [...Buffer.from("AAAASAAAAGkAAAAgAAAmOg==")], "base64"),
    ticket: { description: "Hi ☺" },
  },
  {
    rule: "a plus in ASCII",
    ...encoded("us-ascii", [...Buffer.from("+66-2 a+b")]),
    ticket: { description: "+66-2 a+b" },
  },
  {
    rule: "Latin with a wrong label utf-8",
    ...encoded("utf-8", [0x63, 0x61, 0x66, 0xe9]),
    ticket: { description: "café" },
  },
  {
    rule: "old Thai with a wrong label utf-8",
    ...encoded("utf-8", [0xca, 0xc7, 0xd1, 0xca, 0xb4, 0xd5]),
    ticket: { description: "สวัสดี" },
  },
  {
    rule: "Thai in utf-8 with a wrong label tis-620",
    ...encoded("tis-620", [...Buffer.from("สวัสดี")]),
    ticket: { description: "สวัสดี" },
  },
  { rule: "utf8mb4", ...encoded("utf8mb4", [0xc3, 0xa9]), ticket: { description: "é" } },
  {
    rule: "quoted-printable",
    headers: { "Content-Transfer-Encoding": "quoted-printable", "Content-Type": "text/plain; charset=utf-8" },
    body: "caf=C3=A9 a=\r\nb",
    ticket: { description: "café ab" },
  },
  {
    rule: "format=flowed is unfolded",
    headers: { "Content-Type": "text/plain; format=flowed" },
    body: "one \r\ntwo",
    ticket: { description: "one two" },
  },
  { rule: "HTML loses scripts", ...html("<p>Hi</p><script>alert(1)</script>"), ticket: { description: "<p>Hi</p>" } },
  { rule: "HTML loses handlers", ...html('<p onclick="x()">Hi</p>'), ticket: { description: "<p>Hi</p>" } },
  {
    rule: "HTML loses links that run",
    ...html('<a href="javascript:x()">Hi</a>'),
    ticket: { description: "<a>Hi</a>" },
  },
  {
    rule: "HTML loses forms and frames",
    ...html('<form><input value="x">Hi</form><iframe src="https://x.test"></iframe>'),
    ticket: { description: "Hi" },
  },
  { rule: "HTML loses styles", ...html("<style>p{color:red}</style><p>Hi</p>"), ticket: { description: "<p>Hi</p>" } },
  {
    rule: "of two alternatives the HTML is shown",
    ...multipart(
      "alternative",
      part("Content-Type: text/plain", "plain"),
      part("Content-Type: text/html", "<p>rich</p>"),
    ),
    ticket: { description: "<p>rich</p>" },
  },
  {
    rule: "HTML without words leaves the plain text",
    ...multipart("alternative", part("Content-Type: text/plain", "plain"), part("Content-Type: text/html", "<p></p>")),
    ticket: { description: "plain" },
  },
  {
    rule: "a file is an attachment",
    ...multipart(
      "mixed",
      part("Content-Type: text/plain", "See file"),
      part("Content-Type: text/csv\r\nContent-Disposition: attachment; filename=a.csv", "1,2"),
    ),
    files: ["a.csv"],
  },
  {
    rule: "a file without a disposition is one, too",
    ...multipart(
      "mixed",
      part("Content-Type: text/plain", "See"),
      part('Content-Type: application/pdf; name="b.pdf"', "%PDF"),
    ),
    files: ["b.pdf"],
  },
  {
    rule: "a file's name in RFC 2231 is decoded",
    ...multipart(
      "mixed",
      part("Content-Type: text/plain", "See"),
      part("Content-Type: image/png\r\nContent-Disposition: attachment; filename*=utf-8''caf%C3%A9.png", "x"),
    ),
    files: ["café.png"],
  },
  {
    rule: "a file's name has no path",
    ...multipart(
      "mixed",
      part("Content-Type: text/plain", "See"),
      part('Content-Type: image/png\r\nContent-Disposition: attachment; filename="../../etc/passwd"', "x"),
    ),
    files: ["passwd"],
  },
  {
    rule: "a file without a name gets one",
    ...multipart(
      "mixed",
      part("Content-Type: text/plain", "See"),
      part("Content-Type: image/png\r\nContent-Disposition: attachment", "x"),
    ),
    files: ["attachment.png"],
  },
  {
    rule: "an enclosed email is a file with its subject as name",
    ...multipart(
      "mixed",
      part("Content-Type: text/plain", "See"),
      part("Content-Type: message/rfc822", "Subject: Old news\r\n\r\nhello"),
    ),
    files: ["Old news.eml"],
  },
  {
    rule: "an invitation is a file",
    ...multipart(
      "mixed",
      part("Content-Type: text/plain", "Come"),
      part("Content-Type: text/calendar; method=REQUEST", "BEGIN:VCALENDAR\r\nEND:VCALENDAR"),
    ),
    files: ["attachment.ics"],
  },
  {
    rule: "a picture of the text that nothing shows stays a file",
    ...multipart(
      "related",
      part("Content-Type: text/html", "<p>Hi</p>"),
      part(
        `Content-Type: image/png; name=l.png\r\nContent-ID: <l>\r\nContent-Disposition: inline\r\nContent-Transfer-Encoding: base64`,
        picture,
      ),
    ),
    files: ["l.png"],
  },
  {
    rule: "encrypted mail is kept as files",
    ...multipart(
      "encrypted",
      part("Content-Type: application/pgp-encrypted", "Version: 1"),
      part("Content-Type: application/octet-stream; name=encrypted.asc", "-----BEGIN PGP MESSAGE-----"),
    ),
    files: ["encrypted.asc", "attachment"],
  },
  {
    rule: "a From that hides an address in its name counts by its real one",
    headers: { From: '"root@docket.test" <evil@harbour.test>' },
    email: { from_address: "evil@harbour.test", from_name: "root@docket.test" },
  },
  {
    rule: "an encoded word that decodes to an address stays a name",
    headers: { From: "=?utf-8?q?root=40docket.test?= <evil2@harbour.test>" },
    email: { from_address: "evil2@harbour.test" },
  },
  {
    rule: "a From with a comment counts without it",
    headers: { From: "pete@harbour.test (Pete)" },
    email: { from_address: "pete@harbour.test" },
  },
  {
    rule: "two From headers are quarantined",
    headers: { From: "a1@harbour.test\r\nFrom: b1@harbour.test" },
    email: { state: "quarantined", reason_detail: "more than one From header" },
  },
  {
    rule: "no From is quarantined",
    headers: { From: null },
    email: { state: "quarantined", reason_detail: "no From header" },
  },
  {
    rule: "a group in From is quarantined",
    headers: { From: "Staff: a2@harbour.test, b2@harbour.test;" },
    email: { state: "quarantined", reason: "sender" },
  },
  {
    rule: "a route in From is quarantined",
    headers: { From: "<@x.test,@y.test:z@harbour.test>" },
    email: { state: "quarantined", reason: "sender" },
  },
  {
    rule: "a From that is only an encoded word is quarantined",
    headers: { From: "=?utf-8?q?root=40docket.test?=" },
    email: { state: "quarantined", reason: "sender" },
  },
  {
    rule: "an international domain is one in ASCII",
    headers: { From: "a@bücher.test" },
    email: { from_address: "a@xn--bcher-kva.test" },
  },
  {
    rule: "too many Received headers are a loop",
    headers: { From: someone(), Received: Array.from({ length: 60 }, () => "from a by b").join("\r\nReceived: ") },
    email: { state: "quarantined", reason_detail: "60 Received headers, more than 50" },
  },
  {
    rule: "headers without an end are not read",
    headers: { From: someone(), "X-Long": "x".repeat(300_000) },
    email: { state: "quarantined", reason: "unreadable" },
  },
  {
    rule: "parts within parts beyond any sense are not read",
    headers: { From: someone(), "Content-Type": "multipart/mixed; boundary=b0" },
    body: Array.from({ length: 40 }, (_, i) => `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n`).join(
      "\r\n",
    ),
    email: { state: "quarantined", reason: "unreadable" },
  },
  {
    rule: "more than a thousand parts are not read",
    headers: { From: someone(), "Content-Type": "multipart/mixed; boundary=b" },
    body: "--b\r\n\r\nx\r\n".repeat(1001),
    email: { state: "quarantined", reason_detail: expect.stringContaining("1001 parts, more than 1000") },
  },
  {
    rule: "of more than a hundred files, a note says how many are left out",
    headers: { From: someone(), "Content-Type": "multipart/mixed; boundary=b" },
    body: `${"--b\r\nContent-Type: image/png; name=a.png\r\n\r\nx\r\n".repeat(102)}--b--`,
    ticket: { comments: [{ is_internal: true, text: expect.stringContaining("missing here: 2.") }] },
  },
  {
    rule: "a vacation answer opens no ticket",
    headers: { "Auto-Submitted": "auto-replied", Subject: "Out of office" },
    email: { outcome: "automatic", ticket: null },
  },
  {
    rule: "a subject alone makes no vacation answer",
    headers: { Subject: "Automatic reply does not work" },
    email: { outcome: "ticket" },
  },
  {
    rule: "a vacation answer of Exchange opens no ticket",
    headers: { Subject: "Automatic reply: hello", "X-Auto-Response-Suppress": "All" },
    email: { outcome: "automatic" },
  },
  { rule: "X-Autoreply opens no ticket", headers: { "X-Autoreply": "yes" }, email: { outcome: "automatic" } },
  {
    rule: "an alarm of a program opens a ticket",
    headers: { "Auto-Submitted": "auto-generated" },
    email: { outcome: "ticket", signals: [{ signal: "auto-submitted", value: "auto-generated" }] },
  },
  {
    rule: "Auto-Submitted: no is a person",
    headers: { "Auto-Submitted": "no" },
    email: { outcome: "ticket", signals: [] },
  },
  {
    rule: "a mailing list opens a ticket",
    headers: { "List-Id": "<crew.harbour.test>", Precedence: "list" },
    email: { outcome: "ticket" },
  },
  {
    rule: "an email from the desk's own address is nobody's",
    headers: { From: "support@docket.test" },
    email: { outcome: "automatic", reason: "ours" },
  },
  {
    rule: "with a tag, too",
    headers: { From: "support+x@docket.test" },
    email: { outcome: "automatic", reason: "ours" },
  },
  {
    rule: "a report about no email of ours has no effect",
    headers: { From: "mailer-daemon@harbour.test", Subject: "Undelivered Mail" },
    body: "User unknown 5.1.1",
    post: { from: "" },
    email: { outcome: "automatic", reason: "unknown_report" },
  },
  {
    rule: "a forged sender of a domain that asks to be protected is held",
    post: { ip: FORGED_IP },
    email: { state: "held", reason: "sender_not_proven", verdict: "fail" },
  },
  {
    rule: "a sender of a domain without rules can prove nothing",
    headers: { From: "a@nowhere.test" },
    email: { outcome: "ticket", verdict: "none" },
  },
  {
    rule: "the Authentication-Results of others count for nothing",
    headers: { "Authentication-Results": "docket; dmarc=pass" },
    post: { ip: FORGED_IP },
    email: { verdict: "fail" },
  },
  {
    rule: "a first email keeps the mail that it forwards",
    body: "See below.\r\n\r\n-----Original Message-----\r\nFrom: x\r\n\r\nold",
    ticket: { description: "See below.\n\n-----Original Message-----\nFrom: x\n\nold" },
  },
];

describe("an email", () => {
  test.each(CASES)("$rule", async ({ headers = {}, body, raw, post, email, ticket, files }) => {
    const bytes = raw ?? source({ From: someone(), ...headers }, body);
    const receipt = await inlet.receive(bytes, post);
    expect(receipt).toMatchObject({ ...(!email && { state: "done", outcome: "ticket" }), ...email });
    if (ticket) expect(await inlet.ticket(receipt.ticket)).toMatchObject(ticket);
    if (files)
      expect((await inlet.ticket(receipt.ticket)).attachments.map(({ name }: { name: string }) => name)).toEqual(files);
  });

  test("has more than sixty rules", () => expect(CASES.length).toBeGreaterThanOrEqual(60));
});

describe("a picture in an email", () => {
  const related = (source: string) =>
    multipart(
      "related",
      part("Content-Type: text/html", `<p>Look: <img src="${source}"></p>`),
      part(
        `Content-Type: image/png; name=shot.png\r\nContent-ID: <shot@x>\r\nContent-Disposition: inline; filename=shot.png\r\nContent-Transfer-Encoding: base64`,
        picture,
      ),
    );

  test.each(["cid:shot@x", "shot.png"])("that its text shows by %s is shown from the stored file", async (from) => {
    const { headers, body } = related(from);
    const email = await inlet.receive(source({ From: someone(), ...headers }, body));
    const ticket = await inlet.ticket(email.ticket);
    expect(ticket.attachments).toHaveLength(1);
    expect(ticket.description).toBe(`<p>Look: <img src="cid:${ticket.attachments[0].id}" /></p>`);
  });

  test("that is remote keeps its address, which the web app does not load", async () => {
    const email = await inlet.receive(
      source({ From: someone(), ...html("").headers }, '<p>Hi <img src="https://x.test/p.gif"></p>'),
    );
    expect((await inlet.ticket(email.ticket)).description).toContain('src="https://x.test/p.gif"');
  });
});
