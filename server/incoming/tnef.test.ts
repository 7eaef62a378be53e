import { expect, test } from "vitest";
import { source } from "../../test/incoming.ts";
import { readMessage } from "./read.ts";
import { readTnef } from "./tnef.ts";

const uint = (value: number, bytes: 1 | 2 | 4): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer.subarray(0, bytes);
};
const attribute = (level: number, id: number, data: Buffer) =>
  Buffer.concat([uint(level, 1), uint(id, 2), uint(6, 2), uint(data.length, 4), data, uint(0, 2)]);
const property = (type: number, id: number, data: Buffer) =>
  Buffer.concat([
    ...[uint(type, 2), uint(id, 2), uint(1, 4), uint(data.length, 4), data],
    Buffer.alloc((4 - (data.length % 4)) % 4),
  ]);
const properties = (...all: Buffer[]) => Buffer.concat([uint(all.length, 4), ...all]);
const utf16 = (text: string) => Buffer.from(`${text}\0`, "utf16le");

/** A winmail.dat with a text and two files, one of which has a longer name in its properties. */
const tnef = (html = "<p>From Outlook</p>") =>
  Buffer.concat([
    ...[uint(0x223e9f78, 4), uint(1, 2)],
    attribute(1, 0x9007, Buffer.concat([uint(1252, 4), uint(0, 4)])),
    attribute(1, 0x9003, properties(property(0x102, 0x1013, Buffer.from(html)))),
    attribute(2, 0x9002, Buffer.alloc(14)),
    attribute(2, 0x8010, Buffer.from("PLAN~1.TXT\0")),
    attribute(2, 0x800f, Buffer.from("the plan")),
    attribute(2, 0x9005, properties(property(0x1f, 0x3707, utf16("Plan für Bar.txt")))),
    attribute(2, 0x9002, Buffer.alloc(14)),
    attribute(2, 0x8010, Buffer.from("second.txt\0")),
    attribute(2, 0x800f, Buffer.from("more")),
  ]);

const email = (text: string, winmail: Buffer) =>
  Buffer.from(
    source(
      { "Content-Type": "multipart/mixed; boundary=x" },
      [
        ...["--x", "Content-Type: text/plain", "", text, "--x"],
        ...["Content-Type: application/ms-tnef; name=winmail.dat", "Content-Transfer-Encoding: base64", ""],
        ...[winmail.toString("base64").replaceAll(/.{76}/g, "$&\n"), "--x--"],
      ].join("\n"),
    ),
  );
const namesOf = ({ files }: { files: { name: string }[] }) => files.map(({ name }) => name);

test("the files of winmail.dat become files of the email, with their long names", async () => {
  const message = await readMessage(email("Hello", tnef()));
  expect(namesOf(message)).toEqual(["Plan für Bar.txt", "second.txt"]);
  expect(Buffer.from(message.files[0]!.content).toString()).toBe("the plan");
  expect(message.text).toBe("Hello");
});

test("the text of winmail.dat is used if the email has none", async () => {
  expect((await readMessage(email("", tnef()))).text).toContain("From Outlook");
});

test.each([
  ["no winmail.dat", Buffer.from("no such thing")],
  ["one without anything in it", Buffer.concat([uint(0x223e9f78, 4), uint(1, 2)])],
  ["one that ends too early", tnef().subarray(0, 120)],
])("%s stays a file", async (_, bytes) => {
  const message = await readMessage(email("Hello", bytes));
  expect([message.text, namesOf(message)]).toEqual(["Hello", ["winmail.dat"]]);
});

test("no bytes make the reader fail", () => {
  const whole = tnef();
  for (let at = 0; at < whole.length; at += 1) {
    expect(() => readTnef(whole.subarray(0, at))).not.toThrow();
    const broken = Buffer.from(whole);
    broken[at] = 0xff;
    expect(() => readTnef(broken)).not.toThrow();
  }
});
