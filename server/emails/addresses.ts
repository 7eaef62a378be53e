import { timingSafeEqual } from "node:crypto";
import type { Sealing } from "../platform/sealing.ts";

// The addresses that lead an email back to its ticket, email or user. Each contains an ID and a signature in lower-case
// base32, because mail servers change the case of the part before the @.

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
const REPLY_MAC_BYTES = 10;
const MAC_BYTES = 8;
const ID_BYTES = 16;

export function toBase32(bytes: Uint8Array): string {
  let text = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET[(buffer >> (bits - 5)) & 31];
  }
  return bits > 0 ? text + ALPHABET[(buffer << (5 - bits)) & 31] : text;
}

/** Null if the text is not base32. */
export function fromBase32(text: string): Buffer | null {
  const bytes: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const letter of text.toLowerCase()) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return null;
    buffer = ((buffer << 5) | value) & 0xffff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((buffer >> bits) & 255);
    }
  }
  return Buffer.from(bytes);
}

const idBytes = (id: string) => Buffer.from(id.replaceAll("-", ""), "hex");
const idOfBytes = (bytes: Uint8Array) =>
  Buffer.from(bytes)
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

const isSame = (a: Uint8Array, b: Uint8Array) => a.length === b.length && timingSafeEqual(a, b);

/** `support+t.token@docket.example` of `support@docket.example`. */
function withTag(address: string, tag: string): string {
  const at = address.lastIndexOf("@");
  return `${address.slice(0, at)}+${tag}${address.slice(at)}`;
}

/** The token before the @ if it begins with t (reply), b (bounce) or u (unsubscribe); null if there is none. */
export function tagOf(address: string): { kind: "t" | "b" | "u"; token: string } | null {
  const [, kind, token] = /\+([tbu])\.([a-z2-7]+)@[^@]*$/i.exec(address) ?? [];
  return kind ? { kind: kind.toLowerCase() as "t" | "b" | "u", token: token!.toLowerCase() } : null;
}

/** Identifies the key, so that a token of an older SECRET_KEY is not taken for a forged one. */
const keyByte = (sealing: Sealing) => sealing.sign("reply key", "", 1);
const replyMac = (sealing: Sealing, ticket: string, mailbox: string, recipient: string) =>
  sealing.sign("reply", `${ticket}\n${mailbox}\n${recipient.toLowerCase()}`, REPLY_MAC_BYTES);

/** The address for a recipient's reply to a ticket. */
export function replyAddress(
  sealing: Sealing,
  mailbox: { id: string; address: string },
  ticket: string,
  recipient: string,
): string {
  const mac = replyMac(sealing, ticket, mailbox.id, recipient);
  return withTag(mailbox.address, `t.${toBase32(Buffer.concat([idBytes(ticket), keyByte(sealing), mac]))}`);
}

export interface ReplyToken {
  ticket: string;
  /** Whether it was made with the current key. */
  isCurrent: boolean;
  mac: Buffer;
}

export function readReplyToken(sealing: Sealing, token: string): ReplyToken | null {
  const bytes = fromBase32(token);
  if (bytes?.length !== ID_BYTES + 1 + REPLY_MAC_BYTES) return null;
  return {
    ticket: idOfBytes(bytes.subarray(0, ID_BYTES)),
    isCurrent: bytes[ID_BYTES] === keyByte(sealing)[0],
    mac: bytes.subarray(ID_BYTES + 1),
  };
}

/** Whether a token was given to this recipient by this mailbox. */
export const isReplyTokenFor = (
  sealing: Sealing,
  { ticket, mac }: ReplyToken,
  mailbox: string,
  recipient: string,
): boolean => isSame(mac, replyMac(sealing, ticket, mailbox, recipient));

/** The envelope's sender: the address for reports on an email's delivery. */
export function bounceAddress(
  sealing: Sealing,
  mailbox: { address: string; hasPlusAddresses: boolean },
  email: string,
): string {
  return mailbox.hasPlusAddresses
    ? withTag(mailbox.address, `b.${signedId(sealing, "bounce", email)}`)
    : mailbox.address;
}

/** The email that a report is about; null if the token is not ours. */
export const emailOfBounce = (sealing: Sealing, token: string): string | null => readSignedId(sealing, "bounce", token);

export const messageId = (sealing: Sealing, email: string, domain: string): string =>
  `<${signedId(sealing, "message", email)}@${domain}>`;

/** The email with this Message-ID; null if it is not ours. */
export function emailOfMessageId(sealing: Sealing, id: string): string | null {
  const token = /^<?([a-z2-7]+)@[^@\s>]+>?$/i.exec(id.trim())?.[1];
  return token ? readSignedId(sealing, "message", token) : null;
}

function signedId(sealing: Sealing, purpose: string, id: string): string {
  const bytes = idBytes(id);
  return toBase32(Buffer.concat([bytes, sealing.sign(purpose, bytes, MAC_BYTES)]));
}

function readSignedId(sealing: Sealing, purpose: string, token: string): string | null {
  const bytes = fromBase32(token);
  if (bytes?.length !== ID_BYTES + MAC_BYTES) return null;
  const id = bytes.subarray(0, ID_BYTES);
  return isSame(bytes.subarray(ID_BYTES), sealing.sign(purpose, id, MAC_BYTES)) ? idOfBytes(id) : null;
}

/** Names a user and a kind of notification, for a link that turns it off without signing in. */
export function unsubscribeToken(sealing: Sealing, user: string, kind: string): string {
  const bytes = Buffer.concat([idBytes(user), Buffer.from(kind)]);
  return toBase32(Buffer.concat([sealing.sign("unsubscribe", bytes, MAC_BYTES), bytes]));
}

export function readUnsubscribeToken(sealing: Sealing, token: string): { user: string; kind: string } | null {
  const bytes = fromBase32(token);
  if (!bytes || bytes.length <= MAC_BYTES + ID_BYTES) return null;
  const payload = bytes.subarray(MAC_BYTES);
  if (!isSame(bytes.subarray(0, MAC_BYTES), sealing.sign("unsubscribe", payload, MAC_BYTES))) return null;
  return { user: idOfBytes(payload.subarray(0, ID_BYTES)), kind: payload.subarray(ID_BYTES).toString("utf8") };
}

/** Marks our own emails, so that two desks that write to each other notice. */
export const loopHeader = (sealing: Sealing, email: string): string =>
  toBase32(Buffer.concat([idBytes(email), sealing.sign("loop", idBytes(email), MAC_BYTES)]));

/** Whether an email's mark is that of this desk. */
export const isLoopHeader = (sealing: Sealing, mark: string): boolean => {
  const bytes = fromBase32(mark.trim());
  const id = bytes?.subarray(0, ID_BYTES);
  return id?.length === ID_BYTES && isSame(bytes!.subarray(ID_BYTES), sealing.sign("loop", id, MAC_BYTES));
};
