import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { choice, reference } from "./fields.ts";
import { RELATIONS } from "./link-words.ts";
import { STATUSES } from "./ticket-words.ts";

export const MAX_LINKS = 100;

const tag = "Links";
const id = z.uuid();

export const TicketLink = z
  .object({
    id,
    relation: z.enum(RELATIONS).meta({
      description: "`blocks`: this ticket blocks the other. `parent`: the other is the parent of this ticket.",
    }),
    ticket: id.meta({ description: "The other ticket." }),
    ticket_number: z.string().meta({ examples: ["T-20261120-0001"] }),
    subject: z.string(),
    status: z.enum(STATUSES),
    created_at: z.iso.datetime(),
    created_by_name: z.string().nullable(),
  })
  .meta({ id: "TicketLink" });

export const listLinks = endpoint({
  method: "GET",
  path: "/tickets/{id}/links/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "List the tickets that a ticket is linked to",
  description: "Parent first, then children, blocking, blocked and related tickets. Tickets in the trash are left out.",
  answer: z.object({ results: z.array(TicketLink) }),
  problems: [401, 404],
});
export const linkFields = {
  ticket: reference({ description: "The other ticket's ID." }),
  relation: choice(RELATIONS, { description: "How the two tickets are related." }),
};
export const addLink = endpoint({
  method: "POST",
  path: "/tickets/{id}/links/",
  access: "user",
  permission: "ticket.change",
  tag,
  status: 201,
  summary: "Link a ticket to another",
  description: `Both tickets show the link, each from its side: if one \`blocks\` the other, the other is \`blocked_by\` the first. Two tickets can have only one link. A ticket can have one parent, which cannot be one of its own children. A ticket can have up to ${MAX_LINKS} links.`,
  body: linkFields,
  answer: TicketLink,
  problems: [400, 401, 404],
  example: { request: { ticket: "5a3f0c3e-8d7b-4a53-9a53-6a1f5f0f6b11", relation: "blocks" } },
});
export const removeLink = endpoint({
  method: "DELETE",
  path: "/tickets/{id}/links/{link}/",
  access: "user",
  permission: "ticket.change",
  tag,
  status: 204,
  summary: "Remove a link between two tickets",
  description: "From either of the two tickets.",
  problems: [401, 404],
});
