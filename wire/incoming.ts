import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { reference } from "./fields.ts";
import {
  ARRIVALS,
  BOUNCE_REASONS,
  DECISION_OBSTACLES,
  INCOMING_COUNTS,
  INCOMING_DECISIONS,
  INCOMING_OUTCOMES,
  INCOMING_REASONS,
  INCOMING_STATES,
  MATCHES,
  SUGGESTION_REASONS,
} from "./incoming-words.ts";
import { listParameters, shapeParameters } from "./lists.ts";

const tag = "Incoming email";
const time = z.iso.datetime();
const id = z.uuid();

const shape = {
  id,
  mailbox: id.nullable(),
  arrived_by: z.enum(ARRIVALS),
  received_at: time,
  size: z.int().meta({ description: "Size of the whole email in bytes, even if only its header is stored." }),
  state: z.enum(INCOMING_STATES).meta({
    description:
      "`received` (waits to be processed), `done`, `quarantined` (it could not be read), `held` (a person decides first) or `rejected` by a person.",
  }),
  outcome: z.enum(INCOMING_OUTCOMES).nullable().meta({
    description:
      "The outcome: a new `ticket`, a `reply`, an internal message from a `third_party`, a `bounce` of an outgoing email, an `automatic` email that changes nothing, or a `duplicate`.",
  }),
  reason: z
    .string()
    .nullable()
    .meta({
      examples: ["robot"],
      description: `Why: ${INCOMING_REASONS.join(", ")}; of a \`bounce\`: ${BOUNCE_REASONS.join(", ")}.`,
    }),
  reason_detail: z
    .string()
    .nullable()
    .meta({ examples: ["200000 parts, more than 1000"] }),
  matched_by: z.enum(MATCHES).nullable().meta({
    description:
      "How the ticket was found: by the signed reply address (`token`), by the email that it replies to (`message_id`), by the number in the `subject`, or by a `person`; `new` if none was found.",
  }),
  matched_text: z.string().nullable().meta({ description: "The address, Message-ID or number that led to it." }),
  from_address: z
    .string()
    .nullable()
    .meta({ examples: ["ploy@harbour.example"] }),
  from_name: z.string().nullable(),
  subject: z
    .string()
    .nullable()
    .meta({ examples: ["Zone offline in Bangkok office"] }),
  ticket: id.nullable(),
  ticket_number: z.string().nullable(),
  comment: id.nullable(),
  duplicate_of: id.nullable().meta({ description: "The same email, which arrived earlier." }),
  verdict: z
    .enum(["pass", "fail", "none"])
    .nullable()
    .meta({ description: "Whether SPF, DKIM and DMARC prove the sender's domain; `none` if there is no way to tell." }),
  suggestions: z
    .array(z.object({ ticket: id, ticket_number: z.string(), reason: z.enum(SUGGESTION_REASONS) }))
    .meta({ description: "Tickets that it may belong to, and why it did not join them automatically." }),
  ended_at: time.nullable(),
};
export const IncomingEmail = z.object(shape).meta({ id: "IncomingEmail" });
const person = z.object({ address: z.string(), name: z.string() });
const authentication = z
  .object({
    verdict: z.enum(["pass", "fail", "none"]),
    spf: z.string(),
    dkim: z.string(),
    dmarc: z.string(),
    policy: z.enum(["none", "quarantine", "reject"]),
    domain: z.string(),
  })
  .nullable();
export const IncomingEmailDetail = z
  .object({
    ...shape,
    message_id: z.string().nullable(),
    tries: z.int(),
    decisions: z.array(z.enum(INCOMING_DECISIONS)).meta({ description: "What an Admin can do with it now." }),
    obstacle: z.enum(DECISION_OBSTACLES).nullable().meta({
      description:
        "Why it cannot be released or read again, although its state allows it: it is `too_large`, its message was deleted, its ticket is in the trash, or its sender is a user, who is no participant.",
    }),
    has_source: z.boolean().meta({ description: "False once the source was deleted because of its age." }),
    is_whole: z.boolean().meta({ description: "False if only its header could be fetched; `retry` fetches it again." }),
    envelope: z.object({
      from: z.string().optional(),
      to: z.array(z.string()).optional(),
      ip: z.string().optional(),
      helo: z.string().optional(),
    }),
    auth: authentication,
    signals: z.array(z.object({ signal: z.string(), value: z.string() })),
    to: z.array(person),
    cc: z.array(person),
    sent_at: time.nullable(),
    quoted_html: z.string().meta({ description: "The part of its text that repeats earlier messages." }),
  })
  .meta({ id: "IncomingEmailDetail" });

export const IncomingCounts = z
  .object({ received: z.int(), ...Object.fromEntries(INCOMING_COUNTS.map((name) => [name, z.int()])) })
  .meta({ id: "IncomingCounts" });

const ofTicket = {
  id,
  comment: id.nullable().meta({ description: "The message that it became; null if that is the description." }),
  received_at: time,
  outcome: shape.outcome,
  reason: shape.reason,
  matched_by: shape.matched_by,
  matched_text: shape.matched_text,
  from_address: shape.from_address,
  from_name: shape.from_name,
  subject: shape.subject,
  to: z.array(person),
  cc: z.array(person),
  auth: authentication,
  has_quote: z.boolean().meta({ description: "Whether it repeats earlier messages, which its message leaves out." }),
};
export const TicketIncomingEmail = z.object(ofTicket).meta({ id: "TicketIncomingEmail" });

const admin = { access: "admin", permission: "mailbox.manage", tag } as const;
export const listIncomingEmails = endpoint({
  ...admin,
  method: "GET",
  path: "/incoming-emails/",
  status: 200,
  summary: "List incoming emails",
  description: "Newest first.",
  query: [
    { name: "state", description: `Comma-separated states: ${INCOMING_STATES.join(", ")}.` },
    { name: "outcome", description: `Comma-separated outcomes: ${INCOMING_OUTCOMES.join(", ")}.` },
    { name: "matched_by", description: `Comma-separated ways to find the ticket: ${MATCHES.join(", ")}.` },
    { name: "mailbox", description: "Only emails to this mailbox." },
    { name: "ticket", description: "Only emails of this ticket." },
    { name: "search", description: "Words in the sender's address or name, or the subject." },
    ...listParameters(["received_at", "size", "from_address"]),
  ],
  answer: IncomingEmail,
  answerType: "page",
  problems: [400, 401, 403, 404],
});
export const countIncomingEmails = endpoint({
  ...admin,
  method: "GET",
  path: "/incoming-emails/counts/",
  status: 200,
  summary: "Count incoming emails by outcome",
  description: "`received` is the sum of all others.",
  answer: IncomingCounts,
  problems: [401, 403],
  example: {
    response: {
      received: 430,
      tickets: 120,
      replies: 251,
      third_party: 2,
      bounces: 9,
      automatic: 31,
      duplicates: 12,
      quarantined: 1,
      held: 3,
      rejected: 1,
      pending: 0,
    },
  },
});
export const showIncomingEmail = endpoint({
  ...admin,
  method: "GET",
  path: "/incoming-emails/{id}/",
  status: 200,
  summary: "Show an incoming email with all of its signals",
  query: shapeParameters,
  answer: IncomingEmailDetail,
  problems: [401, 403, 404],
});
export const showIncomingSource = endpoint({
  ...admin,
  method: "GET",
  path: "/incoming-emails/{id}/raw/",
  status: 200,
  summary: "Show an email's unchanged source",
  description: "The first megabyte; each character is a byte.",
  answer: z.object({ raw: z.string(), is_whole: z.boolean() }),
  problems: [401, 403, 404, 409, 503],
});
const staff = { access: "user", permission: "ticket.view", tag } as const;
export const listTicketIncomingEmails = endpoint({
  ...staff,
  method: "GET",
  path: "/tickets/{id}/incoming-emails/",
  status: 200,
  summary: "List the emails that became messages of a ticket, and why they joined it",
  description: "Oldest first.",
  answer: z.object({ results: z.array(TicketIncomingEmail) }),
  problems: [401, 404],
});
export const showTicketIncomingEmail = endpoint({
  ...staff,
  method: "GET",
  path: "/tickets/{id}/incoming-emails/{incoming}/",
  status: 200,
  summary: "Show the complete email that became a message of a ticket",
  answer: z.object({
    quoted_html: z.string().meta({ description: "The part that repeats earlier messages." }),
    raw: z.string().nullable().meta({
      description: "Its source; each character is a byte. Null after it was deleted because of its age.",
    }),
    is_whole: z.boolean().meta({ description: "False if `raw` is only the first megabyte." }),
  }),
  problems: [401, 404, 503],
});
export const retryIncomingEmail = endpoint({
  ...admin,
  method: "POST",
  path: "/incoming-emails/{id}/retry/",
  status: 200,
  summary: "Read a quarantined email again",
  answer: IncomingEmail,
  problems: [401, 403, 404, 409],
});
export const releaseIncomingEmail = endpoint({
  ...admin,
  method: "POST",
  path: "/incoming-emails/{id}/release/",
  status: 200,
  summary: "Let an email through",
  description:
    "The email becomes a ticket or joins one, as if it had not been held. If the email is an internal message from a third party, it becomes public and its sender becomes a participant.",
  answer: IncomingEmail,
  problems: [401, 403, 404, 409],
});
export const rejectIncomingEmail = endpoint({
  ...admin,
  method: "POST",
  path: "/incoming-emails/{id}/reject/",
  status: 200,
  summary: "Reject an email that is held or quarantined",
  answer: IncomingEmail,
  problems: [401, 403, 404, 409],
});
export const moveFields = { ticket: reference() };
export const moveIncomingEmail = endpoint({
  ...admin,
  method: "POST",
  path: "/incoming-emails/{id}/move/",
  status: 200,
  summary: "Move an email to a ticket",
  description:
    "Its message moves with its files, and later replies to it follow. An email that opened a ticket cannot be moved.",
  body: moveFields,
  answer: IncomingEmail,
  problems: [400, 401, 403, 404, 409],
});
