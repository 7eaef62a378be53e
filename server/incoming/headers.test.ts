import { describe, expect, test } from "vitest";
import type { ParsedEmail } from "./message.ts";
import { readMessage } from "./read.ts";
import { glance } from "./receive.ts";

const THAI = "สวัสดีครับ";
/** Text in windows-874. */
const in874 = (text: string) =>
  Buffer.from(Array.from(text, (letter) => (letter < "\u0e00" ? letter.charCodeAt(0) : letter.charCodeAt(0) - 0x0d60)));
const latin1 = (text: string) => Buffer.from(text, "latin1");
const base64 = (charset: string, bytes: Buffer) => latin1(`=?${charset}?B?${bytes.toString("base64")}?=`);

const FROM = latin1("Ploy <ploy@harbour.test>");
const PLAIN = "text/plain";

interface Rest {
  type?: string;
  body?: string;
}

const emailWith = (headers: Record<string, Buffer>, { type = PLAIN, body = "Hello" }: Rest = {}): Buffer =>
  Buffer.concat([
    ...Object.entries({ From: FROM, ...headers }).flatMap(([name, value]) => [
      latin1(`${name}: `),
      value,
      latin1("\r\n"),
    ]),
    Buffer.from(`Content-Type: ${type}\r\n\r\n${body}\r\n`),
  ]);

const SUBJECTS: [string, Buffer, string, Rest?][] = [
  ["UTF-8", Buffer.from("Réunion à Zürich"), "Réunion à Zürich"],
  ["Latin-1", latin1("Réunion à Zürich"), "Réunion à Zürich"],
  ["Windows-1252", latin1("Price: \x80 5 \x96 caf\xe9"), "Price: € 5 – café"],
  ["Latin-1 in two lines", latin1("Réunion\r\n à Zürich"), "Réunion à Zürich"],
  ["TIS-620", in874(THAI), THAI],
  ["TIS-620 with a text in ASCII", in874(THAI), THAI, { type: "text/plain; charset=us-ascii" }],
  ["two Thai letters, with the text's charset", in874("ขอ"), "ขอ", { type: "text/plain; charset=tis-620" }],
  ["two Thai letters, with a text in Thai", in874("ขอ"), "ขอ", { type: "text/plain; charset=utf-8", body: THAI }],
  ["a French word with a text in Thai", latin1("caf\xe9"), "café", { type: "text/plain; charset=utf-8", body: THAI }],
  [
    "Windows-1251, with the text's charset",
    latin1("\xcf\xf0\xe8\xe2\xe5\xf2"),
    "Привет",
    { type: "text/plain; charset=windows-1251" },
  ],
  ["an address among the words", latin1("caf\xe9 for jos\xe9@shore.test"), "café for jos\ufffd@shore.test"],
  ["UTF-8 in a charset that nobody knows", base64("x-no-such", Buffer.from("Réunion")), "Réunion"],
  ["Thai in a charset that nobody knows", base64("x-no-such", Buffer.from(THAI)), THAI],
  ["UTF-8 labeled TIS-620", base64("tis-620", Buffer.from(THAI)), THAI],
  ["TIS-620 labeled UTF-8", base64("utf-8", in874(THAI)), THAI],
  ["Latin-1 labeled UTF-8", latin1("=?utf-8?Q?caf=E9_=E0?= Zoe"), "café à Zoe"],
  ["TIS-620 as it is labeled", base64("tis-620", in874("ขอ")), "ขอ"],
  ["UTF-8 that was cut", base64("utf-8", Buffer.from(THAI).subarray(0, -1)), `${THAI.slice(0, -1)}\ufffd`],
  ["UTF-8 of a letter in two words", latin1("=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?="), "café"],
];

describe("a subject", () => {
  test.each(SUBJECTS)("in %s is readable", async (_what, bytes, subject, rest) => {
    expect((await readMessage(emailWith({ Subject: bytes }, rest))).subject).toBe(subject);
  });

  test("that is mended leaves the text and the files as they are", async () => {
    const part =
      "--cut\r\nContent-Type: text/plain\r\n\r\nSee file\r\n--cut\r\nContent-Type: text/csv; name=a.csv\r\n\r\n1,2";
    const email = emailWith(
      { Subject: latin1("caf\xe9") },
      { type: "multipart/mixed; boundary=cut", body: `${part}\r\n--cut--` },
    );
    const { subject, text, files } = await readMessage(email);
    expect([subject, text, files.map(({ name }) => name)]).toEqual(["café", "See file", ["a.csv"]]);
  });

  test.each(SUBJECTS.filter(([, , , rest]) => !rest))(
    "of an email that cannot be read, in %s, is readable",
    (...row) => {
      const [, bytes, subject] = row;
      expect(glance(emailWith({ Subject: bytes })).subject.replaceAll(/\s+/g, " ")).toBe(subject);
    },
  );
});

describe("a name", () => {
  const NAMES: [string, Buffer, string][] = [
    ["Latin-1", latin1("Jos\xe9"), "José"],
    ["Latin-1 in quotes", latin1('"Jos\xe9, of the Shore"'), "José, of the Shore"],
    ["TIS-620", in874(THAI), THAI],
    ["UTF-8 in a charset that nobody knows", base64("x-no-such", Buffer.from("José")), "José"],
    ["Latin-1 labeled UTF-8", latin1("=?utf-8?Q?Jos=E9?="), "José"],
  ];
  const PLACES: [string, (message: ParsedEmail) => unknown][] = [
    ["From", ({ sender }) => sender],
    ["To", ({ to }) => to[0]],
    ["Cc", ({ cc }) => cc[0]],
  ];
  test.each(PLACES.flatMap(([header, read]) => NAMES.map(([what, ...name]) => [header, what, read, ...name] as const)))(
    "of %s in %s is readable",
    async (header, _what, read, bytes, name) => {
      const value = Buffer.concat([bytes, latin1(" <jose@shore.test>")]);
      expect(read(await readMessage(emailWith({ [header]: value })))).toEqual({ address: "jose@shore.test", name });
    },
  );

  test("can be mended, but an address that programs read in different ways stays refused", async () => {
    const { sender } = await readMessage(emailWith({ From: latin1("Jos\xe9 <jos\xe9@shore.test>") }));
    expect(sender).toEqual({ problem: "an address in From that mail programs read in different ways" });
  });
});

describe("a file name", () => {
  const JAPANESE = "\u8acb\u6c42\u66f8\u30c6\u30b9\u30c8\u30bd\u30a1";
  const in932 = Buffer.from("90bf8b818f91836583588367835c8340", "hex");
  const NAMES: [string, string, Buffer, string][] = [
    ["UTF-8", "utf-8", Buffer.from(THAI), THAI],
    ["TIS-620", "tis-620", in874(THAI), THAI],
    ["Latin-1", "iso-8859-1", latin1("R\xe9union \xe0 Z\xfcrich"), "R\u00e9union \u00e0 Z\u00fcrich"],
    ["Windows-1252", "windows-1252", latin1("\x93Caf\xe9\x94 \x80 5"), "\u201cCaf\u00e9\u201d \u20ac 5"],
    ["Shift-JIS", "shift_jis", in932, JAPANESE],
  ];
  const nameIn = (parameter: string, bytes: Buffer) =>
    Buffer.concat([latin1(`; ${parameter}="`), bytes, latin1('.pdf"')]);
  const PLACES: [string, (bytes: Buffer) => { type?: Buffer; disposition?: Buffer }][] = [
    ["name", (bytes) => ({ type: nameIn("name", bytes) })],
    ["filename", (bytes) => ({ disposition: nameIn("filename", bytes) })],
    ["both", (bytes) => ({ type: nameIn("name", bytes), disposition: nameIn("\r\n\tfilename", bytes) })],
  ];
  const NONE = Buffer.alloc(0);
  const withFile = (charset: string, { type = NONE, disposition = NONE }: { type?: Buffer; disposition?: Buffer }) =>
    Buffer.concat([
      latin1("From: a@harbour.test\r\nContent-Type: multipart/mixed; boundary=cut\r\n\r\n--cut\r\n"),
      latin1(`Content-Type: text/plain${charset && `; charset=${charset}`}\r\n\r\nSee the file\r\n--cut\r\n`),
      latin1("Content-Type: application/pdf"),
      type,
      latin1("\r\nContent-Disposition: attachment"),
      disposition,
      latin1("\r\nContent-Transfer-Encoding: base64\r\n\r\nAP+A\r\n--cut--\r\n"),
    ]);

  const CASES = NAMES.flatMap(([what, charset, bytes, name]) =>
    PLACES.flatMap(([place, put]) =>
      ["", "utf-8", charset].map((label) => [what, place, label || "no", withFile(label, put(bytes)), name] as const),
    ),
  );
  test.each(CASES)(
    "in %s in %s, with %s charset of the text, is readable",
    async (_what, _place, _label, email, name) => {
      const { text, files } = await readMessage(email);
      expect(files.map((file) => file.name)).toEqual([`${name}.pdf`]);
      expect([text, Buffer.from(files[0]!.content).toString("hex")]).toEqual(["See the file", "00ff80"]);
    },
  );

  test("in the text of a forwarded email leaves its bytes as they are", async () => {
    const inner = "Subject: x\r\n\r\n--cut2\r\nContent-Type: text/plain; name=caf\xe9\r\n\r\nHello";
    const email = latin1(
      `From: a@harbour.test\r\nContent-Type: multipart/mixed; boundary=cut\r\n\r\n--cut\r\nContent-Type: message/rfc822; name=caf\xe9.eml\r\n\r\n${inner}\r\n--cut--\r\n`,
    );
    const { files } = await readMessage(email);
    expect(files.map(({ name, content }) => [name, Buffer.from(content).toString("latin1").trimEnd()])).toEqual([
      ["caf\u00e9.eml", inner.replaceAll("\r\n", "\n")],
    ]);
  });
});
