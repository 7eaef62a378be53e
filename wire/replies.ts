import { z } from "zod";
import { addresses, MAX_RECIPIENTS, ReplyRecipient } from "./address-list.ts";
import { carriedChanges } from "./carried-changes.ts";
import { DraftFile, MAX_DRAFT_FILES, macrosField, StoredDraft } from "./drafts.ts";
import { endpoint } from "./endpoint.ts";
import { choice, flag, ids, instant, integer, nullable, text } from "./fields.ts";
import { STATUSES } from "./ticket-shapes.ts";

const tag = "Replies";
const time = z.iso.datetime();
const id = z.uuid();

const Reply = z.object({
  id: id.meta({ description: "The comment gets the same ID." }),
  ticket: id,
  author: id,
  author_name: z.string(),
  text: z
    .string()
    .nullable()
    .meta({ description: "Null for replies of others, as are `status`, `files`, `changes` and `macros`." }),
  is_internal: z.boolean(),
  status: z.enum(STATUSES).nullable(),
  files: z.array(DraftFile).nullable(),
  changes: z.record(z.string(), z.unknown()).nullable(),
  macros: z.array(id).nullable(),
  recipients: z.array(ReplyRecipient).nullable().meta({
    description: "Who gets it by email; null: the requester and the accepted participants. Null for replies of others.",
  }),
  created_at: time,
  send_at: time,
  is_scheduled: z.boolean().meta({ description: "Whether its author has chosen when it is sent." }),
  state: z.enum(["waiting", "sent", "held", "cancelled"]),
});

export const replyFields = {
  text: text({ example: "<p>We have restarted the player. Does it play?</p>" }),
  is_internal: flag({ fallback: false }),
  status: nullable(choice(STATUSES)),
  files: ids({ max: MAX_DRAFT_FILES, description: "Your draft files, in order." }),
  changes: carriedChanges(
    "Changes of the ticket that are saved with the reply, and undone with it. `status` overrides theirs.",
  ),
  macros: macrosField,
  to: addresses({
    max: MAX_RECIPIENTS,
    description:
      "Recipients by email. Default: the requester and the accepted participants. With `to`, `cc` or `bcc`, only the people named there. Everyone in `to` or `cc` becomes a participant.",
    example: ["ploy@harbour.example"],
  }),
  cc: addresses({ max: MAX_RECIPIENTS, description: "Who gets a copy.", example: ["may@harbour.example"] }),
  bcc: addresses({
    max: MAX_RECIPIENTS,
    description: "Who gets a hidden copy. They do not become participants.",
  }),
  send_at: instant({
    description:
      "When to send it, within a year. A date alone is the start of that day. If the customer writes first, it becomes a draft again.",
    example: "2026-11-30T09:00:00Z",
  }),
  seen: integer({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    description: "The version (ETag) of the ticket that you last saw.",
  }),
  force: flag({
    fallback: false,
    description: "Whether to send it whatever others did to the ticket since `seen`.",
  }),
  draft: integer({
    required: false,
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    description:
      "The version of the draft that you are sending. Returns 409 if another window has changed or sent it since.",
  }),
};

const undo =
  "The reply waits 10 seconds. Until `send_at` it is not a comment, no one else can read it, and you can undo it.";

export const sendReply = endpoint({
  method: "POST",
  path: "/tickets/{id}/replies/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 201,
  summary: "Send a reply or note with undo",
  description: `${undo} Then the comment, its files, the status and the changes are saved together, exactly once, and your draft is deleted. Nothing is saved if someone else has a reply waiting, or since \`seen\` has written, changed or deleted a message or file, changed the requester, resolved or closed the ticket, removed a recipient from it, or given another value to a field that the reply sets (changes by automations don't count): 409 returns the ticket's \`version\`, all \`events\` since then (as in the timeline) and the replies \`waiting\`. \`force\` sends it anyway.`,
  body: replyFields,
  answer: Reply,
  problems: [400, 401, 404, 409],
  example: {
    request: {
      text: "<p>Restarted the player.</p>",
      is_internal: false,
      status: "resolved",
      changes: { priority: "low", add_tags: ["player"] },
      seen: 4,
    },
  },
});
export const listReplies = endpoint({
  method: "GET",
  path: "/tickets/{id}/replies/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "List waiting replies",
  description: "Your own in full. Replies of others without text, status, files and changes.",
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
  summary: "Undo sending a reply",
  description:
    "Only for its author, while it waits. The text returns to your draft, above anything you have written since.",
  answer: StoredDraft,
  problems: [401, 404, 409],
});
export const sendReplyNow = endpoint({
  method: "POST",
  path: "/tickets/{id}/replies/{reply}/send_now/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 200,
  summary: "Send a waiting reply now",
  answer: Reply,
  problems: [401, 404, 409],
});
export const undoReplyChanges = endpoint({
  method: "POST",
  path: "/tickets/{id}/replies/{reply}/undo_changes/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 200,
  summary: "Undo the changes of a reply",
  description:
    "Only for its author, for 24 hours after it was sent. All fields that were saved with the reply get their previous values; the reply stays. 409 if someone else has changed the ticket since, or you have changed the same fields.",
  answer: Reply,
  problems: [401, 404, 409],
});
