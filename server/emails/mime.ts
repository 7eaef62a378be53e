import nodemailer from "nodemailer";
import type { ComposedEmail } from "./compose.ts";

// The headers that a DKIM signature covers. nodemailer's own list lacks Reply-To and the mark of automatic email.
const SIGNED_HEADERS = [
  "from",
  "reply-to",
  "to",
  "cc",
  "subject",
  "date",
  "message-id",
  "in-reply-to",
  "references",
  "auto-submitted",
  "list-unsubscribe",
  "list-unsubscribe-post",
  "mime-version",
  "content-type",
].join(":");

const encoder = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: "windows" });

/** The bytes of an email as they go over the wire, signed if the mailbox has a key. */
export async function encode(message: ComposedEmail): Promise<Buffer> {
  const { dkim } = message;
  const { message: bytes } = await encoder.sendMail({
    disableFileAccess: true,
    disableUrlAccess: true,
    envelope: message.envelope,
    messageId: message.messageId,
    from: message.from,
    ...(message.replyTo && { replyTo: message.replyTo }),
    to: [...message.to],
    ...(message.cc.length > 0 && { cc: [...message.cc] }),
    subject: message.subject,
    text: message.text,
    html: message.html,
    ...(message.inReplyTo && { inReplyTo: message.inReplyTo }),
    ...(message.references.length > 0 && { references: [...message.references] }),
    date: message.date,
    // `prepared` prevents folding: at some relays, a folded List-Unsubscribe breaks the signature
    headers: Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [name, { prepared: true, value }]),
    ),
    attachments: message.files.map(({ name, content, cid }) => ({
      filename: name,
      content,
      ...(cid ? { cid, contentDisposition: "inline" as const } : { contentDisposition: "attachment" as const }),
    })),
    ...(dkim && {
      dkim: {
        domainName: dkim.domain,
        keySelector: dkim.selector,
        privateKey: dkim.key,
        headerFieldNames: SIGNED_HEADERS,
      },
    }),
  });
  return bytes as Buffer;
}
