import { BULK_UNDO_HOURS } from "../../wire/bulk.ts";
import { invalid, noSuch } from "../../wire/problems.ts";
import { pageSizeOf } from "../../wire/query.ts";
import { macroVisibleTo } from "../access/macros.ts";
import { visibleTo } from "../access/visible.ts";
import { type Db, query } from "../platform/database.ts";
import { withFileLinks } from "../platform/file-links.ts";
import type { Actor } from "../platform/front-door.ts";
import type { AnswerRow } from "../platform/large-answers.ts";
import { parameters } from "../platform/parameters.ts";
import { formerName, fullName } from "../users/names.ts";
import { waitsFor } from "./earlier-email.ts";
import { attachmentColumns, commentColumns } from "./ticket-json.ts";

/** The changes by others after a version of the ticket. */
export interface Since {
  version: number;
  notBy: string;
}

/** The last `size` events before an event, or the last ones of all. */
export interface TimelinePage {
  size: number;
  before: number | null;
}

export const MAX_TIMELINE_PAGE = 200;

// leaves out a change without a difference
const IS_TOLD = `e.ticket = $1
  and (e.changes is not null or e.kind <> 'ticket.updated')
  -- a message shows what became of its email
  and e.kind not in ('email.updated', 'checklist.moved')`;

/** The part of the timeline in a request; null for all of it. */
export function timelinePageOf({ page_size, before }: Record<string, string | undefined>): TimelinePage | null {
  if (page_size === undefined && before === undefined) return null;
  if (before !== undefined && !/^\d{1,15}$/.test(before)) throw invalid({ before: ["A valid integer is required."] });
  const size = Math.min(pageSizeOf(page_size, MAX_TIMELINE_PAGE), MAX_TIMELINE_PAGE);
  return { size, before: before === undefined ? null : Number(before) };
}

const ACTOR_NAME = `case e.actor_kind
  when 'user' then coalesce((
    select ${fullName("u")}
    from users u
    where u.id = e.actor), ${formerName("e.actor")})
  when 'contact' then coalesce((select name from contacts where id = e.actor), ${formerName("e.actor")})
  else e.actor_name end`;

/** Whether the author of a reply `r` can undo its changes, as SQL. */
const CAN_UNDO_CHANGES = `r.before is not null
  and r.changes_undone_at is null
  and r.ended_at > now() - interval '${BULK_UNDO_HOURS} hours'`;

const COMMENT = `(select row_to_json(c) from (select ${commentColumns}) c)`;
const smallComment = (maxBytes: number) => `case
  when octet_length(m.text) <= ${maxBytes} then ${COMMENT}
  else json_build_object('large', m.id, 'size', octet_length(m.text)) end`;
const LARGE = /\{"large" : "([\da-f-]{36})", "size" : (\d+)\}/;

/** The tickets that were merged into ticket $1, also those merged into these before, as SQL. */
const MERGES = `merges as (
  select g.id, g.source
  from ticket_merges g
  where g.target = $1 and g.undone_at is null
  union
  select g.id, g.source
  from merges s
  join ticket_merges g on g.target = s.source and g.undone_at is null
)`;

/**
 * Their descriptions, which are messages now, as SQL: whose they are and whether they were internal notes. The merge knows it
 * when the ticket has left the trash; merges of older versions do not.
 */
const DESCRIPTIONS = `descriptions as (
  select
    (g.moved ->> 'description')::uuid as comment,
    json_build_object(
      'ticket_number', g.source_number,
      'contact_name', ct.name,
      'is_note', coalesce(
        (g.moved ->> 'is_note')::boolean,
        exists (select from internal_descriptions d where d.ticket = g.source))) as json
  from merges
  join ticket_merges g using (id)
  left join tickets t on t.id = g.source
  left join contacts ct on ct.id = coalesce(t.contact, (g.moved ->> 'contact')::uuid)
)`;

/** A timeline without its large comments (`maxBytes`), as pieces that read these when the client takes them. */
export function withLargeComments(pool: Db, timeline: string): AnswerRow[] {
  const [first = "", ...rest] = timeline.split(new RegExp(`(?<="comment":)${LARGE.source}`));
  const pieces: AnswerRow[] = [first];
  for (let at = 0; at < rest.length; at += 3) {
    const [id, size, text] = rest.slice(at, at + 3) as [string, string, string];
    const read = async function* () {
      const where = "from comments m left join users w on w.id = m.author where m.id = $1";
      const [row] = await query<{ json: string }>(pool, `select ${COMMENT}::text as json ${where}`, [id]);
      yield row?.json ?? "null";
    };
    pieces.push({ size: Number(size), read }, text);
  }
  return pieces;
}

/**
 * The timeline of a ticket, oldest first, as JSON text, with comments and files beside their events. `read` is the
 * version up to which the viewer has read it, -1 if they marked it unread; `earlier` is the number of events before the
 * first one here.
 */
export async function ticketTimeline(
  db: Db,
  viewer: Actor,
  id: string,
  media: string,
  sign: (file: string) => string,
  { since, page, maxBytes }: { since?: Since; page?: TimelinePage | null; maxBytes?: number } = {},
): Promise<string> {
  const sql = parameters();
  for (const value of [id, since?.version, since?.notBy, viewer.id, page?.before, page?.size]) sql.add(value ?? null);
  const [row] = await query<{ found: boolean; read: number | null; json: string; earlier: number }>(
    db,
    `with recursive ${MERGES},
     ${DESCRIPTIONS},
     shown as (
       select e.*
       from events e
       where ${IS_TOLD}
         and ($2::bigint is null or (e.version > $2 and e.actor is distinct from $3::uuid))
         and ($5::bigint is null or e.id < $5)
       order by e.id desc
       limit $6
     ),
     -- where a message came back to the ticket: it is shown there; and the macros that it was written with
     messages as (
       select
         e.about,
         max(e.id) filter (where e.changes ? 'ticket') as moved_in,
         jsonb_agg(e.changes -> 'macros' -> 1) filter (where e.changes ? 'macros') -> 0 as macros
       from events e
       where e.ticket = $1 and e.kind = 'comment.added' and e.changes ?| '{ticket,macros}'
       group by e.about
     )
     select
       exists (
         select 1
         from tickets t
         where t.id = $1 and t.deleted_at is null and ${visibleTo(viewer, sql)}) as found,
       (select version from ticket_reads where user_id = $4 and ticket = $1) as read,
       case when $6::int is null then 0 else (
         select count(*)
         from events e
         where ${IS_TOLD}
           and e.id < (select min(id) from shown)
       ) end as earlier,
       (select coalesce(json_agg(row_to_json(x) order by x.id), '[]')::text from (
         select
           e.id,
           wire_time(e.at) as at,
           e.kind,
           e.actor,
           e.actor_kind,
           ${ACTOR_NAME} as actor_name,
           e.about,
           e.changes,
           e.version,
           (
             select ${maxBytes === undefined ? COMMENT : smallComment(maxBytes)}
             from comments m
             left join users w on w.id = m.author
             where m.id = e.about and m.ticket = e.ticket and e.kind = 'comment.added' and i.is_here
           ) as comment,
           (
             select d.json
             from descriptions d
             where d.comment = e.about and e.kind = 'comment.added') as description_of,
           (
             select json_agg(json_build_object('id', o.id, 'address', o.address, 'name', o.name, 'role', o.role,
                 'state', o.state, 'reason', o.reason,
               'last_reply',
                 (select a.reply
                   from delivery_attempts a
                   where a.email = o.id and a.reply is not null
                   order by a.id desc limit 1),
               'waits_for', ${waitsFor("o")}
             ) order by o.serial)
             from outgoing_emails o
             where o.comment = e.about and o.kind in ('reply', 'forward') and e.kind = 'comment.added' and i.is_here
           ) as delivery,
           e.kind = 'ticket.updated' and e.about is not null and exists (
             select from replies r
             where r.id = e.about and r.author = $4 and ${CAN_UNDO_CHANGES}
           ) as can_undo,
           (
             select json_agg(m.name order by m.name)
             from macros m
             where e.kind in ('comment.added', 'ticket.updated', 'ticket.assigned')
               and m.id = any(array(
                 select x::uuid from jsonb_array_elements_text(s.macros) x
                 union all
                 select am.macro from applied_macros am where am.about = e.about))
               and ${macroVisibleTo(viewer, sql)}
           ) as macros,
           case when e.kind = 'ticket.assigned' and e.actor_kind = 'automation' then (
             select json_build_object('text', x.text, 'reason', x.reason, 'undone', x.undone_at is not null,
               'is_current', x.undone_at is null and not exists (
                 select from events l
                 where l.ticket = e.ticket and l.id > e.id and l.changes ? 'assigned_to'))
             from ticket_routings x
             where x.event = e.id
           ) end as routing,
           (
             select row_to_json(f)
             from (
               select ${attachmentColumns}
               from attachments a
               left join users w on w.id = a.uploaded_by
               where a.id = e.about and a.ticket = e.ticket and e.kind = 'attachment.added'
             ) f
           ) as attachment
         from shown e
         left join messages s on s.about = e.about
         cross join lateral (select coalesce(s.moved_in <= e.id, true) as is_here) i
       ) x) as json`,
    sql.values,
  );
  if (!row!.found) throw noSuch("Ticket");
  return withFileLinks(`{"read":${row!.read},"earlier":${row!.earlier},"results":${row!.json}}`, media, sign);
}
