import { noSuch } from "../../wire/problems.ts";
import { visibleTo } from "../access/visible.ts";
import { type Db, query } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { parameters } from "../platform/parameters.ts";

/** The surveys of a ticket, newest first, each with its answers. */
export const surveysOf = (db: Db, ticket: string): Promise<object[]> =>
  query(
    db,
    `select s.id, s.contact, c.name as contact_name, s.state, s.reason, s.started_by, wire_time(s.due_at) as due_at,
       wire_time(s.sent_at) as sent_at, wire_time(s.expires_at) as expires_at,
       (select coalesce(json_agg(json_build_object('rating', a.rating, 'comment', a.comment, 'via', a.via,
         'answered_at', wire_time(a.answered_at), 'replaced_at', wire_time(a.replaced_at)) order by a.id desc), '[]')
        from survey_answers a
        where a.survey = s.id) as answers
     from surveys s
     join contacts c on c.id = s.contact
     where s.ticket = $1
     order by s.created_at desc, s.id`,
    [ticket],
  );

const MAX_RATINGS = 50;

/** The answers of a contact about tickets that an agent may see. */
export async function ratingsOf(db: Db, actor: Actor, contact: string): Promise<object> {
  const isThere = await query(db, "select 1 from contacts where id = $1", [contact]);
  if (isThere.length === 0) throw noSuch("Contact");
  const sql = parameters();
  const results = await query<{ rating: number }>(
    db,
    `select t.id as ticket, t.ticket_number, t.subject, a.rating, a.comment, wire_time(a.answered_at) as answered_at
     from surveys s
     join survey_answers a on a.survey = s.id and a.replaced_at is null
     join tickets t on t.id = s.ticket
     where s.contact = ${sql.add(contact)} and t.deleted_at is null and ${visibleTo(actor, sql)}
     order by a.answered_at desc, a.id desc
     limit ${MAX_RATINGS}`,
    sql.values,
  );
  const sum = results.reduce((total, { rating }) => total + rating, 0);
  return { average: results.length > 0 ? sum / results.length : null, results };
}
