import { endpoint } from "./endpoint.ts";
import { flag, reference, text } from "./fields.ts";
import { listParameters, shapeParameters } from "./lists.ts";
import { Comment } from "./ticket-shapes.ts";

export const commentFields = {
  ticket: reference(),
  text: text({ example: "Restarted the player; please confirm that the music is back." }),
  is_internal: flag({ fallback: false }),
};
const tag = "Comments";
export const COMMENT_ORDERINGS = ["created_at", "updated_at", "text", "is_internal", "author", "ticket", "id"] as const;
export const listComments = endpoint({
  method: "GET",
  path: "/ticket-comments/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "List comments",
  description: "Oldest first.",
  query: [{ name: "ticket", description: "Only comments of this ticket." }, ...listParameters(COMMENT_ORDERINGS)],
  answer: Comment,
  answerType: "page",
  problems: [400, 401, 404],
});
export const createComment = endpoint({
  method: "POST",
  path: "/ticket-comments/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 201,
  summary: "Add a comment to a ticket",
  body: commentFields,
  answer: Comment,
  problems: [400, 401],
});
export const showComment = endpoint({
  method: "GET",
  path: "/ticket-comments/{id}/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "Show a comment",
  query: shapeParameters,
  answer: Comment,
  problems: [401, 404],
});
const own = "Only for its author and Admins.";
const ifMatch =
  "Send the ETag, which is the comment's `updated_at` in quotes, as `If-Match` to get 412 if it has changed since you read it.";
export const updateComment = endpoint({
  method: "PATCH",
  path: "/ticket-comments/{id}/",
  access: "user",
  permission: "comment.change",
  tag,
  status: 200,
  summary: "Update a comment",
  description: `${own} A note that becomes public is not emailed. ${ifMatch}`,
  body: commentFields,
  partial: true,
  answer: Comment,
  problems: [400, 401, 403, 404, 412],
});
export const replaceComment = endpoint({
  method: "PUT",
  path: "/ticket-comments/{id}/",
  access: "user",
  permission: "comment.change",
  tag,
  status: 200,
  summary: "Replace a comment",
  description: `${own} A note that becomes public is not emailed. ${ifMatch}`,
  body: commentFields,
  answer: Comment,
  problems: [400, 401, 403, 404, 412],
});
export const deleteComment = endpoint({
  method: "DELETE",
  path: "/ticket-comments/{id}/",
  access: "user",
  permission: "comment.change",
  tag,
  status: 204,
  summary: "Delete a comment",
  description: `${own} ${ifMatch}`,
  problems: [401, 403, 404, 412],
});
