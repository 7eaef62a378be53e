import { z } from "zod";
import { addresses } from "./address-list.ts";
import { MAX_DRAFT_FILES } from "./drafts.ts";
import { endpoint } from "./endpoint.ts";
import { ids, reference, text } from "./fields.ts";

const tag = "Participants";
const id = z.uuid();
const send = { method: "POST", access: "user", permission: "ticket.reply", tag } as const;
const MAX_RECIPIENTS = 20;

const files = ids({
  max: MAX_DRAFT_FILES,
  description: "Files of the ticket to attach. Files of internal notes are not allowed.",
});

export const sendDescriptionFields = {
  cc: addresses({
    max: MAX_RECIPIENTS,
    description: "Who gets a copy and becomes a participant.",
    example: ["may@harbour.example"],
  }),
  bcc: addresses({ max: MAX_RECIPIENTS, description: "Who gets a hidden copy." }),
  mailbox: reference({
    nullable: true,
    description: "The mailbox that sends this ticket's emails. Default: the default mailbox.",
  }),
  files,
};
export const sendDescription = endpoint({
  ...send,
  path: "/tickets/{id}/send_description/",
  status: 200,
  summary: "Send a ticket's description to its requester",
  description:
    "Starts a conversation by email. The description of a ticket that an agent creates is internal; from then on the requester may see it. The email is sent once, after the undo time. 409 if the requester already has it or has no email address.",
  body: sendDescriptionFields,
  answer: z.object({ emails: z.array(id).meta({ description: "One for each recipient." }) }),
  problems: [400, 401, 404, 409],
  example: { request: { cc: ["may@harbour.example"] } },
});

export const forwardFields = {
  to: addresses({ max: MAX_RECIPIENTS, description: "Third parties.", example: ["help@speakers.example"] }),
  cc: addresses({ max: MAX_RECIPIENTS, description: "Who gets a copy; everyone in `to` and `cc` sees that." }),
  bcc: addresses({ max: MAX_RECIPIENTS, description: "Who gets a copy that no other recipient knows of." }),
  text: text({
    trim: false,
    max: 200_000,
    description: "What you write above it.",
    example: "<p>Can you repair it?</p>",
  }),
  comment: reference({
    nullable: true,
    description: "The message to forward: a public one, or one from a third party. If omitted, only your text is sent.",
  }),
  files,
};
export const forwardTicket = endpoint({
  ...send,
  path: "/tickets/{id}/forward/",
  status: 201,
  summary: "Forward a message to a third party",
  description:
    "An internal note records what was forwarded, and to which addresses. The third party's reply is kept as an internal message. Neither reaches the customer. Internal notes and their files cannot be forwarded.",
  body: forwardFields,
  answer: z.object({ comment: id.meta({ description: "The note." }), emails: z.array(id) }),
  problems: [400, 401, 404],
  example: { request: { to: ["help@speakers.example"], text: "<p>Can you repair it?</p>" } },
});
