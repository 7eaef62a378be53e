import { z } from "zod";
import { endpoint, type Parameter } from "./endpoint.ts";
import { integer } from "./fields.ts";
import { ACTOR_NOTES, FILTER_NOTES, KIND_NOTES, USERS } from "./inbox-notes.ts";
import { INBOX_FLAGS, type InboxFlag } from "./inbox-words.ts";
import { shapeParameters } from "./lists.ts";
import { SLA_METRICS, SLA_STATES } from "./sla-words.ts";
import { RATINGS } from "./survey-words.ts";
import { fieldEntries, fieldsWith } from "./ticket-fields.ts";
import { ticketShapes } from "./ticket-schemas.ts";

const time = z.iso.datetime();
const id = z.uuid();

export const INBOX_PAGE_SIZE = 50;
export const MAX_INBOX_PAGE_SIZE = 200;
/** Counting stops at this many tickets. */
export const MAX_COUNTED = 10_000;
/** Counting the matches of a search stops at this many. Nobody reads more results. */
export const MAX_COUNTED_MATCHES = 1_000;

// fields in this order; all others come last
const {
  description: _,
  subject,
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

const CommentExcerpt = z.object({
  id,
  author_name: z.string().nullable(),
  is_internal: z.boolean(),
  created_at: time,
  excerpt: z.string().meta({ description: "The beginning of the comment as plain text, up to 140 characters." }),
});

/** A ticket as a list shows it. */
export const InboxTicket = z.object({
  id,
  ticket_number: z.string(),
  subject,
  status,
  priority,
  category,
  company,
  company_name: z.string().nullable(),
  contact,
  contact_name: z.string().nullable(),
  zone,
  assigned_to,
  assigned_to_name: z.string().nullable(),
  assigned_team,
  tags,
  due_date,
  is_overdue: z.boolean(),
  created_at: time,
  updated_at: time.meta({
    description:
      "When the last reply or internal note was added, or the ticket was created. Changes of fields do not count.",
  }),
  resolved_at: time.nullable(),
  first_response_at: time.nullable(),
  comments_count: z.int().meta({ description: "Number of public replies." }),
  internal_notes_count: z.int(),
  attachments_count: z.int(),
  last_comment: CommentExcerpt.nullable(),
  last_mention: CommentExcerpt.nullable().meta({
    description: "The latest reply or internal note that mentions you; null if there is none.",
  }),
  description_excerpt: z.string().nullable().meta({
    description: "The beginning of the description as plain text, up to 140 characters; null if there is a comment.",
  }),
  draft_excerpt: z.string().nullable().meta({
    description: "The beginning of your draft reply; null if you have none.",
  }),
  snooze: z
    .object({ until: time.nullable(), until_reply: z.boolean(), is_reminder: z.boolean(), is_over: z.boolean() })
    .nullable()
    .meta({ description: "Your snooze or reminder; `is_over` once it is due. Null if you have none." }),
  is_unread: z.boolean().meta({
    description: "Someone else replied or wrote a note since you read it, or it is open and you never opened it.",
  }),
  has_unread_mention: z.boolean().meta({ description: "A message that you have not read mentions you." }),
  has_held_reply: z.boolean().meta({
    description: "The email with a reply is held, for example because there is no mailbox.",
  }),
  version: z.int(),
  sla_state: z.enum(SLA_STATES).nullable().meta({
    description:
      "State of the SLA clock that ends first; null without one. It can change without a change of the ticket.",
  }),
  sla_metric: z.enum(SLA_METRICS).nullable(),
  sla_due_at: time.nullable().meta({ description: "Null while the clock is paused." }),
  sla_left_seconds: z.int().nullable().meta({
    description: "Open hours left until then; after the target, how long ago that was, as a negative number.",
  }),
  sla_soon_at: time
    .nullable()
    .meta({ description: "When the clock is due soon; null if it is paused or has no reminder." }),
  sla_counts_from: time
    .nullable()
    .meta({ description: "While closed: when the next open hours begin, if it is due later; otherwise null." }),
  sla_counts_until: time
    .nullable()
    .meta({ description: "When the current open hours end; null while closed or paused." }),
  ...otherFields,
});
export type InboxTicket = z.infer<typeof InboxTicket>;

const listParameter = (name: string, description: string, values?: readonly string[]): Parameter => ({
  name,
  description: values ? `${description} Any of ${values.join(", ")}.` : description,
});
const span = (when: string): Parameter[] => [
  {
    name: `${when}_after`,
    description:
      "At or after this time, or the start of this day. Relative values: `-7d` and `-12h` are in the past, `3d` is in three days.",
    example: "-7d",
  },
  { name: `${when}_before`, description: "Before this time, or the start of this day. Takes the same values." },
];

const CONTAINS = "Comma-separated texts, ignoring case, accents and width. Matches tickets with any of them in";

const fieldFilters = fieldEntries().flatMap(([name, { kind, filter, choices, isOptional }]): Parameter[] => {
  if (!filter) return [];
  if (kind === "instant") return span(filter);
  const optional = isOptional ? "Comma-separated values; `none` means tickets without one." : undefined;
  return [listParameter(filter, FILTER_NOTES[name] ?? optional ?? KIND_NOTES[kind], choices)];
});

const FLAG_NOTES: Record<InboxFlag, string> = {
  open: "`true`: tickets that are neither resolved nor closed.",
  overdue: "`true`: open tickets past their due date.",
  unread: "`true`: tickets that you have not read since someone else created them, replied or wrote a note.",
  mentioned: "`true`: tickets with a message that mentions you.",
  unread_mention: "`true`: tickets with a message that mentions you and that you have not read.",
  has_files: "`true`: tickets with attachments.",
  has_draft: "`true`: tickets with a draft reply of yours.",
  snoozed:
    "`true`: tickets that you have snoozed or set a reminder for, until it is due. `false`: all tickets except those that you have snoozed.",
  trash: "`true`: tickets in the trash, and only those. For Admins.",
};

/** The filters of the inbox: AND between the parameters, OR within a comma-separated list. */
export const inboxFilters: readonly Parameter[] = [
  ...fieldFilters,
  listParameter("created_by", USERS),
  ...Object.entries(ACTOR_NOTES).map(([name, note]) => ({ name, description: `${USERS} ${note}`, example: "me" })),
  ...["created", "updated", "first_response", "resolved"].flatMap(span),
  listParameter("sla", "Comma-separated states of the SLA clock that ends first; `none` means no clock.", [
    ...SLA_STATES,
    "none",
  ]),
  listParameter("rating", "Comma-separated ratings by the customer, from 1 (lowest) to 5.", RATINGS.map(String)),
  listParameter("subject", `${CONTAINS} the subject.`),
  listParameter("text", `${CONTAINS} the subject or the description.`),
  listParameter("contact_email", `${CONTAINS} the contact's email address, such as \`@harbour.example\`.`),
  ...INBOX_FLAGS.map((name) => ({ name, description: FLAG_NOTES[name], schema: { type: "boolean" } })),
  {
    name: "search",
    description:
      'Each of these words must occur exactly, ignoring case, in the number, subject, description or company name. "A phrase" counts as one word. The base64 data of a pasted picture and text beyond the 100,000th character are not searched.',
  },
  {
    name: "q",
    description:
      'Each of these words must occur in the number, subject, description, comments, tags, company, contact or the contact\'s email. "A phrase" counts as one word. Of words with `or` between them, one is enough: `printer or scanner lobby`. Texts are searched as people read them: without markup, ignoring case, accents, width and the kind of apostrophe. Words of one or two letters match only the beginning of a word.',
    example: '"printer jam" lobby',
  },
];

/** Sort keys that are not fields of a ticket: times of events, and names. */
export const OTHER_ORDERINGS = [
  "updated_at",
  "created_at",
  "resolved_at",
  "ticket_number",
  "company_name",
  "assigned_to_name",
  "sla_due_at",
] as const;
export const INBOX_ORDERINGS: readonly string[] = [
  ...OTHER_ORDERINGS,
  ...fieldsWith(({ ordering }) => ordering !== undefined),
];

const tag = "Inbox";
export const listInbox = endpoint({
  method: "GET",
  path: "/inbox/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "List tickets in the inbox",
  description:
    "Compact rows, filtered by any combination of parameters. Most recent activity first by default. Always paged by cursor: follow `next` and `previous`. With `q`, a page can hold fewer rows than asked for; the last page has no `next`. IDs that do not exist match nothing.",
  query: [
    ...inboxFilters,
    {
      name: "ordering",
      description: `Comma-separated fields to sort by: ${INBOX_ORDERINGS.join(", ")}. A minus sign sorts in descending order.`,
      schema: { type: "string", default: "-updated_at" },
    },
    { name: "cursor", description: "Start of the page, taken from `next` or `previous`. Defaults to the first page." },
    {
      name: "page_size",
      description: `Rows on a page. More than ${MAX_INBOX_PAGE_SIZE} count as ${MAX_INBOX_PAGE_SIZE}.`,
      schema: { type: "integer", default: INBOX_PAGE_SIZE },
    },
    ...shapeParameters,
  ],
  answer: InboxTicket,
  answerType: "page",
  problems: [400, 401, 403],
});

/** A number of tickets, up to the limit of counting. */
export const Count = z.object({
  count: z.int(),
  is_capped: z.boolean().meta({ description: "Whether counting stopped at `count` and there are more." }),
});

export const countInbox = endpoint({
  method: "GET",
  path: "/inbox/count/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "Count tickets in the inbox",
  description: `Exact for filters by status, priority, category, team and assignee. Otherwise counting stops at ${MAX_COUNTED}, with \`q\` at ${MAX_COUNTED_MATCHES}, or earlier if common words rarely occur together. To count the matches outside a view, leave out the view's filters.`,
  query: inboxFilters,
  answer: Count,
  problems: [400, 401, 403],
});

export const readMarkFields = {
  version: integer({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    required: false,
    description: "Defaults to the current version.",
  }),
};
export const ReadMark = z.object({ version: z.int(), is_unread: z.boolean() });

export const markRead = endpoint({
  method: "PUT",
  path: "/tickets/{id}/read/",
  access: "user",
  permission: "ticket.view",
  isSmallWrite: true,
  tag,
  status: 200,
  summary: "Mark a ticket as read",
  description:
    "Marks the ticket as read up to a version (a row's `version`, or the ticket's ETag). A later mark is never moved back.",
  body: readMarkFields,
  answer: ReadMark,
  problems: [400, 401, 404],
  example: { request: { version: 7 }, response: { version: 7, is_unread: false } },
});
export const markUnread = endpoint({
  method: "DELETE",
  path: "/tickets/{id}/read/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 204,
  summary: "Mark a ticket as unread",
  problems: [401, 404],
});
