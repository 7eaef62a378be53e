import PostalMime, { type Email, type PostalMimeOptions } from "postal-mime";
import { splitLong } from "./body-text.ts";
import { collectInChunks } from "./part-bytes.ts";

collectInChunks();

const UTF_8 = new TextDecoder("utf-8", { fatal: true });
const byteMap = (label: string) => {
  const decoder = new TextDecoder(label);
  return new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
};
const WINDOWS_1252 = byteMap("windows-1252");
const WINDOWS_874 = byteMap("windows-874");
// UTF-8 of Thai, read in the old Thai charset: each letter becomes three, and these are the first two
const THAI_AS_874 = /\u0e40[\u0e18\u0e19]/g;
// text in the old charset may contain these two letters, but rarely so often, and rarely as valid UTF-8
const MIN_THAI = 3;

/**
 * Repairs UTF-8 that a parser read in another charset because the label was wrong or unknown. Text in another charset
 * is practically never valid UTF-8 by chance, so the label does not matter.
 */
export function mendUtf8(text: string): string {
  if (/[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]/.test(text)) return readAgain(text, WINDOWS_1252);
  if ((text.match(THAI_AS_874)?.length ?? 0) >= MIN_THAI) return readAgain(text, WINDOWS_874);
  return text;
}

function readAgain(text: string, charset: ReadonlyMap<string, number>): string {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) {
    const byte = charset.get(text[i]!);
    if (byte === undefined) return text;
    bytes[i] = byte;
  }
  try {
    return UTF_8.decode(bytes);
  } catch {
    return text;
  }
}

const LABEL = /(\bcharset\s*=\s*"?)([\w.:-]+)/gi;
const UTF_32 = /^utf-?32(?:le|be)?$/i;
const UTF_7 = /^(?:unicode-1-1-|x-unicode-2-0-)?utf-?7$/i;
// if more than this part of a text cannot be decoded, its label is wrong
const MAX_UNDECODED = 0.02;

/** The charsets that an email names, in its order. */
export const labelsOf = (raw: string): string[] => [...raw.matchAll(LABEL)].map(([, , label]) => label!);

/** Parses an email. A text whose label is wrong, missing or UTF-7 is decoded by the evidence of its bytes. */
export async function parseDecoded(bytes: Uint8Array, options: PostalMimeOptions): Promise<Email> {
  // of a part of a buffer, the parser makes a copy
  const isWhole = bytes.byteLength === bytes.buffer.byteLength;
  const email = await PostalMime.parse(isWhole ? (bytes.buffer as ArrayBuffer) : bytes, options);
  const raw = latin1(bytes);
  const labels = labelsOf(raw);
  if (labels.length > 0 && labels.every((label) => UTF_32.test(label))) {
    const byBytes = await PostalMime.parse(Buffer.from(raw.replaceAll(LABEL, "$1windows-1252"), "latin1"), options);
    return withTexts(byBytes, (text) => decodeUtf32(text, labels[0]!));
  }
  if (isUndecoded(email))
    return (await parseAs(bytes, "windows-874", options)) ?? (await parseAs(bytes, "windows-1252", options)) ?? email;
  if (labels.length === 0 || !labels.every((label) => UTF_7.test(label))) return email;
  // parsers read UTF-7 as ASCII
  return withTexts(email, decodeUtf7);
}

const withTexts = (email: Email, decode: (text: string) => string): Email => ({
  ...email,
  ...(email.text !== undefined && { text: decode(email.text) }),
  ...(email.html !== undefined && { html: decode(email.html) }),
});

/** Text in UTF-32 whose bytes were read as windows-1252. Without a mark at its start, the label or the first letter decides. */
export function decodeUtf32(text: string, label: string): string {
  const bytes = Buffer.from(Array.from(text, (letter) => WINDOWS_1252.get(letter) ?? 0));
  if (bytes.length < 4) return text;
  const first = bytes.readUInt32BE(0);
  const isBig = first === 0xfeff || (first !== 0xfffe0000 && (/be$/i.test(label) || first < 0x110000));
  let result = "";
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
    if (point !== 0xfeff) result += point < 0x110000 ? String.fromCodePoint(point) : "\ufffd";
  }
  return result.toWellFormed();
}

export const latin1 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
/** The beginning of an email's texts, as evidence of its charset. */
export const textOf = ({ text = "", html = "" }: Email) => splitLong(text).beginning + splitLong(html).beginning;

function isUndecoded(email: Email): boolean {
  const text = textOf(email);
  const undecodedCount = text.match(/\ufffd/g)?.length ?? 0;
  return undecodedCount > 0 && undecodedCount > text.length * MAX_UNDECODED;
}

/** The email with its texts in another charset; null if they make no sense in it. */
async function parseAs(bytes: Uint8Array, charset: string, options: PostalMimeOptions): Promise<Email | null> {
  const newBytes = latin1(bytes).replaceAll(LABEL, `$1${charset}`);
  const email = await PostalMime.parse(Buffer.from(newBytes, "latin1"), options);
  if (isUndecoded(email)) return null;
  return charset !== "windows-874" || isThai(textOf(email)) ? email : null;
}

/** Whether a text that was read as Thai is Thai: Western text has single accented letters, Thai whole words of such bytes. */
export const isThai = (text: string): boolean => /[\u0e01-\u0e4e]{4}/.test(text);

/** Decodes UTF-7 (RFC 2152) that was read as ASCII. Invalid parts stay unchanged. */
export const decodeUtf7 = (text: string): string =>
  text.replaceAll(/\+([A-Za-z\d+/]*)-?/g, (whole, base64: string) => {
    if (base64 === "") return whole === "+-" ? "+" : whole;
    const bytes = Buffer.from(base64, "base64");
    if (bytes.length < 2) return whole;
    return bytes
      .subarray(0, bytes.length & ~1)
      .swap16()
      .toString("utf16le")
      .toWellFormed();
  });
