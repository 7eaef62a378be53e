import { endpoint } from "./endpoint.ts";
import { text } from "./fields.ts";
import { listParameters, shapeParameters } from "./lists.ts";
import { Attachment } from "./ticket-shapes.ts";

const tag = "Attachments";
export const ATTACHMENT_ORDERINGS = ["created_at", "name", "size", "uploaded_by", "ticket", "file", "id"] as const;
export const attachmentFields = { name: text({ max: 200 }) };
export const listAttachments = endpoint({
  method: "GET",
  path: "/ticket-attachments/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "List attachments",
  description: "Newest first.",
  query: [{ name: "ticket", description: "Only attachments of this ticket." }, ...listParameters(ATTACHMENT_ORDERINGS)],
  answer: Attachment,
  answerType: "page",
  problems: [400, 401, 404],
});
export const uploadAttachment = endpoint({
  method: "POST",
  path: "/ticket-attachments/",
  access: "user",
  permission: "file.add",
  tag,
  status: 201,
  summary: "Upload a file to a ticket",
  description: "A multipart form with `ticket` and `file`. The name and size come from the file.",
  consumes: ["multipart"],
  besideFile: ["ticket"],
  answer: Attachment,
  problems: [400, 401, 404, 413],
  failures: [400, 404, 413],
});
export const showAttachment = endpoint({
  method: "GET",
  path: "/ticket-attachments/{id}/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "Show an attachment",
  query: shapeParameters,
  answer: Attachment,
  problems: [401, 404],
});
export const renameAttachment = endpoint({
  method: "PATCH",
  path: "/ticket-attachments/{id}/",
  access: "user",
  permission: "file.change",
  tag,
  status: 200,
  summary: "Rename an attachment",
  body: attachmentFields,
  partial: true,
  answer: Attachment,
  problems: [400, 401, 403, 404],
});
export const replaceAttachment = endpoint({
  method: "PUT",
  path: "/ticket-attachments/{id}/",
  access: "user",
  permission: "file.change",
  tag,
  status: 200,
  summary: "Replace an attachment's file",
  description: "Only for its uploader and Admins. The attachment keeps its ID and ticket.",
  consumes: ["multipart"],
  answer: Attachment,
  problems: [400, 401, 403, 404, 413],
  failures: [400, 413],
});
export const deleteAttachment = endpoint({
  method: "DELETE",
  path: "/ticket-attachments/{id}/",
  access: "user",
  permission: "file.change",
  tag,
  status: 204,
  summary: "Delete an attachment and its file",
  description: "Only for its uploader and Admins.",
  problems: [401, 403, 404],
});
