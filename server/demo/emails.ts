import { type EmailDraft, writeEmails } from "../emails/write.ts";
import { type Db, query, transact } from "../platform/database.ts";

const EMAILS = 12;

/**
 * Writes emails for the latest replies to customers. The desk has no mailbox yet, so the emails are held and an Admin
 * can look at them.
 */
export function writeDemoEmails(db: Db): Promise<unknown> {
  return transact(db, async (db) => {
    const replies = await query<{ ticket: string; comment: string; contact: string; address: string; name: string }>(
      db,
      `select * from (
         select distinct on (t.id) t.id as ticket, m.id as comment, ct.id as contact, ct.email as address, ct.name,
           m.created_at
         from comments m
         join tickets t on t.id = m.ticket and t.deleted_at is null
         join contacts ct on ct.id = t.contact and ct.email <> ''
         where not m.is_internal and m.author_kind = 'user' and m.author is not null
         order by t.id, m.created_at desc) x
       order by created_at desc limit ${EMAILS}`,
    );
    const drafts = replies.map(
      ({ ticket, comment, contact, address, name }): EmailDraft => ({
        kind: "reply",
        ticket,
        comment,
        recipient: { contact, address, name },
      }),
    );
    // nobody needs to be notified of due dates in an invented desk
    await query(
      db,
      `insert into due_reminders (ticket, kind, due_date)
       select id, kind, due_date from tickets, unnest(array['overdue', 'due_soon']) as kinds (kind)
       where due_date is not null and status < 'resolved' on conflict do nothing`,
    );
    return writeEmails(db, { mailOut: "hold" }, drafts);
  });
}
