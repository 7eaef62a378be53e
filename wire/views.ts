import { z } from "zod";
import { columns } from "./columns.ts";
import { endpoint } from "./endpoint.ts";
import { flag, integer, text } from "./fields.ts";
import { Count, INBOX_ORDERINGS } from "./inbox.ts";
import { inboxFilterField } from "./inbox-filter.ts";

export const viewFields = {
  name: text({ max: 100, example: "Hotels, urgent" }),
  is_shared: flag({ fallback: false, description: "Whether everyone can see the view." }),
  filters: {
    ...inboxFilterField("Inbox filters, with the same names and values as in the query of `GET /inbox/`."),
    fallback: {},
  },
  ordering: text({
    max: 200,
    fallback: "",
    example: "-priority,due_date",
    description: `Comma-separated fields to sort by: ${INBOX_ORDERINGS.join(", ")}. A minus sign sorts in descending order.`,
  }),
  columns,
  position: integer({ min: 0, max: 1_000_000, fallback: 0, description: "Position in the list of views." }),
};

const time = z.iso.datetime();
export const View = z.object({
  id: z.uuid(),
  name: z.string(),
  owner: z.uuid().nullable(),
  owner_name: z.string().nullable(),
  is_shared: z.boolean(),
  filters: z.record(z.string(), z.string()),
  ordering: z.string(),
  columns: z.array(z.string()),
  position: z.int(),
  created_at: time,
  updated_at: time,
});
export type View = z.infer<typeof View>;

const tag = "Views";
const example = {
  request: {
    name: "Hotels, urgent",
    is_shared: true,
    filters: { tags: "hotel", priority: "urgent", open: "true" },
    ordering: "-updated_at",
    columns: ["subject", "company_name", "assigned_to_name", "updated_at"],
  },
};
export const listViews = endpoint({
  method: "GET",
  path: "/views/",
  access: "user",
  permission: "view.use",
  tag,
  status: 200,
  summary: "List saved views",
  description: "Your views and shared views, by position and name. Not paged.",
  answer: z.object({ results: z.array(View) }),
  problems: [401],
});
export const createView = endpoint({
  method: "POST",
  path: "/views/",
  access: "user",
  permission: "view.use",
  tag,
  status: 201,
  summary: "Save a view",
  body: viewFields,
  answer: View,
  problems: [400, 401],
  example,
});
export const showView = endpoint({
  method: "GET",
  path: "/views/{id}/",
  access: "user",
  permission: "view.use",
  tag,
  status: 200,
  summary: "Show a saved view",
  answer: View,
  problems: [401, 404],
});
export const updateView = endpoint({
  method: "PATCH",
  path: "/views/{id}/",
  access: "user",
  permission: "view.use",
  tag,
  status: 200,
  summary: "Update a saved view",
  description: "Only for the owner and Admins.",
  body: viewFields,
  partial: true,
  answer: View,
  problems: [400, 401, 403, 404, 412],
});
export const deleteView = endpoint({
  method: "DELETE",
  path: "/views/{id}/",
  access: "user",
  permission: "view.use",
  tag,
  status: 204,
  summary: "Delete a saved view",
  description: "Only for the owner and Admins, who can restore it for 30 days.",
  problems: [401, 403, 404],
});

const DeletedView = View.pick({ id: true, name: true, owner: true, owner_name: true, is_shared: true }).extend({
  deleted_at: time,
  deleted_by: z.uuid().nullable().meta({ description: "Null if this user was deleted." }),
  deleted_by_name: z.string().nullable(),
});
export type DeletedView = z.infer<typeof DeletedView>;

export const listDeletedViews = endpoint({
  method: "GET",
  path: "/views/deleted/",
  access: "user",
  permission: "view.use",
  tag,
  status: 200,
  summary: "List deleted views",
  description:
    "Views deleted in the last 30 days that you may restore: your own, and for Admins those that were shared. The latest first. Not paged.",
  answer: z.object({ results: z.array(DeletedView) }),
  problems: [401],
});
export const restoreView = endpoint({
  method: "POST",
  path: "/views/{id}/restore/",
  access: "user",
  permission: "view.use",
  tag,
  status: 200,
  summary: "Restore a deleted view",
  description: "As it was, with its ID.",
  answer: View,
  problems: [400, 401, 404],
});

/** Counting a view's tickets stops at this many. */
export const MAX_COUNTED_IN_VIEW = 1_000;
export const MAX_COUNTED_VIEWS = 100;
export const countViews = endpoint({
  method: "GET",
  path: "/views/counts/",
  access: "user",
  permission: "view.use",
  tag,
  status: 200,
  summary: "Count tickets by view",
  description: `Built-in views by key, and the first ${MAX_COUNTED_VIEWS} saved views by ID. Mentions counts only unread tickets. Counts that cannot be kept up to date cheaply stop at ${MAX_COUNTED_IN_VIEW}.`,
  answer: z.object({ counts: z.record(z.string(), Count) }),
  problems: [401],
  example: { response: { counts: { my_open: { count: 12, is_capped: false } } } },
});
