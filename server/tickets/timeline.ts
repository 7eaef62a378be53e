import { noSuch } from "../../wire/problems.ts";
import { type Db, query } from "../platform/database.ts";
import { fullName } from "../users/names.ts";
import { withLinks } from "./remembered.ts";
import { attachmentColumns, commentColumns } from "./ticket-json.ts";

/** What others did after a version of the ticket. */
export interface Since {
  version: number;
  notBy: string;
}

/**
 * What happened to a ticket, oldest first, as JSON text; comments and files stand beside the events that brought them.
 * `read` is the version up to which the viewer has read it, -1 where they marked it unread.
 */
export async function ticketTimeline(
  db: Db,
  viewer: string,
  id: string,
  media: string,
  sign: (file: string) => string,
  since: Since | null = null,
): Promise<string> {
  const [row] = await query<{ found: boolean; read: number | null; json: string }>(
    db,
    `select exists (select 1 from tickets where id = $1 and deleted_at is null) as found,
       (select version from ticket_reads where user_id = $4 and ticket = $1) as read,
       (select coalesce(json_agg(row_to_json(x) order by x.id), '[]')::text from (
         select e.id, wire_time(e.at) as at, e.kind, e.actor,
           (select ${fullName("u")} from users u where u.id = e.actor) as actor_name, e.changes, e.version,
           (select row_to_json(c) from (select ${commentColumns} from comments m left join users w on w.id = m.author
            where m.id = e.about and m.ticket = e.ticket and e.kind = 'comment.added') c) as comment,
           (select row_to_json(f) from (select ${attachmentColumns} from attachments a left join users w on w.id = a.uploaded_by
            where a.id = e.about and a.ticket = e.ticket and e.kind = 'attachment.added') f) as attachment
         from events e where e.ticket = $1 and (e.changes is not null or e.kind <> 'ticket.updated')
           and ($2::bigint is null or (e.version > $2 and e.actor is distinct from $3::uuid))) x) as json`,
    [id, since?.version ?? null, since?.notBy ?? null, viewer],
  );
  if (!row!.found) throw noSuch("Ticket");
  return withLinks(`{"read":${row!.read},"results":${row!.json}}`, media, sign);
}
