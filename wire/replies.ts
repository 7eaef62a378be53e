import { z } from "zod";
import { addresses } from "./address-list.ts";
import { Draft, DraftFile, MAX_FILES } from "./drafts.ts";
import { endpoint } from "./endpoint.ts";
import { choice, flag, ids, integer, nullable, text } from "./fields.ts";
import { STATUSES } from "./ticket-shapes.ts";

const tag = "Replies";
const time = z.iso.datetime();
const id = z.uuid();

/** Most recipients of one reply. */
const MAX_RECIPIENTS = 50;
const recipient = z.object({ address: z.string(), role: z.enum(["to", "cc", "bcc"]) });
export type ReplyRecipient = z.infer<typeof recipient>;

const Reply = z.object({
  id: id.meta({ description: "The comment that comes of it has the same id." }),
  ticket: id,
  author: id,
  author_name: z.string(),
  text: z.string().nullable().meta({ description: "Null in somebody else's, as status and files are." }),
  is_internal: z.boolean(),
  status: z.enum(STATUSES).nullable(),
  files: z.array(DraftFile).nullable(),
  recipients: z.array(recipient).nullable().meta({
    description: "Who gets it by email; null: the requester and the accepted participants. Null in somebody else's.",
  }),
  created_at: time,
  send_at: time,
  state: z.enum(["waiting", "sent", "held", "cancelled"]),
});

export const replyFields = {
  text: text({ example: "<p>We have restarted the player. Does it play?</p>" }),
  is_internal: flag({ fallback: false }),
  status: nullable(choice(STATUSES)),
  files: ids({ max: MAX_FILES, description: "Draft files of yours, in their order." }),
  to: addresses({
    max: MAX_RECIPIENTS,
    description:
      "Who gets it by email. Without `to`, `cc` and `bcc` these are the requester and the accepted participants; with any of them only those who are named. Whoever is named in `to` or `cc` becomes a participant.",
    example: ["ploy@harbour.example"],
  }),
  cc: addresses({ max: MAX_RECIPIENTS, description: "Who gets a copy.", example: ["may@harbour.example"] }),
  bcc: addresses({
    max: MAX_RECIPIENTS,
    description: "Who gets a copy that no other recipient knows of, and does not become a participant.",
  }),
  seen: integer({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    description: "The version (ETag) of the ticket that you had before you.",
  }),
  force: flag({ fallback: false, description: "Send although somebody else was here meanwhile." }),
  draft: integer({
    required: false,
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    description:
      "The version of your draft that you send: refused (409) when another window has saved something else meanwhile, or has sent it.",
  }),
};

const undo =
  "Nothing leaves for 10 seconds: until `send_at` it is no comment yet, nobody is told its text, and you can take it back.";

export const sendReply = endpoint({
  method: "POST",
  path: "/tickets/{id}/replies/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 201,
  summary: "Send a reply or note that can be taken back",
  description: `${undo} Then comment, files and status take effect together, once. It takes your draft of this ticket with it. When somebody else has changed the ticket since \`seen\`, or has a reply under way, nothing is written: 409 with the ticket's \`version\`, the \`events\` since (as in the timeline) and the replies \`waiting\`; \`force\` sends nevertheless.`,
  body: replyFields,
  answer: Reply,
  problems: [400, 401, 404, 409],
  example: { request: { text: "<p>Restarted the player.</p>", is_internal: false, status: "resolved", seen: 4 } },
});
export const listReplies = endpoint({
  method: "GET",
  path: "/tickets/{id}/replies/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "List the replies that wait to be sent",
  description: "Your own whole; of somebody else's only that it is on its way.",
  answer: z.object({ results: z.array(Reply) }),
  problems: [401, 404],
});
export const cancelReply = endpoint({
  method: "DELETE",
  path: "/tickets/{id}/replies/{reply}/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 200,
  summary: "Take a reply back",
  description:
    "Only its author can, while it waits. It becomes your draft again, before whatever you have begun since.",
  answer: Draft,
  problems: [401, 404, 409],
});
export const sendReplyNow = endpoint({
  method: "POST",
  path: "/tickets/{id}/replies/{reply}/send_now/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 200,
  summary: "Let a reply leave at once",
  answer: Reply,
  problems: [401, 404, 409],
});
