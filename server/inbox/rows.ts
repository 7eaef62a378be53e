import { hasNewMention } from "../comments/mentions.ts";
import { hasContent } from "../drafts/drafts.ts";
import { excerptOf } from "../platform/excerpt.ts";
import { snoozeJson } from "../snoozes/snoozes.ts";
import { shownFields } from "../tickets/field-columns.ts";
import { authorName, formerName, fullName } from "../users/names.ts";
import { isUnread } from "./reads.ts";
import { slaColumns } from "./sla-marks.ts";

// fields in this order; any other field comes last
const {
  subject,
  description: _,
  status,
  priority,
  category,
  company,
  contact,
  zone,
  assigned_to: __,
  assigned_team,
  due_date,
  tags,
  ...otherFields
} = shownFields;

const columns: Record<string, string> = {
  id: "t.id",
  ticket_number: "t.ticket_number",
  subject,
  status,
  priority,
  category,
  company,
  company_name: "co.name",
  contact,
  contact_name: "ct.name",
  zone,
  assigned_to: "u.id",
  assigned_to_name: `coalesce(${fullName("u")}, ${formerName("t.assigned_to")})`,
  assigned_team,
  tags,
  due_date,
  is_overdue: "coalesce(t.due_date < now() and t.status < 'resolved', false)",
  created_at: "wire_time(t.created_at)",
  updated_at: "wire_time(a.at)",
  resolved_at: "wire_time(t.resolved_at)",
  first_response_at: "wire_time(t.first_response_at)",
  comments_count: "c.comments_count",
  internal_notes_count: "c.internal_notes_count",
  attachments_count: "(select count(*) from attachments f where f.ticket = t.id)",
  last_comment: "l.last_comment",
  last_mention: "",
  description_excerpt: "",
  draft_excerpt: "",
  snooze: "",
  is_unread: "",
  has_unread_mention: "",
  // counted, because PostgreSQL would read all emails for `exists` if a few tickets hold many
  has_held_reply: `(select count(*) > 0
    from outgoing_emails e
    where e.ticket = t.id and e.state = 'held' and e.kind = 'reply')`,
  version: "t.version",
  ...slaColumns("a"),
  ...otherFields,
};

export const INBOX_FIELDS: readonly string[] = Object.keys(columns);

const commentCounts = `cross join lateral (select count(*) filter (where not is_internal) as comments_count,
    count(*) filter (where is_internal) as internal_notes_count from comments where ticket = t.id) c`;

// of a comment m and its author w, if that is a user
const COMMENT = `json_build_object('id', m.id, 'author_name',
    coalesce(${fullName("w")}, ${authorName("m", "author", "w")}), 'is_internal', m.is_internal,
      'created_at', wire_time(m.created_at), 'excerpt', ${excerptOf("m.text")})`;

const last = `left
  join lateral (select ${COMMENT} as last_comment
    from comments m
      left join users w on w.id = m.author
      where m.ticket = t.id
      order by m.created_at desc, m.id desc limit 1) l on true`;

const lastMention = (user: string) => `(select ${COMMENT}
    from mentions n
      join comments m on m.id = n.comment
      left join users w on w.id = m.author
      where n.ticket = t.id and n.user_id = ${user}::uuid
      order by m.created_at desc, m.id desc limit 1)`;

// only if there is no comment that says what the ticket is about
const DESCRIPTION = `case
  when not exists (select from comments where ticket = t.id) then ${excerptOf("t.description")}
  end`;

/** The text of a statement that builds the rows' JSON for the page that `source` selects: IDs, keys, and their order n. */
export function rowJson(source: string, fields: readonly string[], user: string): string {
  const wants = (...names: string[]) => names.some((each) => fields.includes(each));
  const own: Record<string, string> = {
    snooze: snoozeJson(user),
    is_unread: isUnread("a", "r", user),
    has_unread_mention: hasNewMention("r", user),
    last_mention: lastMention(user),
    description_excerpt: DESCRIPTION,
    draft_excerpt: `(select ${excerptOf("d.text")}
      from drafts d
      where d.ticket = t.id and d.owner = ${user}::uuid and ${hasContent("d")})`,
  };
  const list = fields.map((each) => `${own[each] ?? columns[each]} as ${each}`);
  return `with page as materialized (${source})
  select (select row_to_json(x)::text from (select ${list.join(", ")}) x) as json, p.keys
  from page p join tickets t on t.id = p.id
  left join companies co on co.id = t.company
  join ticket_activity a on a.ticket = t.id
  left join ticket_reads r on r.ticket = t.id and r.user_id = ${user}::uuid
  left join contacts ct on ct.id = t.contact
  left join users u on u.id = t.assigned_to
  ${wants("comments_count", "internal_notes_count") ? commentCounts : ""}
  ${wants("last_comment") ? last : ""}
  order by p.n`;
}
