import { randomBytes, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { openSealing } from "../platform/sealing.ts";
import {
  bounceAddress,
  emailOfBounce,
  emailOfMessageId,
  fromBase32,
  isReplyTokenFor,
  messageId,
  readReplyToken,
  readUnsubscribeToken,
  replyAddress,
  tagOf,
  toBase32,
  unsubscribeToken,
} from "./addresses.ts";
import { shorten } from "./threads.ts";

const sealing = openSealing("a key of these tests, 0123456789abcdef");
const other = openSealing("another key of these tests, 0123456789");
const box = { id: randomUUID(), address: "support@docket.test", hasPlusAddresses: true };

test("base32 decodes to the same bytes", () => {
  for (let length = 0; length < 60; length += 1) {
    const bytes = randomBytes(length);
    expect(fromBase32(toBase32(bytes))).toEqual(bytes);
  }
  expect(fromBase32("a1")).toBeNull();
});

test("a reply address leads to its ticket only for the recipient it was created for", () => {
  const [ticket, recipient] = [randomUUID(), "ploy@harbour.test"];
  const address = replyAddress(sealing, box, ticket, recipient);
  expect(address.indexOf("@")).toBeLessThanOrEqual(60);
  // mail servers change the case
  const { kind, token } = tagOf(address.toUpperCase())!;
  expect(kind).toBe("t");
  const read = readReplyToken(sealing, token)!;
  expect(read).toMatchObject({ ticket, isCurrent: true });
  expect(isReplyTokenFor(sealing, read, box.id, "PLOY@harbour.test")).toBe(true);
  expect(isReplyTokenFor(sealing, read, box.id, "lee@harbour.test")).toBe(false);
  expect(isReplyTokenFor(sealing, read, randomUUID(), recipient)).toBe(false);
  expect(isReplyTokenFor(sealing, { ...read, ticket: randomUUID() }, box.id, recipient)).toBe(false);
  expect(readReplyToken(other, token)).toMatchObject({ ticket, isCurrent: false });
});

test("bounces and Message-IDs lead to their email, and forged ones to nothing", () => {
  const email = randomUUID();
  const { token } = tagOf(bounceAddress(sealing, box, email))!;
  expect(emailOfBounce(sealing, token)).toBe(email);
  expect(emailOfBounce(other, token)).toBeNull();
  expect(bounceAddress(sealing, { ...box, hasPlusAddresses: false }, email)).toBe(box.address);
  const id = messageId(sealing, email, "docket.test");
  expect(emailOfMessageId(sealing, id)).toBe(email);
  expect(emailOfMessageId(other, id)).toBeNull();
  expect(emailOfMessageId(sealing, "<CAF=x@mail.gmail.com>")).toBeNull();
  // a token for one purpose is not valid for another
  expect(emailOfMessageId(sealing, `<${token}@docket.test>`)).toBeNull();
});

test("an unsubscribe link names the user and the kind, and cannot be altered", () => {
  const user = randomUUID();
  const token = unsubscribeToken(sealing, user, "due_soon");
  expect(readUnsubscribeToken(sealing, token)).toEqual({ user, kind: "due_soon" });
  expect(readUnsubscribeToken(other, token)).toBeNull();
  expect(readUnsubscribeToken(sealing, token.slice(0, -4))).toBeNull();
});

test("References keep the first ID and the last nineteen", () => {
  const ids = Array.from({ length: 50 }, (_, i) => `<${i}@x>`);
  expect(shorten(ids)).toEqual(["<0@x>", ...ids.slice(-19)]);
  expect(shorten(ids.slice(0, 20))).toEqual(ids.slice(0, 20));
});
