import type { NotificationKind } from "../../wire/email-words.ts";
import type { Reminder, ReminderRecipient, SlaMetric } from "../../wire/sla-words.ts";
import { notify } from "../emails/notifications.ts";
import { insertEvents } from "../events/events.ts";
import { lockSlaMarks } from "../inbox/sla-marks.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { countClocks } from "./follow.ts";

type Context = Pick<Mail, "db" | "mailOut">;

const BATCH_SIZE = 50;

interface Alert {
  ticket: string;
  metric: SlaMetric;
  reminder: string;
  due_at: string | null;
  /** The calendar's; null if every hour counts. */
  time_zone: string | null;
  reminders: readonly Reminder[];
  assigned_to: string | null;
  team: string[];
  leads: string[];
}

/**
 * Writes the due reminders of up to 50 tickets; false if there were none. The tickets are locked, so that each reminder
 * is written once, on any number of servers. After an interruption, only a clock's latest reminder is sent.
 */
export function writeSlaAlerts(mail: Context): Promise<boolean> {
  return transact(mail.db, async (db) => {
    const due = await query<{ ticket: string }>(
      db,
      `select c.ticket from sla_alerts a join sla_clocks c on c.id = a.clock
       where a.written_at is null and a.at <= now()
       group by c.ticket order by min(a.at) limit ${BATCH_SIZE}`,
    );
    if (due.length === 0) return false;
    const tickets = await lockSlaMarks(
      db,
      due.map(({ ticket }) => ticket),
      true,
    );
    if (tickets.length === 0) return false;
    // a reply may have stopped the clock a moment ago, with an event that has not been read yet
    await countClocks(db, tickets, Date.now());
    for (const alert of await claim(db, tickets)) await remind(db, mail, alert);
    return true;
  });
}

const claim = (db: Db, tickets: readonly string[]) =>
  query<Alert>(
    db,
    `with written as (
       update sla_alerts a set written_at = now() from sla_clocks c
       where c.id = a.clock and c.ticket = any($1::uuid[]) and a.written_at is null and a.at <= now()
       returning a.clock, a.reminder, a.at),
     latest as (
       select distinct on (clock) clock, reminder
       from written
       order by clock, at desc)
     select c.ticket, c.metric, latest.reminder, c.due_at, x.body -> 'reminders' as reminders,
       x.body -> 'hours' ->> 'time_zone' as time_zone, t.assigned_to,
       array(
         select u.id
         from users u
         where u.role = t.assigned_team and u.is_active) as team,
       array(select l.user_id from team_leads l where l.team = t.assigned_team) as leads
     from latest
     join sla_clocks c on c.id = latest.clock
     join sla_terms x on x.id = c.terms
     join tickets t on t.id = c.ticket
     where t.deleted_at is null`,
    [tickets],
  );

async function remind(db: Db, mail: Context, alert: Alert): Promise<void> {
  const to = alert.reminders.find(({ before }) => before === alert.reminder)?.to ?? [];
  const users = [...new Set(to.flatMap((who) => usersOf(alert, who)))];
  if (users.length === 0) return;
  const isBreach = alert.reminder === "0m";
  const kind: NotificationKind = isBreach ? "sla_breached" : "sla_due_soon";
  const { ticket, metric, due_at, time_zone } = alert;
  const [first] = await query<{ id: number }>(
    db,
    `${insertEvents("sla.alert", "unnest($1::uuid[]) as x (user_id)", {
      actor: "null",
      about: "$2::uuid",
      changes:
        "jsonb_build_object('recipient', jsonb_build_array(null, x.user_id), 'kind', jsonb_build_array(null, $3::text), 'metric', jsonb_build_array(null, $4::text), 'due_at', jsonb_build_array(null, $5::text))",
      triggers: "false",
    })} returning id`,
    [users, ticket, kind, metric, due_at],
  );
  const event = { id: first!.id, ticket, actor: null, actor_kind: "system", actor_name: null } as const;
  await notify(db, mail, new Map(users.map((user) => [user, kind])), event, null, { due: due_at, time_zone, metric });
}

/** The leads get the reminder if a ticket has no assignee. */
function usersOf({ assigned_to, team, leads }: Alert, who: ReminderRecipient): string[] {
  if (who === "team") return team;
  return who === "assignee" && assigned_to ? [assigned_to] : leads;
}
