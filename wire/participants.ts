import { z } from "zod";
import { Delivery } from "./deliveries.ts";
import { SUPPRESSION_REASONS } from "./email-words.ts";
import { endpoint } from "./endpoint.ts";
import { email, reference, text } from "./fields.ts";
import { SUGGESTION_REASONS } from "./incoming-words.ts";

const tag = "Participants";
const time = z.iso.datetime();
const id = z.uuid();

/** The maximum number of participants of one ticket. */
export const MAX_PARTICIPANTS = 20;

export const Participant = z
  .object({
    id,
    contact: id.nullable(),
    address: z.string().meta({ examples: ["may@harbour.example"] }),
    name: z.string(),
    state: z.enum(["accepted", "proposed"]).meta({
      description:
        "`accepted`: gets replies, and emails from the address join the ticket. `proposed`: was named in an email, and gets nothing until an agent accepts it.",
    }),
    origin: z.enum(["mail", "agent", "third_party"]).meta({
      description: "An email named the address, an agent added it, or an agent accepted a message from there.",
    }),
    added_by: id.nullable(),
    added_by_name: z.string().nullable(),
    created_at: time,
  })
  .meta({ id: "Participant" });

const Sender = z.object({
  id,
  name: z.string().meta({ examples: ["Harbour Support"] }),
  address: z.string().meta({ examples: ["support@docket.example"] }),
});

const Conversation = z
  .object({
    requester: z.object({ contact: id, address: z.string(), name: z.string() }).nullable().meta({
      description: "The ticket's contact, if it has an email address. No email ever changes it.",
    }),
    participants: z.array(Participant),
    mailbox: id.nullable().meta({ description: "The mailbox that sends the replies; null if there is none." }),
    mailboxes: z.array(Sender).meta({
      description: "All enabled mailboxes that can send the replies.",
    }),
    followers: z
      .array(z.object({ id, name: z.string().meta({ examples: ["Ann Sutherland"] }) }))
      .meta({ description: "Users who follow the ticket." }),
    third_parties: z
      .array(z.object({ comment: id, address: z.string(), name: z.string(), reason: z.string().nullable() }))
      .meta({ description: "Internal messages from people who are not participants. An agent can accept them." }),
    suggestions: z
      .array(
        z.object({ ticket: id, ticket_number: z.string(), subject: z.string(), reason: z.enum(SUGGESTION_REASONS) }),
      )
      .meta({ description: "Tickets that the email that opened this one may belong to." }),
    thank_yous: z.array(id).meta({
      description: "Comments that only say thank you, and therefore did not reopen the ticket.",
    }),
    suppressed: z
      .array(z.object({ id, address: z.string(), because: z.enum(SUPPRESSION_REASONS), created_at: time }))
      .meta({ description: "Addresses in this ticket that get no email, and why." }),
    is_description_internal: z.boolean().meta({
      description: "Whether the description was an internal note of another ticket. It cannot be sent.",
    }),
    opening: z.array(Delivery).meta({
      description: "If an agent sent the description: the state of the email to each recipient.",
    }),
    acknowledgement: z.array(Delivery).meta({
      description:
        "The state of the acknowledgment of the ticket. `cancelled`: Docket did not send it; `reason` says why.",
    }),
    merged: z
      .array(z.object({ ticket: id, ticket_number: z.string(), merged_at: time, can_undo: z.boolean() }))
      .meta({ description: "Tickets that were merged into this one, the last one first." }),
  })
  .meta({ id: "Conversation" });

export const showConversation = endpoint({
  method: "GET",
  path: "/tickets/{id}/conversation/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "Show who takes part in a ticket by email",
  description: "The requester, the participants, and the mailbox that sends the replies.",
  answer: Conversation,
  problems: [401, 404],
});
export const conversationFields = {
  mailbox: reference({ description: "An enabled mailbox." }),
};
export const updateConversation = endpoint({
  method: "PATCH",
  path: "/tickets/{id}/conversation/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 200,
  partial: true,
  summary: "Choose the mailbox that sends the replies to a ticket",
  body: conversationFields,
  answer: Conversation,
  problems: [400, 401, 404],
});

export const participantFields = {
  contact: reference({ nullable: true, required: false, description: "A contact with an email address." }),
  address: email({ required: false, description: "An address, instead of a contact.", example: "may@harbour.example" }),
  name: text({ required: false, blank: true, max: 100, description: "How to address the person.", example: "May" }),
};
export const listSenders = endpoint({
  method: "GET",
  path: "/mailboxes/senders/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 200,
  summary: "List the mailboxes that can send email",
  description: "The enabled ones; the default mailbox first.",
  answer: z.object({ results: z.array(Sender) }),
  problems: [401],
});
export const listParticipants = endpoint({
  method: "GET",
  path: "/tickets/{id}/participants/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "List the participants of a ticket",
  description: "Oldest first, without the requester.",
  answer: z.object({ results: z.array(Participant) }),
  problems: [401, 404],
});
export const addParticipant = endpoint({
  method: "POST",
  path: "/tickets/{id}/participants/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 201,
  summary: "Add a participant to a ticket",
  description: `By contact or by address. If an email has proposed the participant, they are accepted. A ticket can have at most ${MAX_PARTICIPANTS} participants. The requester, agents and the desk's own addresses cannot be added.`,
  body: participantFields,
  answer: Participant,
  problems: [400, 401, 404],
  example: { request: { address: "may@harbour.example", name: "May" } },
});
export const removeParticipant = endpoint({
  method: "DELETE",
  path: "/tickets/{id}/participants/{participant}/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 204,
  summary: "Remove a participant from a ticket",
  description:
    "Later replies are not sent to this address. Messages from it are kept as internal messages from then on.",
  problems: [401, 404],
});
