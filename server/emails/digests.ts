import type { NotificationKind } from "../../wire/email-words.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { fullName } from "../users/names.ts";
import { escapeHtml } from "./html.ts";
import { notify } from "./notifications.ts";
import { EMAIL_TEXTS, type EmailLanguage } from "./texts/texts.ts";
import { writeEmails } from "./write.ts";

const MAX_LINES = 100;

/** Writes a digest for each user whose time has come: as often as chosen, and none while out of office. */
export function writeDigests(mail: Mail): Promise<void> {
  return transact(mail.db, async (db) => {
    const readers = await query<{ id: string; email: string; name: string }>(
      db,
      `select u.id, u.email, ${fullName("u")} as name
       from users u left join notification_settings s on s.user_id = u.id
       where u.is_active and u.email <> '' and (s.away_until is null or s.away_until <= now())
         and exists (select 1 from digest_items d where d.user_id = u.id and d.email is null
           and d.at <= now() - make_interval(mins => coalesce(s.digest_minutes, 1440)))
       for update of u skip locked`,
    );
    for (const { id, email, name } of readers) {
      const [digest] = await writeEmails(db, mail, [{ kind: "digest", recipient: { user: id, address: email, name } }]);
      if (!digest) continue;
      await query(db, "update digest_items set email = $2 where user_id = $1 and email is null", [id, digest]);
    }
  });
}

/** The lines of a digest, oldest first, as HTML. */
export async function digestLines(
  { db, addresses }: Mail,
  email: string,
  language: EmailLanguage,
): Promise<{ count: number; html: string }> {
  const rows = await query<{
    kind: NotificationKind;
    actor_name: string;
    id: string;
    ticket_number: string;
    subject: string;
  }>(
    db,
    `select d.kind, d.actor_name, t.id, t.ticket_number, t.subject
     from digest_items d
     join tickets t on t.id = d.ticket and t.deleted_at is null
     where d.email = $1
     order by d.id`,
    [email],
  );
  const { words } = EMAIL_TEXTS[language];
  const lines = rows.slice(0, MAX_LINES).map(({ kind, actor_name, id, ticket_number, subject }) => {
    const link = `<a href="${escapeHtml(`${addresses.publicUrl ?? ""}/tickets/${id}`)}">${escapeHtml(ticket_number)}</a>`;
    const why = [words.kinds[kind], actor_name].filter(Boolean).join(" · ");
    return `<li>${link} ${escapeHtml(subject)} (${escapeHtml(why)})</li>`;
  });
  return { count: rows.length, html: `<ul>${lines.join("")}</ul>` };
}

/** Reminds assignees of open tickets that are due within a day, and of overdue ones: each once for a due date. */
export function writeReminders(mail: Mail): Promise<void> {
  return transact(mail.db, async (db) => {
    for (const [kind, condition] of [
      ["overdue", "t.due_date <= now() and t.due_date > now() - interval '1 day'"],
      ["due_soon", "t.due_date > now() and t.due_date <= now() + interval '24 hours'"],
    ] as const) {
      const rows = await query<{ ticket: string; assigned_to: string; serial: number }>(
        db,
        `with due as (
           insert into due_reminders (ticket, kind, due_date)
           select t.id, '${kind}', t.due_date from tickets t
           where t.deleted_at is null and t.status < 'resolved' and t.assigned_to is not null and ${condition}
             and not exists (select 1
               from due_reminders r
               where r.ticket = t.id and r.kind = '${kind}' and r.due_date = t.due_date)
           on conflict do nothing returning ticket)
         select due.ticket, t.assigned_to, nextval(pg_get_serial_sequence('events', 'id')) as serial
         from due
         join tickets t on t.id = due.ticket`,
      );
      for (const { ticket, assigned_to, serial } of rows)
        await remind(db, mail, { ticket, user: assigned_to, kind, serial });
    }
  });
}

/**
 * Passes over the reminders of what is due by now in the tickets `t` that meet a condition: nobody is reminded because of an
 * import, or of a bulk change that notifies nobody. What becomes due later has its reminder.
 */
export const passOverReminders = (db: Db, condition: string, values: readonly unknown[]) =>
  query(
    db,
    `insert into due_reminders (ticket, kind, due_date, written_at)
     select t.id, x.kind, t.due_date, '-infinity'
     from tickets t
     cross join lateral (values ('overdue', now()), ('due_soon', now() + interval '24 hours')) as x (kind, latest)
     where ${condition} and t.due_date <= x.latest and t.status < 'resolved' and t.deleted_at is null
     on conflict do nothing`,
    values,
  );

// a reminder has no event, so an ID from the sequence of events makes it unique
const remind = (
  db: Db,
  mail: Mail,
  { ticket, user, kind, serial }: { ticket: string; user: string; kind: NotificationKind; serial: number },
) =>
  notify(
    db,
    mail,
    new Map([[user, kind]]),
    { id: serial, ticket, actor: null, actor_kind: "system", actor_name: null },
    null,
  );
