import { z } from "zod";
import { WaitsFor } from "./deliveries.ts";
import { CANCELLABLE_STATES, EMAIL_KINDS, EMAIL_REASONS, EMAIL_STATES, UNDELIVERED_STATES } from "./email-words.ts";
import { endpoint } from "./endpoint.ts";
import { choice, email, ids, nullable, reference } from "./fields.ts";
import { listParameters, shapeParameters } from "./lists.ts";

const tag = "Emails";
const time = z.iso.datetime();
const id = z.uuid();

const shape = {
  id,
  kind: z.enum(EMAIL_KINDS),
  state: z.enum(EMAIL_STATES).meta({
    description:
      "`waiting` until its time comes, `sending`, `deferred` (the server asked to try again), `unknown` (the connection ended before the server's reply: it may have arrived, and is tried once more), `accepted` by the server, `delivered` or `bounced` as reported later, `failed` (refused, or given up after three days), `suppressed`, `cancelled`, `held` for a person to decide.",
  }),
  reason: z.enum(EMAIL_REASONS).nullable(),
  ticket: id.nullable(),
  ticket_number: z.string().nullable(),
  comment: id.nullable(),
  mailbox: id.nullable().meta({ description: "Null if the desk had no mailbox yet." }),
  address: z.string().meta({ examples: ["ploy@harbour.example"] }),
  name: z.string(),
  role: z.enum(["to", "cc", "bcc"]),
  subject: z.string().meta({ examples: ["Re: Zone offline in Bangkok office [T-20261120-0001]"] }),
  tries: z.int(),
  last_reply: z
    .string()
    .nullable()
    .meta({
      description: "The last response of the server.",
      examples: ["250 2.0.0 Ok: queued as 4F2A1"],
    }),
  waits_for: WaitsFor,
  created_at: time,
  send_at: time.nullable().meta({ description: "When it is sent or tried again; null if it will not be." }),
  ended_at: time.nullable(),
};
export const OutgoingEmail = z.object(shape).meta({ id: "OutgoingEmail" });
const OutgoingEmailDetail = z
  .object({
    ...shape,
    from: z
      .string()
      .nullable()
      .meta({ examples: ["Ann (Harbour Support) <support@docket.example>"] }),
    message_id: z.string().nullable(),
    text: z.string().nullable().meta({
      description: "Null for an email with a sign-in link, and after it was deleted because of its age.",
    }),
    html: z.string().nullable().meta({ description: "Show it in a sandboxed frame." }),
    attempts: z.array(
      z.object({
        at: time,
        outcome: z
          .enum([
            "accepted",
            "deferred",
            "failed",
            "unknown",
            "unreachable",
            "delivered",
            "delayed",
            "bounced",
            "perhaps_bounced",
          ])
          .nullable()
          .meta({ description: "Null while it runs." }),
        smtp_code: z.int().nullable(),
        enhanced_code: z.string().nullable(),
        reply: z.string().nullable(),
        server: z.string().nullable(),
        ms: z.int().nullable().meta({ description: "How long it took, in milliseconds." }),
      }),
    ),
  })
  .meta({ id: "OutgoingEmailDetail" });

const ORDERINGS = ["created_at", "state", "kind", "address"] as const;
export const listOutgoingEmails = endpoint({
  method: "GET",
  path: "/outgoing-emails/",
  access: "admin",
  permission: "email.manage",
  tag,
  status: 200,
  summary: "List sent and waiting emails",
  description: "Newest first. `state=undelivered` lists all that did not arrive and need a decision.",
  query: [
    {
      name: "state",
      description: `Comma-separated states: ${EMAIL_STATES.join(", ")}, or \`undelivered\`.`,
    },
    { name: "kind", description: `Comma-separated kinds: ${EMAIL_KINDS.join(", ")}.` },
    { name: "reason", description: `Only emails with this reason: ${EMAIL_REASONS.join(", ")}.` },
    { name: "ticket", description: "Only emails about this ticket." },
    { name: "mailbox", description: "Only emails from this mailbox." },
    { name: "recipient", description: "Only emails to this address." },
    { name: "since", description: "Only emails written at this time or later." },
    ...listParameters(ORDERINGS),
  ],
  answer: OutgoingEmail,
  answerType: "page",
  problems: [400, 401, 403, 404],
});
export const countOutgoingEmails = endpoint({
  method: "GET",
  path: "/outgoing-emails/counts/",
  access: "admin",
  permission: "email.manage",
  tag,
  status: 200,
  summary: "Count emails by state",
  answer: z.object({ counts: z.record(z.enum(EMAIL_STATES), z.int()) }),
  problems: [401, 403],
  example: { response: { counts: { waiting: 2, accepted: 340, held: 12 } } },
});
export const showOutgoingEmail = endpoint({
  method: "GET",
  path: "/outgoing-emails/{id}/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "Show an email with its attempts",
  description:
    "As it was sent, or as it would look now. Every user can see emails to customers; other emails are only for Admins and their recipient.",
  query: shapeParameters,
  answer: OutgoingEmailDetail,
  problems: [401, 404],
});
export const showRawEmail = endpoint({
  method: "GET",
  path: "/outgoing-emails/{id}/raw/",
  access: "admin",
  permission: "email.manage",
  tag,
  status: 200,
  summary: "Show an email's source",
  description: "With its headers and parts, as sent to the mail server.",
  answer: z.object({ raw: z.string() }),
  problems: [401, 403, 404, 409],
});
export const listTicketEmails = endpoint({
  method: "GET",
  path: "/tickets/{id}/outgoing-emails/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "List the emails of a ticket to customers",
  description: "One for each message and recipient, oldest first.",
  answer: z.object({ results: z.array(OutgoingEmail) }),
  problems: [401, 404],
});
export const resendFields = {
  to: nullable(email({ description: "Another address to send it to; by default the email's own." })),
};
export const resendEmail = endpoint({
  method: "POST",
  path: "/outgoing-emails/{id}/resend/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 200,
  summary: "Send an email again",
  description:
    "An email that waits for another attempt is tried now. Refused (409) while it is being sent, or if its address gets no email.",
  body: resendFields,
  answer: OutgoingEmail,
  problems: [400, 401, 404, 409],
});
export const cancelEmail = endpoint({
  method: "POST",
  path: "/outgoing-emails/{id}/cancel/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 200,
  summary: "Cancel an email that has not been sent",
  description: `Refused (409) unless its state is one of ${CANCELLABLE_STATES.join(", ")}.`,
  answer: OutgoingEmail,
  problems: [401, 404, 409],
});
export const manyEmailsFields = {
  ids: ids({ max: 1000, description: "Only these." }),
  state: nullable(choice(UNDELIVERED_STATES)),
  reason: nullable(choice(EMAIL_REASONS)),
  ticket: reference({ nullable: true }),
  mailbox: reference({ nullable: true }),
};
const Count = z.object({ count: z.int() });
export const retryEmails = endpoint({
  method: "POST",
  path: "/outgoing-emails/retry/",
  access: "admin",
  permission: "email.manage",
  tag,
  status: 200,
  summary: "Send undelivered emails again",
  description:
    "Sends the failed, bounced and held emails that meet every condition; without a condition, all of them. Suppressed addresses are left out.",
  body: manyEmailsFields,
  partial: true,
  answer: Count,
  problems: [400, 401, 403, 409],
  example: { request: { state: "held", reason: "no_mailbox" }, response: { count: 12 } },
});
export const cancelEmails = endpoint({
  method: "POST",
  path: "/outgoing-emails/cancel/",
  access: "admin",
  permission: "email.manage",
  tag,
  status: 200,
  summary: "Cancel held emails",
  description: "Cancels the emails that meet every condition; without a condition, all held emails.",
  body: manyEmailsFields,
  partial: true,
  answer: Count,
  problems: [400, 401, 403],
  example: { request: { reason: "no_mailbox" }, response: { count: 12 } },
});
export const testEmailFields = { to: email({ example: "ann@docket.example" }) };
export const sendTestEmail = endpoint({
  method: "POST",
  path: "/mailboxes/{id}/test/",
  access: "admin",
  permission: "mailbox.manage",
  tag: "Mailboxes",
  status: 201,
  summary: "Send a test email",
  body: testEmailFields,
  answer: OutgoingEmail,
  problems: [400, 401, 403, 404],
});
