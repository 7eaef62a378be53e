import { z } from "zod";
import { Delivery } from "./deliveries.ts";
import { endpoint } from "./endpoint.ts";
import { flag, reference, text } from "./fields.ts";
import { listParameters, shapeParameters } from "./lists.ts";
import { fieldsWith } from "./ticket-fields.ts";
import { ticketFilters } from "./ticket-filters.ts";
import { ticketFields } from "./ticket-schemas.ts";
import { ACTOR_KINDS, Attachment, Comment, DescriptionOf, PRIORITIES, STATUSES, Ticket } from "./ticket-shapes.ts";

const time = z.iso.datetime();
const id = z.uuid();

const ORDERINGS = ["created_at", ...fieldsWith(({ isListOrdering = false }) => isListOrdering)];

const tag = "Tickets";
const one = [401, 404] as const;
const ifMatch = "Send the ETag as `If-Match` to get 412 if the ticket has changed since you read it.";

const example = {
  request: {
    subject: "Zone offline in Bangkok office",
    description: "Offline for two hours.",
    priority: "high",
    category: "technical",
    company: "8d116ece-1738-47d9-bd9c-172411e20b8f",
  },
};

export const listTickets = endpoint({
  method: "GET",
  path: "/tickets/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "List tickets",
  description:
    "Newest first by default. Each ticket includes its comments and attachments; use `fields` or `omit` for smaller responses.",
  query: [...ticketFilters, ...listParameters(ORDERINGS)],
  answer: Ticket,
  answerType: "page",
  problems: [400, 401, 404],
});
export const createTicket = endpoint({
  method: "POST",
  path: "/tickets/",
  access: "user",
  permission: "ticket.create",
  tag,
  status: 201,
  summary: "Create a ticket",
  description:
    "Docket sets the number, the creator (you) and, unless you send one, the team that handles the category.",
  body: ticketFields,
  answer: Ticket,
  problems: [400, 401],
  example,
});
export const showTicket = endpoint({
  method: "GET",
  path: "/tickets/{id}/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "Show a ticket",
  description: "A merged ticket redirects to the one that it was merged into (307).",
  query: [...ticketFilters, ...shapeParameters],
  answer: Ticket,
  problems: [307, ...one],
});
export const updateTicket = endpoint({
  method: "PATCH",
  path: "/tickets/{id}/",
  access: "user",
  permission: "ticket.change",
  tag,
  status: 200,
  summary: "Update a ticket",
  description: `Changes only the fields that you send. ${ifMatch}`,
  query: ticketFilters,
  body: ticketFields,
  partial: true,
  answer: Ticket,
  problems: [400, 401, 404, 412],
  example: { request: { status: "resolved", priority: "low" } },
});
export const replaceTicket = endpoint({
  method: "PUT",
  path: "/tickets/{id}/",
  access: "user",
  permission: "ticket.change",
  tag,
  status: 200,
  summary: "Replace a ticket",
  description: `Subject, description and company are required. Other fields that you leave out keep their values. ${ifMatch}`,
  query: ticketFilters,
  body: ticketFields,
  answer: Ticket,
  problems: [400, 401, 404, 412],
  example,
});
export const deleteTicket = endpoint({
  method: "DELETE",
  path: "/tickets/{id}/",
  access: "user",
  permission: "ticket.delete",
  tag,
  status: 204,
  summary: "Move a ticket to the trash",
  description: "You can restore it for one hour, an Admin for 30 days. Its number is never reused.",
  query: ticketFilters,
  problems: [401, 404, 412],
});
export const assignTicket = endpoint({
  method: "POST",
  path: "/tickets/{id}/assign/",
  access: "user",
  permission: "ticket.assign",
  tag,
  status: 200,
  summary: "Assign or unassign a ticket",
  description:
    "Sets the team to the user's role and the status to `assigned`. With null, sets the team to the category's team and the status to `new`.",
  query: ticketFilters,
  body: { user_id: reference({ nullable: true }) },
  answer: Ticket,
  problems: [400, 401, 404, 412],
  failures: [400, 404],
  example: { request: { user_id: "d23f0824-128b-4f33-8c5c-7fd0a6a3a450" } },
});
export const addComment = endpoint({
  method: "POST",
  path: "/tickets/{id}/add_comment/",
  access: "user",
  permission: "ticket.reply",
  tag,
  status: 201,
  summary: "Add a reply or an internal note",
  description: "The first public comment sets `first_response_at`. Internal notes are never shown to customers.",
  query: ticketFilters,
  body: { text: text(), is_internal: flag({ fallback: false }) },
  answer: Ticket,
  problems: [400, 401, 404],
  failures: [400],
  example: { request: { text: "Restarted the player; please confirm that the music is back.", is_internal: false } },
});
export const listTrash = endpoint({
  method: "GET",
  path: "/tickets/trash/",
  access: "admin",
  permission: "trash.view",
  tag,
  status: 200,
  summary: "List the trash",
  description: "Most recently deleted first. Tickets are permanently deleted after 30 days.",
  query: listParameters([]),
  answer: Ticket,
  answerType: "page",
  problems: [401, 403],
});
export const showTrashed = endpoint({
  method: "GET",
  path: "/tickets/trash/{id}/",
  access: "admin",
  permission: "trash.view",
  tag,
  status: 200,
  summary: "Show a ticket in the trash",
  answer: Ticket,
  problems: [401, 403, 404],
});
export const restoreTicket = endpoint({
  method: "POST",
  path: "/tickets/{id}/restore/",
  access: "user",
  permission: "ticket.restore",
  tag,
  status: 200,
  summary: "Restore a ticket from the trash",
  description: "For Admins, and for one hour for the user who deleted it.",
  answer: Ticket,
  problems: [401, 403, 404],
});
export const showTimeline = endpoint({
  method: "GET",
  path: "/tickets/{id}/timeline/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "Show a ticket's timeline",
  description: `Events, oldest first, with the values before and after each change, comments and files. Without \`page_size\`, all of them. With it, only the newest ones: \`before\` then returns those before an event, and \`earlier\` says how many are left.`,
  query: [
    {
      name: "page_size",
      description: "Number of events, up to 200. Without it, all events are returned.",
      schema: { type: "integer", minimum: 1 },
      example: 50,
    },
    {
      name: "before",
      description: "Only events before the one with this ID, the first of the page that you have.",
      schema: { type: "integer" },
    },
  ],
  answer: z.object({
    read: z.int().nullable().meta({
      description:
        "The version up to which you have read the ticket; -1 if you marked it as unread, null if you never opened it.",
    }),
    earlier: z.int().meta({ description: "The number of events before the first one here." }),
    results: z.array(
      z.object({
        id: z.int(),
        version: z.int().nullable().meta({ description: "Version of the ticket after this event." }),
        at: time,
        kind: z.string(),
        actor: id.nullable().meta({ description: "A user, or a contact." }),
        actor_kind: z.enum(ACTOR_KINDS),
        actor_name: z.string().nullable(),
        about: id.nullable().meta({ description: "The comment or file that the event is about." }),
        changes: z
          .record(z.string(), z.tuple([z.unknown(), z.unknown()]))
          .nullable()
          .meta({
            description: "The old and new value of each field. A change of `description` has no values.",
          }),
        comment: Comment.nullable(),
        description_of: DescriptionOf,
        attachment: Attachment.nullable(),
        delivery: z.array(Delivery).nullable(),
        can_undo: z.boolean().meta({ description: "Whether you can undo these changes, which came with your reply." }),
        macros: z.array(z.string()).nullable().meta({ description: "Names of the macros that it came with." }),
        routing: z
          .object({
            text: z.string(),
            reason: z.record(z.string(), z.unknown()),
            undone: z.boolean(),
            is_current: z.boolean(),
          })
          .nullable()
          .meta({ description: "Why Docket assigned the ticket." }),
      }),
    ),
  }),
  problems: [307, 400, 401, 404],
});
export const showStats = endpoint({
  method: "GET",
  path: "/tickets/stats/",
  access: "user",
  permission: "ticket.view",
  tag: "Statistics",
  status: 200,
  summary: "Count tickets",
  description: "Counts by status and priority. Takes the same filters as the list.",
  query: ticketFilters,
  answer: z.object({
    total: z.int(),
    by_status: z.record(z.enum(STATUSES), z.int()),
    by_priority: z.record(z.enum(PRIORITIES), z.int()),
    my_open_tickets: z.int(),
    unassigned: z.int(),
    overdue: z.int(),
  }),
  problems: [400, 401],
});
