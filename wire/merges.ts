import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { reference, text } from "./fields.ts";

const tag = "Merging";
const time = z.iso.datetime();
const id = z.uuid();
const ticket = z.object({
  id,
  ticket_number: z.string().meta({ examples: ["T-20261120-0001"] }),
  subject: z.string(),
});
const change = { access: "user", permission: "ticket.change", tag } as const;

/** Hours in which a merge can be undone. */
export const MERGE_UNDO_HOURS = 24;

export const MergePreview = z
  .object({
    source: ticket,
    target: ticket,
    messages: z.int().meta({ description: "Number of messages that move, including the description." }),
    files: z.int(),
    joining: z.array(z.object({ address: z.string(), name: z.string() })).meta({
      description: "Who becomes a participant of the target and gets its later replies.",
    }),
  })
  .meta({ id: "MergePreview" });
export const Merge = z
  .object({
    source: id,
    source_number: z.string(),
    target: id,
    target_number: z.string(),
    merged_at: time,
    undo_until: time.meta({ description: "Undo ends earlier if something else happens to the target." }),
  })
  .meta({ id: "Merge" });

export const SHOWN_MERGES = 20;
export const RecentMerge = Merge.extend({
  source_subject: z.string(),
  merged_by: id.nullable(),
  merged_by_name: z.string().nullable(),
  can_undo: z.boolean().meta({ description: "False once something else has happened to the target." }),
}).meta({ id: "RecentMerge" });

export const listMerges = endpoint({
  ...change,
  method: "GET",
  path: "/merges/",
  status: 200,
  summary: "List recent merges",
  description: `Your merges of the last ${MERGE_UNDO_HOURS} hours that were not undone, the newest first, up to ${SHOWN_MERGES}. For Admins, those of all users.`,
  answer: z.object({ results: z.array(RecentMerge) }),
  problems: [401, 403],
});
export const previewMerge = endpoint({
  ...change,
  method: "GET",
  path: "/tickets/{id}/merge/",
  status: 200,
  summary: "Preview a merge",
  description: "What would move if this ticket were merged into another.",
  query: [{ name: "into", description: "The target's ID.", schema: { type: "string", format: "uuid" } }],
  answer: MergePreview,
  problems: [400, 401, 404, 409],
});
export const mergeFields = { into: reference({ description: "The target's ID." }) };
export const mergeTicket = endpoint({
  ...change,
  method: "POST",
  path: "/tickets/{id}/merge/",
  status: 200,
  summary: "Merge a ticket into another",
  description: `Moves its messages, files, participants, followers and emails to the target. Its requester becomes a participant of the target. Internal messages stay internal, and no one is notified. The ticket itself moves to the trash; its ID and number redirect to the target (307), and later emails join the target. Refused (409) while a reply to it is waiting. It can be undone for ${MERGE_UNDO_HOURS} hours.`,
  body: mergeFields,
  answer: Merge,
  problems: [400, 401, 404, 409],
});
export const undoMerge = endpoint({
  ...change,
  method: "POST",
  path: "/tickets/{id}/unmerge/",
  status: 200,
  summary: "Undo the merge of a ticket into another",
  description: `Send the ID of the ticket that was merged. Refused (409) after ${MERGE_UNDO_HOURS} hours, and once something else has happened to the target.`,
  answer: ticket,
  problems: [401, 404, 409],
});
export const moveCommentFields = { ticket: reference({ description: "The ticket to move it to." }) };
export const moveComment = endpoint({
  ...change,
  method: "POST",
  path: "/ticket-comments/{id}/move/",
  status: 200,
  summary: "Move a message to another ticket",
  description:
    "With its files; later emails that answer it follow. An email about it that has not been sent yet is canceled. An internal message stays internal.",
  body: moveCommentFields,
  answer: ticket,
  problems: [400, 401, 404, 409],
});
export const splitCommentFields = {
  subject: text({
    max: 200,
    required: false,
    description: "Default: the subject of the ticket that the message leaves.",
  }),
};
export const splitComment = endpoint({
  ...change,
  method: "POST",
  path: "/ticket-comments/{id}/split/",
  status: 201,
  summary: "Turn a message into its own ticket",
  description:
    "The message and its files become the description of a new ticket: for the message's author if the author is a contact, otherwise for the same contact. Later emails that reply to it follow.",
  body: splitCommentFields,
  answer: ticket,
  problems: [400, 401, 404],
  example: { request: { subject: "A second question" } },
});
export const acceptComment = endpoint({
  method: "POST",
  path: "/ticket-comments/{id}/accept/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 200,
  summary: "Accept a third party's message",
  description:
    "An email from someone who is not a participant is kept as an internal message. When you accept it, it becomes public and its author becomes a participant. Nothing else makes it public.",
  answer: z.object({ comment: id, address: z.string(), contact: id }),
  problems: [401, 404, 409],
});
export const dismissSuggestions = endpoint({
  ...change,
  method: "POST",
  path: "/tickets/{id}/dismiss_suggestions/",
  status: 204,
  summary: "Dismiss the suggestion that a ticket's email belongs to another ticket",
  problems: [401, 404],
});
