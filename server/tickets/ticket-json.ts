import { authorName, shownName } from "../users/names.ts";
import { shownFields } from "./field-columns.ts";

// PostgreSQL builds the JSON of a ticket; the server passes it on as text. Two things are left open for the moment of
// answering: `is_overdue` (false here) and the signature of `file` (a bare path here).

// greatest() ignores nulls: what has not happened would be 0 hours away
const hours = (until: string) =>
  `case
    when ${until} is not null then greatest(round(extract(epoch from ${until} - t.created_at) / 3600, 2), 0)::float8
    end`;

/** The fields of a comment m, written by w, and of an attachment a, uploaded by w. */
export const commentExpressions: Record<string, string> = {
  id: "m.id",
  ticket: "m.ticket",
  author: "w.id",
  author_name: authorName("m", "author", "w"),
  author_role: "w.role",
  text: "m.text",
  is_internal: "m.is_internal",
  created_at: "wire_time(m.created_at)",
  updated_at: "wire_time(m.updated_at)",
  author_kind: "m.author_kind",
  author_contact: "m.author_contact",
  via: "m.via",
};
export const attachmentExpressions: Record<string, string> = {
  id: "a.id",
  ticket: "a.ticket",
  file: "a.file",
  name: "a.name",
  size: "a.size",
  uploaded_by: "w.id",
  uploaded_by_name: authorName("a", "uploaded_by", "w"),
  created_at: "wire_time(a.created_at)",
  comment: "a.comment",
  uploaded_by_kind: "a.uploaded_by_kind",
  uploaded_by_contact: "a.uploaded_by_contact",
  origin: "a.origin",
  content_id: "a.content_id",
  is_inline: "a.is_inline",
};
const columnList = (fields: Record<string, string>) =>
  Object.entries(fields)
    .map(([name, expression]) => `${expression} as ${name}`)
    .join(", ");
export const commentColumns = columnList(commentExpressions);
export const attachmentColumns = columnList(attachmentExpressions);

// fields in this order; any other field comes last
const {
  subject,
  description,
  status,
  priority,
  category,
  company,
  contact,
  zone,
  assigned_to: _,
  assigned_team,
  due_date,
  tags,
  ...otherFields
} = shownFields;

/** The fields of a ticket t, with the rows that it refers to, in the order of the JSON. */
export const ticketColumns: Record<string, string> = {
  id: "t.id",
  ticket_number: "t.ticket_number",
  subject,
  description,
  status,
  priority,
  category,
  company,
  company_name: "co.name",
  contact,
  contact_name: "ct.name",
  zone,
  zone_name: "z.name",
  zone_platform: "z.platform",
  assigned_to: "u.id",
  assigned_to_name: shownName("u", "t.assigned_to"),
  assigned_team,
  created_by: "b.id",
  created_by_name: authorName("t", "created_by", "b"),
  first_response_at: "wire_time(t.first_response_at)",
  resolved_at: "wire_time(t.resolved_at)",
  closed_at: "wire_time(t.closed_at)",
  due_date,
  first_response_time_hours: hours("t.first_response_at"),
  resolution_time_hours: hours("t.resolved_at"),
  is_overdue: "false",
  tags,
  comments: "c.comments",
  attachments: "f.attachments",
  comments_count: "c.comments_count",
  internal_notes_count: "c.internal_notes_count",
  created_at: "wire_time(t.created_at)",
  updated_at: "wire_time(t.updated_at)",
  created_by_kind: "t.created_by_kind",
  created_by_contact: "t.created_by_contact",
  via: "t.via",
  ...otherFields,
};

export const TICKET_KEYS: readonly string[] = Object.keys(ticketColumns);

// the rows that a column refers to, and the fields that are shown because of it beside its own
const FIELDS_BY_COLUMN: Record<string, { join?: string; fields: string[] }> = {
  company: { join: "left join companies co on co.id = t.company", fields: ["company_name"] },
  contact: { join: "left join contacts ct on ct.id = t.contact", fields: ["contact_name"] },
  zone: { join: "left join zones z on z.id = t.zone", fields: ["zone_name", "zone_platform"] },
  assigned_to: { join: "left join users u on u.id = t.assigned_to", fields: ["assigned_to_name"] },
  created_by: { join: "left join users b on b.id = t.created_by", fields: ["created_by_name"] },
  first_response_at: { fields: ["first_response_time_hours"] },
  resolved_at: { fields: ["resolution_time_hours"] },
};

/** The JSON of the fields that show these columns of a ticket `t`, and the joins that they need. */
export function changedFields(changedColumns: readonly string[]): { json: string; joins: string } {
  const relations = changedColumns.map((name) => FIELDS_BY_COLUMN[name]);
  const names = [...changedColumns, ...relations.flatMap((each) => each?.fields ?? [])].filter(
    (name) => name in ticketColumns,
  );
  const list = names.map((name) => `${ticketColumns[name]} as ${name}`).join(", ");
  return {
    json: `(select row_to_json(x) from (select ${list}) x)`,
    joins: relations.flatMap((each) => each?.join ?? []).join("\n"),
  };
}

// Which comments are in the JSON: the size of a text is known without reading it.
const commentsOfTicket = (condition: string) => `cross join lateral (
  select
    coalesce(
      json_agg((select row_to_json(x) from (select ${commentColumns}) x) order by m.created_at, m.id)
        filter (where ${condition}),
      '[]') as comments,
    coalesce(sum(octet_length(m.text)), 0) as bytes,
    count(*) filter (where not m.is_internal) as comments_count,
    count(*) filter (where m.is_internal) as internal_notes_count
  from comments m
  left join users w on w.id = m.author
  where m.ticket = t.id) c`;

const attachmentsOfTicket = `cross join lateral (
  select coalesce(json_agg((select row_to_json(x) from (select ${attachmentColumns}) x)
    order by a.created_at desc, a.id),
      '[]')
    as attachments
  from attachments a left join users w on w.id = a.uploaded_by where a.ticket = t.id) f`;

interface Shape {
  fields?: readonly string[];
  /** For a ticket with more bytes of text than this, only the size is read. */
  maxBytes?: number;
  /** Leaves the comments out of the JSON; their list is empty. */
  isWithoutComments?: boolean;
}

const joins = Object.values(FIELDS_BY_COLUMN)
  .flatMap(({ join }) => join ?? [])
  .join("\n  ");

/** The statement's text that builds the JSON of the tickets in `source` (rows of tickets, aliased t). */
export function ticketJson(
  source: string,
  { fields = TICKET_KEYS, maxBytes, isWithoutComments = false }: Shape = {},
): string {
  const wants = (...names: string[]) => names.some((each) => fields.includes(each));
  const list = fields.map((each) => `${ticketColumns[each]} as ${each}`).join(", ");
  const json = `(select row_to_json(x)::text from (select ${list}) x)`;
  const hasComments = wants("comments", "comments_count", "internal_notes_count");
  const size = [
    ...(wants("description") ? ["octet_length(t.description)"] : []),
    ...(wants("comments") ? ["c.bytes"] : []),
    "0",
  ].join(" + ");
  const inJson = isWithoutComments ? "false" : maxBytes === undefined ? "true" : `octet_length(m.text) <= ${maxBytes}`;
  return `select t.id, t.version, (select n from name_epoch) as "namesVersion", t.status < 'resolved' as open,
    (extract(epoch from t.due_date) * 1000)::float8 as due,
    ${size}::float8 as size,
    ${maxBytes === undefined ? json : `case when ${size} <= ${maxBytes} then ${json} end`} as json
  from ${source}
  ${joins}
  ${hasComments ? commentsOfTicket(inJson) : ""}
  ${wants("attachments") ? attachmentsOfTicket : ""}`;
}

export interface BuiltTicket {
  id: string;
  version: number;
  namesVersion: number;
  open: boolean;
  due: number | null;
  /** The number of bytes in its texts. */
  size: number;
  json: string;
}

/** A ticket as JSON, with what the cache needs to know about it. */
export const builtTicket = (
  { id, version, namesVersion, size }: Pick<BuiltTicket, "id" | "version" | "namesVersion" | "size">,
  { status, due_date }: { status?: unknown; due_date?: unknown },
  json: string,
): BuiltTicket => ({
  ...{ id, version, namesVersion, size, json },
  open: status !== "resolved" && status !== "closed",
  due: due_date === null ? null : Date.parse(due_date as string),
});
