import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { choice, flag, ids, integer, jsonObject, nullable, text } from "./fields.ts";
import { Attachment, STATUSES } from "./ticket-shapes.ts";

const tag = "Drafts";
const time = z.iso.datetime();
const id = z.uuid();
/** The most files that one draft or reply takes along. */
export const MAX_FILES = 50;

export const DraftFile = z.object({
  id,
  name: z.string(),
  size: z.int(),
  file: z.url().meta({ description: "Downloads without a token; signed, good for one to two hours." }),
  created_at: time,
});
export const Draft = z.object({
  ticket: id,
  text: z.string(),
  is_internal: z.boolean(),
  status: z.enum(STATUSES).nullable(),
  files: z.array(DraftFile),
  updated_at: time.nullable().meta({ description: "Null while there is no draft." }),
  version: z.int().meta({ description: "Rises with each change; 0 while there is no draft." }),
});

const version = integer({
  required: false,
  min: 0,
  max: Number.MAX_SAFE_INTEGER,
  description: "The version that you changed: refused (409) when another window has saved something else meanwhile.",
});
const files = ids({ max: MAX_FILES, description: "Draft files in their order. Those that are gone are left out." });
export const draftFields = {
  text: text({ blank: true, trim: false, max: 2_000_000, required: true, example: "<p>We have restarted the pl</p>" }),
  is_internal: flag({ fallback: false, description: "Whether it is to be an internal note." }),
  status: nullable(choice(STATUSES)),
  files,
  version,
};
export const newTicketDraftFields = {
  fields: jsonObject({ max: 200_000, description: "Whatever the form holds.", example: { subject: "Lobby is sil" } }),
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
  summary: "Show your draft of a reply to a ticket",
  description: "Nobody else ever sees it. Where there is none, an empty one is answered.",
  answer: Draft,
  problems: [401, 404],
});
export const saveDraft = endpoint({
  method: "PUT",
  path: "/tickets/{id}/draft/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 200,
  summary: "Save your draft of a reply",
  description: "As often as you like: saving the same again changes nothing. Saving an empty one deletes it.",
  body: draftFields,
  answer: Draft,
  problems: [400, 401, 404, 409],
});
export const deleteDraft = endpoint({
  method: "DELETE",
  path: "/tickets/{id}/draft/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 204,
  summary: "Throw your draft away",
  problems: [401, 404],
});
export const listDrafts = endpoint({
  method: "GET",
  path: "/drafts/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 200,
  summary: "List your drafts",
  description: "Of replies, last changed first.",
  answer: z.object({ results: z.array(Draft.extend({ ticket_number: z.string(), subject: z.string() })) }),
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
  summary: "Show the ticket that you began to write",
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
  summary: "Save the ticket that you began to write",
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
  summary: "Throw the ticket that you began to write away",
  problems: [401],
});

export const uploadDraftFile = endpoint({
  method: "POST",
  path: "/draft-files/",
  access: "user",
  permission: "file.add",
  tag,
  status: 201,
  summary: "Upload a file for what you are writing",
  description:
    "A multipart form with `file`. It becomes an attachment when the reply is sent or `take_files` is asked; one that no draft names is removed after 7 days. You may have 200 of them.",
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
  summary: "Delete a file of what you are writing",
  problems: [401, 404, 409],
});
export const takeFiles = endpoint({
  method: "POST",
  path: "/tickets/{id}/take_files/",
  access: "user",
  permission: "file.add",
  tag,
  status: 200,
  summary: "Make draft files attachments of a ticket",
  description: "All of them or none; for the files of a ticket that was just created.",
  body: { files: ids({ max: MAX_FILES, required: true }) },
  answer: z.object({ results: z.array(Attachment) }),
  problems: [400, 401, 404],
  example: { request: { files: [] } },
});
