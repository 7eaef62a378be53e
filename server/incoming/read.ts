import { randomUUID } from "node:crypto";
import type { Address, Attachment, Email } from "postal-mime";
import { shownFileName } from "../attachments/file-names.ts";
import { plainText } from "../emails/html.ts";
import { splitLong, textHash } from "./body-text.ts";
import { mendUtf8 } from "./charsets.ts";
import { cleanEmailHtml, cleanText, pictureNames } from "./clean.ts";
import { decodedHeader, parseEmail, wordsOfBytes } from "./headers.ts";
import type { NamedAddress, ParsedEmail, ParsedFile } from "./message.ts";
import { cutHtml, cutText, hasWords, type ReplyAndQuote } from "./new-part.ts";
import { readComplaint, readDeliveryStatus, readKnownWords } from "./report.ts";
import { parseSender, plainAddress } from "./sender.ts";
import { readTnef, type Tnef } from "./tnef.ts";

const MAX_FILES = 100;
const MAX_REFERENCES = 50;
const MAX_SUBJECT = 200;
const MAX_PEOPLE = 100;
// headers that say what kind of email it is and who it was sent to
const MARKS = [
  "auto-submitted",
  "x-auto-response-suppress",
  "x-autoreply",
  "x-autorespond",
  "precedence",
  "list-id",
  "list-unsubscribe",
  "return-path",
  "x-docket-loop",
  "x-failed-recipients",
  "content-type",
];
const RECIPIENT_HEADERS = ["to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-forwarded-to", "resent-to"];

/** Parses an email. A crafted one may take long, or all memory, so this runs in a thread that can be stopped. */
export async function readMessage(bytes: Uint8Array): Promise<ParsedEmail> {
  const email = unpackTnef(await parseEmail(bytes, { forceRfc822Attachments: true, maxNestingDepth: 30 }));
  const header = (name: string) => email.headers.filter(({ key }) => key === name).map(({ value }) => value);
  const { files, pictures, leftOut } = filesOf(email);
  const body = bodyOf(email, pictures);
  const ids = (text: string) => [...text.matchAll(/<([^<>\s]{1,500})>/g)].map(([, id]) => `<${id}>`);
  return {
    sender: parseSender(header("from"), decodedHeader),
    addressed: [...new Set(RECIPIENT_HEADERS.flatMap(header).flatMap(addressesIn))].slice(0, MAX_PEOPLE * 2),
    to: people(email.to),
    cc: people(email.cc),
    replyTo: people(email.replyTo)[0]?.address ?? null,
    subject: line(mendUtf8(email.subject ?? ""))
      .slice(0, MAX_SUBJECT)
      .toWellFormed(),
    messageId: ids(email.messageId ?? "")[0] ?? null,
    inReplyTo: ids(header("in-reply-to").join(" "))[0] ?? null,
    references: ids(header("references").join(" ")).slice(-MAX_REFERENCES),
    sentAt: email.date && !Number.isNaN(Date.parse(email.date)) ? new Date(email.date).toISOString() : null,
    ...body,
    files,
    filesLeftOut: leftOut,
    marks: Object.fromEntries(
      MARKS.flatMap((name) => {
        const values = header(name);
        return values.length > 0 ? [[name, line(values.join(", ")).slice(0, 500)]] : [];
      }),
    ),
    ...reportOf(email),
  };
}

const line = (text: string) => decodeControls(text).replaceAll(/\s+/g, " ").trim();
const decodeControls = (text: string) => text.replaceAll(/[\p{Cc}]/gu, " ").toWellFormed();

const addressesIn = (value: string): string[] =>
  [...value.matchAll(/[^\s<>,;:"()]{1,128}@[^\s<>,;:"()]{1,253}/g)].map(([address]) => address);

const people = (list: readonly Address[] = []): NamedAddress[] =>
  list
    .flatMap((each) => ("group" in each && each.group ? each.group : [each as NamedAddress]))
    .flatMap(({ address, name }) => {
      const plain = plainAddress(address ?? "");
      return plain ? [{ address: plain, name: line(mendUtf8(name ?? "")).slice(0, 100) }] : [];
    })
    .slice(0, MAX_PEOPLE);

function bodyOf(email: Email, pictures: ReadonlyMap<string, string>) {
  const html = splitLong(email.html ?? "");
  const isHtml = hasWords(html.beginning);
  const { beginning, rest } = isHtml ? html : splitLong(email.text ?? "");
  const body = mendUtf8(beginning);
  const bodyHash = textHash([body, rest]);
  const clean = (part: string, hasRest = rest !== "") =>
    isHtml ? cleanEmailHtml(part, pictures, hasRest) : cleanText(part, hasRest);
  const whole = clean(body);
  const parts: ReplyAndQuote = isHtml ? cutHtml(body) : cutText(body.replaceAll("\r\n", "\n"));
  const newText = parts.quote ? clean(parts.text, false) : "";
  if (!newText) return { bodyHash, whole, text: whole, quotedHtml: "" };
  return { bodyHash, whole, text: newText, quotedHtml: asHtml(clean(parts.quote), !isHtml) };
}

const asHtml = (text: string, isPlain: boolean) =>
  isPlain && !text.startsWith("<p>") ? `<p>${text.replaceAll("&", "&amp;").replaceAll("\n", "<br>")}</p>` : text;

function filesOf(email: Email): { files: ParsedFile[]; pictures: Map<string, string>; leftOut: number } {
  const pictureKeys = pictureNames(splitLong(email.html ?? "").beginning);
  const pictures = new Map<string, string>();
  const files: ParsedFile[] = [];
  for (const each of email.attachments.slice(0, MAX_FILES)) {
    const [name, contentId] = [nameOf(each), each.contentId?.replaceAll(/^<|>$/g, "") || null];
    const keys = [contentId, each.filename].filter((key) => key != null).map((key) => key.toLowerCase());
    const key = keys.find((each) => pictureKeys.has(each));
    const content = bytesOf(each);
    const id = randomUUID();
    if (key) for (const each of keys) pictures.set(each, id);
    files.push({ id, name, contentId: contentId?.slice(0, 255) ?? null, isInline: key !== undefined, content });
  }
  return { files, pictures, leftOut: Math.max(0, email.attachments.length - MAX_FILES) };
}

/** Replaces a winmail.dat with the files inside it. One that cannot be unpacked stays a file. */
function unpackTnef(email: Email): Email {
  const isTnef = ({ mimeType, filename }: Attachment) =>
    /^application\/(?:vnd\.)?ms-tnef$/i.test(mimeType) || filename?.toLowerCase() === "winmail.dat";
  if (!email.attachments.some(isTnef)) return email;
  const texts = { text: email.text ?? "", html: email.html ?? "" };
  const attachments = email.attachments.flatMap((each) => {
    const content = isTnef(each) ? readTnef(bytesOf(each)) : null;
    if (!content) return [each];
    const brings = !hasWords(texts.text + texts.html) && hasWords(content.text + content.html);
    if (brings) Object.assign(texts, { text: content.text, html: content.html });
    const files = content.files.map(attachmentOf);
    // the text may be in a format that Docket cannot read
    return files.length > 0 || brings ? files : [each];
  });
  return { ...email, ...texts, attachments };
}

const attachmentOf = ({ name, contentId, content }: Tnef["files"][number]): Attachment => ({
  filename: name,
  mimeType: "application/octet-stream",
  disposition: "attachment",
  ...(contentId && { contentId }),
  content,
});

const bytesOf = ({ content }: Attachment): Uint8Array =>
  typeof content === "string" ? Buffer.from(content) : new Uint8Array(content as ArrayBuffer);

const EXTENSIONS: Record<string, string> = {
  "message/rfc822": ".eml",
  "text/plain": ".txt",
  "text/html": ".html",
  "text/calendar": ".ics",
  "application/pdf": ".pdf",
  "image/png": ".png",
  "image/jpeg": ".jpg",
  "image/gif": ".gif",
};

function nameOf(file: Attachment): string {
  const name = file.filename ? shownFileName(mendUtf8(file.filename)) : null;
  if (name) return name.slice(-200);
  const subject =
    file.mimeType === "message/rfc822"
      ? /^subject:[ \t]*(.+)$/im.exec(Buffer.from(bytesOf(file).subarray(0, 8192)).toString("latin1"))?.[1]
      : undefined;
  const stem =
    shownFileName(
      wordsOfBytes(subject ?? "")
        .replaceAll(/[/\\]/g, " ")
        .slice(0, 100),
    ) ?? "attachment";
  return `${stem}${EXTENSIONS[file.mimeType] ?? ""}`;
}

function reportOf(email: Email): Pick<ParsedEmail, "reports" | "complainedSender" | "reportedMessageId"> {
  const type = (mime: string) => email.attachments.find(({ mimeType }) => mimeType === mime);
  const textOf = (file: Attachment | undefined) =>
    file ? Buffer.from(bytesOf(file).subarray(0, 400_000)).toString("utf8").slice(0, 100_000) : "";
  const feedback = textOf(type("message/feedback-report"));
  const originalText = textOf(type("message/rfc822")) || textOf(type("text/rfc822-headers"));
  const words = (email.text ?? (email.html ? plainText(email.html.slice(0, 100_000)) : "")).slice(0, 100_000);
  const id = /^message-id:\s*(<[^<>\s]{1,500}>)/im;
  const statuses = readDeliveryStatus(textOf(type("message/delivery-status")));
  const report = readComplaint(feedback) ?? statuses[0] ?? readKnownWords(words);
  return {
    reports: report && !statuses.includes(report) ? [report] : statuses,
    complainedSender: /^original-mail-from:\s*<?([^<>\s]{1,320})/im.exec(feedback)?.[1] ?? null,
    reportedMessageId: id.exec(originalText)?.[1] ?? id.exec(words)?.[1] ?? null,
  };
}
