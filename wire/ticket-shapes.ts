import { z } from "zod";
import { ticketShapes } from "./ticket-schemas.ts";
import { ACTOR_KINDS, VIAS } from "./ticket-words.ts";

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
    via: z.enum(VIAS).meta({ description: "The channel that it came from." }),
  })
  .meta({ id: "Comment" });

export const DescriptionOf = z
  .object({
    ticket_number: z.string(),
    contact_name: z.string().nullable(),
    is_note: z.boolean().meta({ description: "Whether the description was an internal note." }),
  })
  .nullable()
  .meta({ description: "The merged ticket whose description the comment was." });

export const Attachment = z
  .object({
    id,
    ticket: id,
    file: z
      .url()
      .meta({ description: "Signed URL that downloads the file without a token. Valid for one to two hours." }),
    name: z.string(),
    size: z.int(),
    uploaded_by: id.nullable(),
    uploaded_by_name: z.string().nullable(),
    created_at: time,
    comment: id.nullable().meta({ description: "The comment it belongs to; null if it was uploaded on its own." }),
    uploaded_by_kind: z.enum(ACTOR_KINDS),
    uploaded_by_contact: id.nullable(),
    origin: z.enum(VIAS),
    content_id: z.string().nullable().meta({ description: "The Content-ID that it had in an email." }),
    is_inline: z.boolean().meta({ description: "Whether it is a picture in the text of an email." }),
  })
  .meta({ id: "Attachment" });

// fields in this order; all others come last
const {
  subject,
  description,
  status,
  priority,
  category,
  company,
  contact,
  zone,
  assigned_to,
  assigned_team,
  due_date,
  tags,
  ...otherFields
} = ticketShapes;

export const Ticket = z
  .object({
    id,
    ticket_number: z.string().meta({ examples: ["T-20261124-0001"] }),
    subject,
    description,
    status,
    priority,
    category,
    company: company.meta({ description: "Null for a customer without a company." }),
    company_name: z.string().nullable(),
    contact,
    contact_name: z.string().nullable(),
    zone,
    zone_name: z.string().nullable(),
    zone_platform: z.string().nullable(),
    assigned_to,
    assigned_to_name: z.string().nullable(),
    assigned_team,
    created_by: id.nullable(),
    created_by_name: z.string().nullable(),
    first_response_at: time.nullable(),
    resolved_at: time.nullable(),
    closed_at: time.nullable(),
    due_date,
    first_response_time_hours: z.number().nullable(),
    resolution_time_hours: z.number().nullable(),
    is_overdue: z.boolean(),
    tags,
    comments: z.array(Comment),
    attachments: z.array(Attachment),
    comments_count: z.int(),
    internal_notes_count: z.int(),
    created_at: time,
    updated_at: time,
    created_by_kind: z.enum(ACTOR_KINDS),
    created_by_contact: id.nullable().meta({ description: "The contact who wrote it; `created_by` is null then." }),
    via: z.enum(VIAS).meta({ description: "The channel that it came from." }),
    ...otherFields,
  })
  .meta({ id: "Ticket" });
