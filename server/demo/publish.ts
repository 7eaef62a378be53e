import { type Db, query } from "../platform/database.ts";
import type { DemoDraftFile } from "./files.ts";

const FILE = "ticket uuid, file text, name text, size bigint, sha256 text";
const uploadedAt = "d.created_at + (d.active_until - d.created_at) * 0.01";

/** Turns the drafts into tickets, comments, files and events. */
export async function publishDrafts(db: Db, files: readonly DemoDraftFile[]): Promise<void> {
  await insertTickets(db, files);
  await query(
    db,
    `insert into comments (id, ticket, author, author_kind, author_contact, via, text, is_internal, created_at,
       updated_at)
     select id, ticket, author, author_kind, author_contact, via, text, is_internal, created_at, updated_at
     from draft_comments`,
  );
  await query(
    db,
    `insert into attachments (ticket, file, name, size, sha256, uploaded_by, created_at)
     select f.ticket, f.file, f.name, f.size, f.sha256, d.created_by, ${uploadedAt}
     from jsonb_to_recordset($1::jsonb) as f (${FILE}) join drafts d on d.id = f.ticket`,
    [JSON.stringify(files)],
  );
  await insertEvents(db);
}

// the version is the number of changes, as if they had been made one by one
async function insertTickets(db: Db, files: readonly DemoDraftFile[]): Promise<void> {
  await query(
    db,
    `insert into tickets (id, ticket_number, subject, description, status, priority, category, company, contact, zone,
        assigned_to,
       assigned_team, created_by, first_response_at, resolved_at, closed_at, due_date, tags, created_at, updated_at,
         version)
     select d.id, d.ticket_number, d.subject, d.description, d.status, d.priority, d.category, d.company, d.contact,
       d.zone, d.assigned_to,
       d.assigned_team, d.created_by, c.first, d.resolved_at, d.closed_at, d.due_date, d.tags, d.created_at,
       greatest(d.assigned_at, d.started_at, d.halted_at, d.resolved_at, d.closed_at, c.last),
       1 + c.n + f.n + num_nonnulls(d.assigned_at, d.started_at, d.halted_at, d.resolved_at, d.closed_at)
     from drafts d
     join (select ticket, count(*) as n, max(created_at) as last,
         min(created_at) filter (where not is_internal and author is not null) as first
           from draft_comments group by ticket) c on c.ticket = d.id
     cross join lateral (
       select count(*) as n
       from jsonb_array_elements($1::jsonb) x
       where (x ->> 'ticket')::uuid = d.id) f
     order by d.created_at`,
    [JSON.stringify(files)],
  );
}

async function insertEvents(db: Db): Promise<void> {
  const statusEvents = (before: string, after: string, at: string) =>
    `select d.${at}, 'ticket.updated', d.assigned_to, 'user', d.id, null,
      jsonb_build_object('status', jsonb_build_array(${before}, ${after}))
     from drafts d where d.${at} is not null`;
  await query(
    db,
    `insert into events (at, kind, actor, actor_kind, ticket, about, changes, triggers_reactions)
     select at, kind, actor, actor_kind, ticket, about, changes, false from (
       select d.created_at as at, 'ticket.created' as kind, d.created_by as actor, 'user' as actor_kind, d.id as ticket, null::uuid as about,
         null::jsonb as changes
       from drafts d
       union all
       select d.assigned_at, 'ticket.assigned', d.created_by, 'user', d.id, null,
         jsonb_build_object('assigned_to', jsonb_build_array(null, d.assigned_to), 'status',
           jsonb_build_array('new', 'assigned'))
         || case when d.team_before = d.assigned_team then '{}'
            else jsonb_build_object('assigned_team', jsonb_build_array(d.team_before, d.assigned_team)) end
       from drafts d where d.assigned_at is not null
       union all ${statusEvents("'assigned'", "'in_progress'", "started_at")}
       union all ${statusEvents("'in_progress'", "'pending'", "halted_at")}
       union all ${statusEvents("'in_progress'", "'resolved'", "resolved_at")}
       union all ${statusEvents("'resolved'", "'closed'", "closed_at")}
       union all
       select c.created_at, 'comment.added', coalesce(c.author, c.author_contact), c.author_kind, c.ticket, c.id,
         jsonb_build_object('is_internal', jsonb_build_array(null, c.is_internal))
       from draft_comments c
       union all
       select a.created_at, 'attachment.added', a.uploaded_by, 'user', a.ticket, a.id,
         jsonb_build_object('name', jsonb_build_array(null, a.name))
       from drafts d join attachments a on a.ticket = d.id
     ) x order by at`,
  );
}
