import PostalMime, { decodeWords, type Email, type PostalMimeOptions } from "postal-mime";
import { isThai, labelsOf, latin1, mendUtf8, parseDecoded, textOf } from "./charsets.ts";

/** What the rest of an email says about the charset of its headers. */
interface Evidence {
  /** The charset of its text, if it names one. */
  label: string | null;
  text: string;
}

const HEAD_END = /^\r*\n|\n\r*\n/;
const FIELD_END = /\n(?![ \t])/;
const TOKEN = /[^ \t\r\n<>,;:"()]+/g;
// the second byte of a Japanese letter may be an ASCII letter
const HIGH_BYTES = /[\u0080-\u00ff][@-~\u0080-\u00ff]*/g;
// the header of the email, and that of each part
const HEADS = /(?:^|(?<=\n)--[^\r\n]{1,200}\r?\n)(?:[^\r\n]+\r?\n)+/g;
const FILE_FIELD = /^content-(?:type|disposition):/i;
const WORD_LABEL = /=\?[^?\s]+(?=\?[BQ]\?)/gi;
// bytes that are not UTF-8 are not UTF-16 either: headers cannot contain it
const UNICODE_LABEL = /^(?:utf|ucs|unicode|iso-10646)/i;

/** Parses an email. What its headers and its text say is decoded by evidence if the charset is wrong or missing. */
export async function parseEmail(bytes: Uint8Array, options: PostalMimeOptions): Promise<Email> {
  const email = await parseDecoded(bytes, options);
  const raw = latin1(bytes);
  const end = raw.search(HEAD_END);
  const fields = (end < 0 ? raw : raw.slice(0, end)).split(FIELD_END);
  const evidence = { label: labelsOf(raw)[0] ?? null, text: textOf(email) };
  const newFields = fields.map((field) => mendField(field, evidence));
  if (newFields.every((field, i) => field === utf8(fields[i]!))) return mendFileNames(email, raw, options);
  const { attachments: _, ...headers } = await PostalMime.parse(newFields.join("\n"), options);
  return mendFileNames({ ...email, ...headers }, raw, options);
}

/** Decodes the names of files whose bytes are not UTF-8, as they stand in the headers of the parts. */
async function mendFileNames(email: Email, raw: string, options: PostalMimeOptions): Promise<Email> {
  if (email.attachments.length === 0) return email;
  const evidence = { label: labelsOf(raw)[0] ?? null, text: `${email.subject ?? ""} ${textOf(email)}` };
  const mend = (field: string) =>
    FILE_FIELD.test(field) ? Buffer.from(mendField(field, evidence, false)).toString("latin1") : field;
  const newRaw = raw.replaceAll(HEADS, (head) => head.split(FIELD_END).map(mend).join("\n"));
  if (newRaw === raw) return email;
  // only the names, because the text of a file may look like a header
  const { attachments } = await PostalMime.parse(Buffer.from(newRaw, "latin1"), options);
  if (attachments.length !== email.attachments.length) return email;
  return {
    ...email,
    attachments: email.attachments.map((each, i) => ({ ...each, filename: attachments[i]!.filename })),
  };
}

/** The words of a header, such as a subject or a name. */
export const decodedHeader = (header: string): string => mendUtf8(decodeWords(header));

/** The words of a header whose bytes were read as Latin-1. */
export const wordsOfBytes = (header: string): string => decodedHeader(mendField(header, { label: null, text: "" }));

const utf8 = (bytes: string) => Buffer.from(bytes, "latin1").toString("utf8");

/** A header in UTF-8, with labels that fit the bytes of its encoded words. Its addresses stay as they are. */
function mendField(bytes: string, evidence: Evidence, hasAddresses = true): string {
  const asUtf8 = utf8(bytes);
  const text = isMisread(asUtf8) ? decodeField(bytes, evidence, hasAddresses) : asUtf8;
  if (!isMisread(decodeWords(text))) return text;
  return relabel(
    text,
    charsetOf((charset) => decodeWords(relabel(text, charset)), evidence),
  );
}

/**
 * Whether more than a third of the letters are lost, so that the text is not UTF-8. UTF-8 that was cut loses only its last letter;
 * of Thai in an old charset, some letters are valid UTF-8 by chance.
 */
function isMisread(text: string): boolean {
  const lostCount = text.match(/\ufffd/g)?.length ?? 0;
  return lostCount > 0 && lostCount * 3 > (text.match(/\P{ASCII}/gu)?.length ?? 0);
}

function decodeField(bytes: string, evidence: Evidence, hasAddresses: boolean): string {
  const decode = (part: string, charset: string) => part.replaceAll(HIGH_BYTES, (run) => decodeBytes(run, charset));
  const charset = charsetOf((each) => decode(bytes, each), evidence);
  return hasAddresses ? replaceWords(bytes, (word) => decode(word, charset), utf8) : decode(bytes, charset);
}

const decodeBytes = (bytes: string, charset: string) =>
  decodeWords(`=?${charset}?B?${Buffer.from(bytes, "latin1").toString("base64")}?=`);

const relabel = (field: string, charset: string) =>
  replaceWords(field, (word) => word.replaceAll(WORD_LABEL, `=?${charset}`));

// an address that programs could read in different ways must not become a valid one
const replaceWords = (field: string, word: (text: string) => string, address = (text: string) => text) =>
  field.replaceAll(TOKEN, (token) => (token.includes("@") ? address(token) : word(token)));

/** The charset in which a header makes sense: that of the text, Japanese, old Thai, or else Western. */
function charsetOf(read: (charset: string) => string, { label, text }: Evidence): string {
  const western = read("windows-1252");
  const byLabel = label && !UNICODE_LABEL.test(label) ? read(label) : western;
  if (label && byLabel !== western && !byLabel.includes("\ufffd")) return label;
  if (C1_BYTES.test(western) && isJapanese(read("shift_jis"))) return "shift_jis";
  const thai = read("windows-874");
  const fits = isThai(thai) || (isThai(text) && /[\u0e01-\u0e4e]{2}/.test(thai));
  return fits && !thai.includes("\ufffd") ? "windows-874" : "windows-1252";
}

// Japanese letters begin with bytes that are controls and quotation marks elsewhere
const C1_BYTES = /[\u0080-\u009f\u0152-\u2122]/;

const isJapanese = (text: string): boolean =>
  /[\u3041-\u30fe\u4e00-\u9fff]{2}/.test(text) && !/[\ufffd\uff61-\uff9f]/.test(text);
