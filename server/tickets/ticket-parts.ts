import { MAX_SMALL_BYTES } from "../platform/large-answers.ts";
import type { TicketPerson } from "./people.ts";
import {
  attachmentExpressions,
  type BuiltTicket,
  builtTicket,
  commentExpressions,
  ticketColumns,
} from "./ticket-json.ts";

// The server writes the JSON of a whole ticket from its rows. PostgreSQL needs less than half as long to read these parts as to
// build the JSON with all names and times (ticket-json.ts). Some fields, and large tickets, are still built there.

type Row = Record<string, unknown>;
type People = ReadonlyMap<string, TicketPerson>;

/** What the JSON of a ticket is made of. */
export interface TicketParts {
  id: string;
  version: number;
  namesVersion: number;
  /** The number of bytes in its texts. */
  size: number;
  /** Its row; null if its texts are larger than asked for. */
  ticket: Row | null;
  /** Rows, in the order of the JSON; null if there are none. */
  comments: Row[] | null;
  attachments: Row[] | null;
  company_name: string | null;
  contact_name: string | null;
  zone_name: string | null;
  zone_platform: string | null;
}

export interface PartsSql {
  columns: string;
  joins: string;
}

/** Reads the parts of a ticket `t`; `maxBytes`: not the row of a ticket with larger texts; `condition`: when it is read. */
export function partsSql(maxBytes?: number, condition = "true"): PartsSql {
  const size = "octet_length(t.description) + c.bytes";
  const isWanted = maxBytes === undefined ? condition : `${size} <= ${maxBytes} and ${condition}`;
  return {
    columns: `t.id, t.version, (select n from name_epoch) as "namesVersion", (${size})::float8 as size,
      case when ${isWanted} then row_to_json(t) end as ticket,
      c.comments, (
        select json_agg(a order by a.created_at desc, a.id)
        from attachments a
        where a.ticket = t.id)
        as attachments,
      co.name as company_name, ct.name as contact_name, z.name as zone_name, z.platform as zone_platform`,
    joins: `left join companies co on co.id = t.company
      left join contacts ct on ct.id = t.contact
      left join zones z on z.id = t.zone
      cross join lateral (
        select json_agg(m order by m.created_at, m.id)
            filter (where ${maxBytes === undefined ? "true" : `octet_length(m.text) <= ${maxBytes}`}) as comments,
          coalesce(sum(octet_length(m.text)), 0) as bytes
        from comments m where m.ticket = t.id) c`,
  };
}

/**
 * The same of a ticket `t` that the statement has changed. If it waited for another change, it sees the comments from before that
 * one, and does not return the row.
 */
export const changedPartsSql = (id: string): PartsSql =>
  partsSql(
    MAX_SMALL_BYTES,
    `t.version = (
      select s.version + 1
      from tickets s
      where s.id = ${id})`,
  );

/** The statement's text that reads the parts of the tickets in `source` (rows of tickets, aliased t). */
export function selectParts(source: string, maxBytes?: number): string {
  const { columns, joins } = partsSql(maxBytes);
  return `select ${columns}
    from ${source}
    ${joins}`;
}

/** A ticket with a comment that was just added; null if the comment is large, or older than others, because it waited for them. */
export function withComment(parts: TicketParts, comment: Row): TicketParts | null {
  const { ticket, comments, size } = parts;
  const bytes = Buffer.byteLength(comment.text as string);
  const last = comments?.at(-1);
  if (!ticket || size + bytes > MAX_SMALL_BYTES) return null;
  if (last && !isBefore(last.created_at as string, comment.created_at as string)) return null;
  return { ...parts, comments: [...(comments ?? []), comment], size: size + bytes };
}

/** Whether a time as text comes before another: with fewer decimals it is the smaller text, which it is, without its zone. */
export const isBefore = (one: string, other: string) => one.replace(ZONE, "") < other.replace(ZONE, "");
const ZONE = /Z$|\+00:00$/;

/** The IDs of the people whose names a ticket shows. */
export function peopleIn({ ticket, comments, attachments }: TicketParts): Set<string> {
  const ids = [ticket?.assigned_to, ticket?.created_by, ticket?.created_by_contact];
  for (const row of comments ?? []) ids.push(row.author, row.author_contact);
  for (const row of attachments ?? []) ids.push(row.uploaded_by, row.uploaded_by_contact);
  return new Set(ids.filter((id) => typeof id === "string"));
}

/** The contacts of these tickets, whose names are read with them: often the only people whose names they show. */
export const contactsOf = (tickets: readonly TicketParts[]): Map<string, TicketPerson> =>
  new Map(
    tickets.flatMap(({ ticket, contact_name: name }): [string, TicketPerson][] =>
      ticket && name !== null ? [[ticket.contact as string, { kind: "contact", name, role: null }]] : [],
    ),
  );

/** A ticket whose rows are small enough to be at hand, as JSON. */
export function builtFrom(parts: TicketParts, people: People): BuiltTicket {
  const ticket = parts.ticket!;
  return builtTicket(parts, ticket, JSON.stringify(writeTicket({ ...parts, row: ticket }, people)));
}

/** A row, and for a ticket what is read with it. */
type Source = Partial<TicketParts> & { row: Row };
type Value = (source: Source, people: People) => unknown;

const authorFields = (role: string, name: string): Record<string, Value> => ({
  [role]: ({ row }, people) => userId(row[role], people),
  [name]: ({ row }, people) => authorName(row, role, people),
});

const TICKET_VALUES: Record<string, Value> = {
  company_name: (source) => source.company_name,
  contact_name: (source) => source.contact_name,
  zone_name: (source) => source.zone_name,
  zone_platform: (source) => source.zone_platform,
  assigned_to: ({ row }, people) => userId(row.assigned_to, people),
  assigned_to_name: ({ row }, people) => nameOf(row.assigned_to, "user", people),
  ...authorFields("created_by", "created_by_name"),
  first_response_time_hours: ({ row }) => hoursUntil(row.first_response_at, row.created_at),
  resolution_time_hours: ({ row }) => hoursUntil(row.resolved_at, row.created_at),
  is_overdue: () => false,
  comments: ({ comments }, people) => (comments ?? []).map((row) => writeComment({ row }, people)),
  attachments: ({ attachments }, people) => (attachments ?? []).map((row) => writeAttachment({ row }, people)),
  comments_count: ({ comments }) => comments?.filter((row) => !row.is_internal).length ?? 0,
  internal_notes_count: ({ comments }) => comments?.filter((row) => row.is_internal).length ?? 0,
};

const writeTicket = writerOf(ticketColumns, TICKET_VALUES);
const writeComment = writerOf(commentExpressions, {
  ...authorFields("author", "author_name"),
  author_role: ({ row }, people) => userOf(row.author, people)?.role ?? null,
});
const writeAttachment = writerOf(attachmentExpressions, authorFields("uploaded_by", "uploaded_by_name"));

/** Writes the same fields as these expressions: columns and times as they are, others by a function. */
function writerOf(expressions: Record<string, string>, functions: Record<string, Value>): Value {
  const values = Object.entries(expressions).map(([name, sql]): [string, Value] => {
    if (functions[name]) return [name, functions[name]];
    const [, time, column] = /^(wire_time\()?[tma]\.(\w+)\)?$/.exec(sql) ?? [];
    if (!column) throw new Error(`no function writes the field ${name}`);
    return [name, time ? ({ row }) => wireTime(row[column]) : ({ row }) => row[column]];
  });
  return (source, people) => {
    const fields: Row = {};
    for (const [name, value] of values) fields[name] = value(source, people);
    return fields;
  };
}

const userOf = (id: unknown, people: People): TicketPerson | null => {
  const person = people.get(id as string);
  return person?.kind === "user" ? person : null;
};
const userId = (id: unknown, people: People) => (userOf(id, people) ? id : null);

function nameOf(id: unknown, kind: "user" | "contact", people: People): string | null {
  const person = people.get(id as string);
  return person && (person.kind === kind || person.kind === "former") ? person.name : null;
}

/** The same as `authorName` in users/names.ts. */
function authorName(row: Row, role: string, people: People): unknown {
  const kind = row[`${role}_kind`];
  if (kind === "user") return nameOf(row[role], kind, people);
  return kind === "contact" ? nameOf(row[`${role}_contact`], kind, people) : row[`${role}_name`];
}

// row_to_json writes "2026-11-27T09:30:00.5+00:00"
const wireTime = (time: unknown) => (time === null ? null : (time as string).replace("+00:00", "Z"));

function hoursUntil(until: unknown, from: unknown): number | null {
  if (until === null) return null;
  const hundredths = Math.round((microseconds(until as string) - microseconds(from as string)) / 36_000_000);
  return Math.max(hundredths, 0) / 100;
}

function microseconds(time: string): number {
  const [, seconds, fraction = ""] = /^([^.+]+)(?:\.(\d+))?\+/.exec(time)!;
  return Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, "0"));
}
