import { z } from "zod";
import { ACTOR_KINDS, CATEGORIES, PRIORITIES, STATUSES, TEAMS, VIAS } from "./ticket-words.ts";

export * from "./ticket-words.ts";

const time = z.iso.datetime();
const id = z.uuid();

export const Comment = z
  .object({
    id,
    ticket: id,
    author: id.nullable(),
    author_name: z.string().nullable(),
    author_role: z.string().nullable(),
    text: z.string(),
    is_internal: z.boolean(),
    created_at: time,
    updated_at: time,
    author_kind: z.enum(ACTOR_KINDS),
    author_contact: id.nullable().meta({ description: "The contact who wrote it; `author` is null then." }),
    via: z.enum(VIAS).meta({ description: "The way by which it came." }),
  })
  .meta({ id: "Comment" });

export const Attachment = z
  .object({
    id,
    ticket: id,
    file: z.url().meta({ description: "Downloads without a token; signed, good for one to two hours." }),
    name: z.string(),
    size: z.int(),
    uploaded_by: id.nullable(),
    uploaded_by_name: z.string().nullable(),
    created_at: time,
    comment: id.nullable().meta({ description: "The comment that brought it; null for one uploaded by itself." }),
    uploaded_by_kind: z.enum(ACTOR_KINDS),
    uploaded_by_contact: id.nullable(),
    origin: z.enum(VIAS),
    content_id: z.string().nullable().meta({ description: "The Content-ID that it had in an email." }),
    is_inline: z.boolean().meta({ description: "Part of an email's text, as a picture in it." }),
  })
  .meta({ id: "Attachment" });

export const Ticket = z
  .object({
    id,
    ticket_number: z.string().meta({ examples: ["T-20261124-0001"] }),
    subject: z.string(),
    description: z.string(),
    status: z.enum(STATUSES),
    priority: z.enum(PRIORITIES),
    category: z.enum(CATEGORIES),
    company: id.nullable().meta({ description: "Null for a customer without a company." }),
    company_name: z.string().nullable(),
    contact: id.nullable(),
    contact_name: z.string().nullable(),
    zone: id.nullable(),
    zone_name: z.string().nullable(),
    zone_platform: z.string().nullable(),
    assigned_to: id.nullable(),
    assigned_to_name: z.string().nullable(),
    assigned_team: z.enum(["", ...TEAMS]),
    created_by: id.nullable(),
    created_by_name: z.string().nullable(),
    first_response_at: time.nullable(),
    resolved_at: time.nullable(),
    closed_at: time.nullable(),
    due_date: time.nullable(),
    first_response_time_hours: z.number().nullable(),
    resolution_time_hours: z.number().nullable(),
    is_overdue: z.boolean(),
    tags: z.string(),
    comments: z.array(Comment),
    attachments: z.array(Attachment),
    comments_count: z.int(),
    internal_notes_count: z.int(),
    created_at: time,
    updated_at: time,
    created_by_kind: z.enum(ACTOR_KINDS),
    created_by_contact: id.nullable().meta({ description: "The contact who wrote it; `created_by` is null then." }),
    via: z.enum(VIAS).meta({ description: "The way by which it came." }),
  })
  .meta({ id: "Ticket" });
