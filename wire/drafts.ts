import { z } from "zod";
import { addresses, MAX_RECIPIENTS, ReplyRecipient, recipientList } from "./address-list.ts";
import { carriedChanges } from "./carried-changes.ts";
import { endpoint } from "./endpoint.ts";
import { choice, flag, ids, integer, jsonObject, nullable, text } from "./fields.ts";
import { Attachment, STATUSES } from "./ticket-shapes.ts";

const tag = "Drafts";
const time = z.iso.datetime();
const id = z.uuid();
/** The maximum number of files in one draft or reply. */
export const MAX_DRAFT_FILES = 50;
const MAX_MACROS = 20;

export const DraftFile = z.object({
  id,
  name: z.string(),
  size: z.int(),
  file: z
    .url()
    .meta({ description: "Signed URL that downloads the file without a token. Valid for one to two hours." }),
  created_at: time,
});
export const StoredDraft = z.object({
  ticket: id,
  text: z.string(),
  is_internal: z.boolean(),
  status: z.enum(STATUSES).nullable(),
  files: z.array(DraftFile),
  changes: z.record(z.string(), z.unknown()),
  macros: z.array(id),
  recipients: z.array(ReplyRecipient).nullable().meta({
    description: "Who gets it by email; null: the requester and the accepted participants.",
  }),
  updated_at: time.nullable().meta({ description: "Null if there is no draft." }),
  version: z.int().meta({ description: "Increases with each change; 0 if there is no draft." }),
});

const version = integer({
  required: false,
  min: 0,
  max: Number.MAX_SAFE_INTEGER,
  description: "The version you edited. Returns 409 if another window has saved a different text since.",
});
const files = ids({ max: MAX_DRAFT_FILES, description: "IDs of draft files, in order. Deleted files are ignored." });
export const macrosField = ids({
  max: MAX_MACROS,
  description: "IDs of the macros that were applied to it. Automations can act on them when it is sent.",
});
const recipients = (description: string, example?: string[]) =>
  addresses({ max: MAX_RECIPIENTS, isDraft: true, description, ...(example && { example }) });
export const draftFields = {
  text: text({ blank: true, trim: false, max: 2_000_000, required: true, example: "<p>We have restarted the pl</p>" }),
  is_internal: flag({ fallback: false, description: "Whether the draft is an internal note." }),
  status: nullable(choice(STATUSES)),
  files,
  changes: carriedChanges("Changes of the ticket that go with the reply."),
  macros: macrosField,
  to: recipients("Recipients by email, as in a reply. Default: the requester and the accepted participants.", [
    "ploy@harbour.example",
  ]),
  cc: recipients("Who gets a copy."),
  bcc: recipients("Who gets a hidden copy."),
  recipients: nullable(
    recipientList("The recipients of a draft as you have read it. Not used if `to`, `cc` or `bcc` is sent."),
  ),
  version,
};
export const newTicketDraftFields = {
  fields: jsonObject({
    max: 200_000,
    description: "The form's values, as any JSON object.",
    example: { subject: "Lobby is sil" },
  }),
  files,
  version,
};

export const showDraft = endpoint({
  method: "GET",
  path: "/tickets/{id}/draft/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 200,
  summary: "Show your draft reply",
  description: "Only you can see it. Returns an empty draft if there is none.",
  answer: StoredDraft,
  problems: [401, 404],
});
export const saveDraft = endpoint({
  method: "PUT",
  path: "/tickets/{id}/draft/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 200,
  summary: "Save your draft reply",
  description: "Saving the same content again changes nothing. Saving an empty draft deletes it.",
  body: draftFields,
  answer: StoredDraft,
  problems: [400, 401, 404, 409],
});
export const deleteDraft = endpoint({
  method: "DELETE",
  path: "/tickets/{id}/draft/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 204,
  summary: "Discard your draft reply",
  problems: [401, 404],
});
export const listDrafts = endpoint({
  method: "GET",
  path: "/drafts/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 200,
  summary: "List your draft replies",
  description: "Most recently changed first, at most 100.",
  answer: z.object({ results: z.array(StoredDraft.extend({ ticket_number: z.string(), subject: z.string() })) }),
  problems: [401],
});

const NewTicketDraft = z.object({
  fields: z.record(z.string(), z.unknown()),
  files: z.array(DraftFile),
  updated_at: time.nullable(),
  version: z.int(),
});
export const showNewTicketDraft = endpoint({
  method: "GET",
  path: "/drafts/new-ticket/",
  access: "user",
  permission: "ticket.create",
  tag,
  status: 200,
  summary: "Show your draft of a new ticket",
  answer: NewTicketDraft,
  problems: [401],
});
export const saveNewTicketDraft = endpoint({
  method: "PUT",
  path: "/drafts/new-ticket/",
  access: "user",
  permission: "ticket.create",
  tag,
  status: 200,
  summary: "Save your draft of a new ticket",
  body: newTicketDraftFields,
  answer: NewTicketDraft,
  problems: [400, 401, 409],
});
export const deleteNewTicketDraft = endpoint({
  method: "DELETE",
  path: "/drafts/new-ticket/",
  access: "user",
  permission: "ticket.create",
  tag,
  status: 204,
  summary: "Discard your draft of a new ticket",
  problems: [401],
});

export const uploadDraftFile = endpoint({
  method: "POST",
  path: "/draft-files/",
  access: "user",
  permission: "file.add",
  tag,
  status: 201,
  summary: "Upload a draft file",
  description:
    "A multipart form with `file`. The file becomes an attachment when the reply is sent or when you call `take_files`. Files that no draft uses are deleted after 7 days. You can have up to 200.",
  consumes: ["multipart"],
  besideFile: [],
  answer: DraftFile,
  problems: [400, 401, 413],
});
export const deleteDraftFile = endpoint({
  method: "DELETE",
  path: "/draft-files/{id}/",
  access: "user",
  permission: "file.add",
  tag,
  status: 204,
  summary: "Delete a draft file",
  problems: [401, 404, 409],
});
export const takeFiles = endpoint({
  method: "POST",
  path: "/tickets/{id}/take_files/",
  access: "user",
  permission: "file.add",
  tag,
  status: 200,
  summary: "Attach draft files to a ticket",
  description: "Attaches all files or none. Use it after creating a ticket.",
  body: { files: ids({ max: MAX_DRAFT_FILES, required: true }) },
  answer: z.object({ results: z.array(Attachment) }),
  problems: [400, 401, 404],
  example: { request: { files: [] } },
});
