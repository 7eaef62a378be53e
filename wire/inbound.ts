import { z } from "zod";
import { endpoint } from "./endpoint.ts";

const tag = "Incoming email";

export const createInboundSecret = endpoint({
  access: "admin",
  permission: "mailbox.manage",
  tag,
  method: "POST",
  path: "/mailboxes/{id}/inbound_secret/",
  status: 200,
  summary: "Create the secret that signs emails sent to a mailbox over HTTP",
  description: "Replaces the previous secret. The new one is shown only once.",
  answer: z.object({ secret: z.string() }),
  problems: [401, 403, 404],
  example: { response: { secret: "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ" } },
});
export const receiveMail = endpoint({
  method: "POST",
  path: "/inbound/mail/",
  access: "credentials-ignored",
  isSigned: true,
  consumes: ["email"],
  tag,
  status: 202,
  summary: "Deliver an email",
  description:
    "The body is the unchanged email (message/rfc822). `X-Docket-Signature` is the HMAC-SHA256, in hexadecimal, of `{id}.{timestamp}.{sha256}` with the mailbox's secret, where `sha256` is that of the body in hexadecimal. A delivery that is repeated with the same ID is stored once. The response is sent after the email is stored; keep the email until then.",
  headers: [
    { name: "X-Docket-Mailbox", description: "The mailbox's ID.", schema: { type: "string", format: "uuid" } },
    {
      name: "X-Docket-Id",
      description: "The delivery's own ID, 1 to 200 characters.",
      example: "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
    },
    { name: "X-Docket-Timestamp", description: "Seconds since 1970, at most five minutes off.", example: "1795680000" },
    { name: "X-Docket-Content-Sha256", description: "SHA-256 of the body in hexadecimal." },
    { name: "X-Docket-Signature", description: "The signature." },
    { name: "X-Docket-Envelope-From", description: "The envelope's sender; empty for a report." },
    { name: "X-Docket-Envelope-To", description: "The envelope's recipients, separated by commas." },
    { name: "X-Docket-Client-Ip", description: "The address that the email came from, for SPF." },
  ],
  answer: z.object({ id: z.uuid() }),
  problems: [401, 409, 413, 503],
});
