import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { choice, email, flag, integer, nullable, text } from "./fields.ts";
import { listParameters, shapeParameters } from "./lists.ts";
import { ACKNOWLEDGE, EMAIL_LANGUAGES, IMAP_AFTER, IMAP_STARTS, SIGN_INS, SMTP_SECURITIES } from "./mailbox-words.ts";

export const MAILBOX_STATES = ["disabled", "ok", "failing"] as const;
const MAX_KEY_LENGTH = 8_000;

export const mailboxFields = {
  name: text({ max: 100, example: "Harbour Support", description: "The name that emails are sent under." }),
  address: email({ example: "support@docket.example" }),
  language: choice(EMAIL_LANGUAGES, {
    fallback: "en",
    description: "The language of emails to customers whose language is unknown.",
  }),
  signature: text({ max: 10_000, fallback: "", description: "HTML below every reply." }),
  acknowledge: choice(ACKNOWLEDGE, {
    fallback: "customers",
    description:
      "Who gets an acknowledgment: `nobody`, `customers` who opened a ticket themselves, or `everyone`, including contacts for whom an agent opened one.",
  }),
  is_enabled: flag({ fallback: false, description: "Whether emails are sent from it. Needs PUBLIC_URL and a server." }),
  is_default: flag({
    fallback: false,
    description: "Whether it sends emails that belong to no other mailbox. Only one mailbox is the default.",
  }),
  smtp_host: text({ max: 253, fallback: "", example: "smtp.docket.example" }),
  smtp_port: integer({ min: 1, max: 65_535, fallback: 587 }),
  smtp_security: choice(SMTP_SECURITIES, {
    fallback: "starttls",
    description:
      "`tls` from the first byte (port 465), `starttls` (port 587), or `none` for a server on the same machine. Docket never falls back to an unencrypted connection.",
  }),
  smtp_username: text({ max: 254, fallback: "" }),
  smtp_password: nullable(
    text({ max: 4096, trim: false, description: "Stored encrypted and never shown again. Null removes it." }),
  ),
  imap_host: text({
    max: 253,
    fallback: "",
    example: "imap.docket.example",
    description: "Server that emails are fetched from while the mailbox is enabled. Empty: none are fetched.",
  }),
  imap_port: integer({ min: 1, max: 65_535, fallback: 993 }),
  imap_security: choice(SMTP_SECURITIES, {
    fallback: "tls",
    description:
      "`tls` from the first byte (port 993), `starttls` (port 143), or `none` for a server on the same machine.",
  }),
  imap_username: text({ max: 254, fallback: "" }),
  imap_password: nullable(
    text({ max: 4096, trim: false, description: "Stored encrypted and never shown again. Null removes it." }),
  ),
  imap_folder: text({ max: 255, fallback: "INBOX", description: "The folder that is read." }),
  imap_start: choice(IMAP_STARTS, {
    fallback: "now",
    description:
      "What to fetch when a folder is read for the first time: emails that arrive from `now` on, or `everything`.",
  }),
  imap_after: choice(IMAP_AFTER, {
    fallback: "leave",
    description: "What happens to an email on the server once it is stored. `leave` does not even mark it as read.",
  }),
  imap_move_to: text({ max: 255, fallback: "", description: "The folder that emails are moved to." }),
  dkim_selector: text({ max: 63, fallback: "", description: "Emails are signed if this and a key are set." }),
  dkim_key: nullable(
    text({
      max: MAX_KEY_LENGTH,
      description: "A private RSA key in PEM format. Stored encrypted and never shown again. Null removes it.",
    }),
  ),
  has_plus_addresses: flag({
    fallback: true,
    description:
      "Whether the server delivers `support+anything@` to `support@`. Replies are then matched to their ticket by that address.",
  }),
  max_connections: integer({
    min: 1,
    max: 50,
    fallback: 4,
    description: "Maximum number of simultaneous connections to the server.",
  }),
};

const time = z.iso.datetime();
export const Mailbox = z
  .object({
    id: z.uuid(),
    name: z.string(),
    address: z.string().meta({ examples: ["support@docket.example"] }),
    language: z.enum(EMAIL_LANGUAGES),
    signature: z.string(),
    acknowledge: z.enum(ACKNOWLEDGE),
    is_enabled: z.boolean(),
    is_default: z.boolean(),
    smtp_host: z.string(),
    smtp_port: z.int(),
    smtp_security: z.enum(SMTP_SECURITIES),
    smtp_username: z.string(),
    sign_in: z.enum(SIGN_INS).meta({ description: "`google` or `microsoft`: with a token from that provider." }),
    has_smtp_password: z.boolean(),
    imap_host: z.string(),
    imap_port: z.int(),
    imap_security: z.enum(SMTP_SECURITIES),
    imap_username: z.string(),
    has_imap_password: z.boolean(),
    imap_folder: z.string(),
    imap_start: z.enum(IMAP_STARTS),
    imap_after: z.enum(IMAP_AFTER),
    imap_move_to: z.string(),
    imap_origin: z.enum(["api", "environment"]).meta({ description: "`environment`: IMAP_URL sets the IMAP fields." }),
    imap_read_at: time.nullable().meta({ description: "When its folder was last read to the end." }),
    dkim_selector: z.string(),
    has_dkim_key: z.boolean(),
    has_plus_addresses: z.boolean(),
    max_connections: z.int(),
    origin: z
      .enum(["api", "environment"])
      .meta({ description: "`environment`: SMTP_URL and MAIL_FROM set its address and server." }),
    state: z.enum(MAILBOX_STATES),
    failing_since: time.nullable(),
    last_error: z.string().nullable(),
    retry_at: time.nullable().meta({ description: "When a failing server is tried again." }),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "Mailbox" });

export const CHECK_STEPS = [
  "settings",
  "dns",
  "tcp",
  "tls",
  "login",
  "roundtrip",
  "imap_dns",
  "imap_tcp",
  "imap_tls",
  "imap_login",
  "imap_folder",
  "mx",
  "spf",
  "dkim",
  "dmarc",
] as const;
export type CheckStep = (typeof CHECK_STEPS)[number];
const MailboxCheck = z
  .object({
    mailbox: z.uuid(),
    state: z.enum(["none", "waiting", "running", "done"]),
    requested_at: time.nullable(),
    finished_at: time.nullable(),
    steps: z.array(
      z.object({
        step: z.enum(CHECK_STEPS),
        result: z.enum(["ok", "warning", "failed", "skipped"]),
        detail: z.string().meta({ examples: ["Connected to smtp.docket.example (203.0.113.5), port 587."] }),
      }),
    ),
  })
  .meta({ id: "MailboxCheck" });
const DnsRecord = z.object({
  type: z.enum(["TXT"]),
  name: z.string().meta({ examples: ["docket._domainkey.docket.example"] }),
  value: z.string().meta({ examples: ["v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQ"] }),
  purpose: z.enum(["spf", "dkim", "dmarc"]),
});

const tag = "Mailboxes";
const ORDERINGS = ["name", "address", "created_at"] as const;
export const listMailboxes = endpoint({
  method: "GET",
  path: "/mailboxes/",
  access: "admin",
  permission: "mailbox.manage",
  tag,
  status: 200,
  summary: "List mailboxes",
  query: [...listParameters(ORDERINGS)],
  answer: Mailbox,
  answerType: "page",
  problems: [401, 403, 404],
});
export const createMailbox = endpoint({
  method: "POST",
  path: "/mailboxes/",
  access: "admin",
  permission: "mailbox.manage",
  tag,
  status: 201,
  summary: "Create a mailbox",
  description: "The first one that is enabled becomes the default.",
  body: mailboxFields,
  answer: Mailbox,
  problems: [400, 401, 403],
});
export const showMailbox = endpoint({
  method: "GET",
  path: "/mailboxes/{id}/",
  access: "admin",
  permission: "mailbox.manage",
  tag,
  status: 200,
  summary: "Show a mailbox",
  query: shapeParameters,
  answer: Mailbox,
  problems: [401, 403, 404],
});
export const updateMailbox = endpoint({
  method: "PATCH",
  path: "/mailboxes/{id}/",
  access: "admin",
  permission: "mailbox.manage",
  tag,
  status: 200,
  summary: "Update a mailbox",
  description: "A change of the server or its sign-in ends a pause after failures.",
  body: mailboxFields,
  partial: true,
  answer: Mailbox,
  problems: [400, 401, 403, 404, 412],
});
export const replaceMailbox = endpoint({
  method: "PUT",
  path: "/mailboxes/{id}/",
  access: "admin",
  permission: "mailbox.manage",
  tag,
  status: 200,
  summary: "Replace a mailbox",
  description: "Fields that are left out keep their values.",
  body: mailboxFields,
  answer: Mailbox,
  problems: [400, 401, 403, 404, 412],
});
export const deleteMailbox = endpoint({
  method: "DELETE",
  path: "/mailboxes/{id}/",
  access: "admin",
  permission: "mailbox.manage",
  tag,
  status: 204,
  summary: "Delete a mailbox",
  description:
    "Waiting emails are sent from the default mailbox instead. A mailbox from the environment can be deleted once SMTP_URL is unset.",
  problems: [401, 403, 404, 409],
});
export const checkMailbox = endpoint({
  method: "POST",
  path: "/mailboxes/{id}/check/",
  access: "admin",
  permission: "mailbox.manage",
  tag,
  status: 200,
  summary: "Check a mailbox",
  description:
    "A server with WORKER=on looks up the names, connects, encrypts, signs in and sends a test email to the mailbox itself. Then it signs in to the IMAP server, opens the folder, and reads the SPF, DKIM and DMARC records. Read the result with GET.",
  answer: MailboxCheck,
  problems: [401, 403, 404],
});
export const showMailboxCheck = endpoint({
  method: "GET",
  path: "/mailboxes/{id}/check/",
  access: "admin",
  permission: "mailbox.manage",
  tag,
  status: 200,
  summary: "Show the result of the last check",
  answer: MailboxCheck,
  problems: [401, 403, 404],
});
export const createDkimKey = endpoint({
  method: "POST",
  path: "/mailboxes/{id}/dkim_key/",
  access: "admin",
  permission: "mailbox.manage",
  tag,
  status: 200,
  summary: "Create a DKIM key for a mailbox",
  description: "Replaces the key and selector. Publish the record that `/dns/` shows.",
  answer: Mailbox,
  problems: [401, 403, 404],
});
export const showMailboxDns = endpoint({
  method: "GET",
  path: "/mailboxes/{id}/dns/",
  access: "admin",
  permission: "mailbox.manage",
  tag,
  status: 200,
  summary: "List the DNS records that a mailbox needs",
  answer: z.object({ results: z.array(DnsRecord) }),
  problems: [401, 403, 404, 409],
});
