import { mailTroubleOf } from "../../wire/mail-troubles.ts";
import { may } from "../../wire/permissions.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";
import type { Mail } from "./mail.ts";
import { defaultMailbox } from "./senders.ts";

interface Outage {
  mailbox: string;
  address: string;
  direction: "out" | "in";
  since: string;
  last_error: string | null;
  is_paused: boolean;
}

/** Whether emails are sent and received, or since when they are not, and whether their remote pictures are shown; for every agent. */
export async function emailStatus(db: Db, actor: Actor, { mailOut }: Pick<Mail, "mailOut">) {
  const rows = await query<Outage>(
    db,
    `select m.id as mailbox, m.address, x.direction, wire_time(x.since) as since, x.last_error, not m.is_enabled as is_paused
     from mailboxes m
     left join imap_cursors c on c.mailbox = m.id
     cross join lateral (
       select 'out' as direction, m.failing_since as since, m.last_error where m.is_enabled
       union all
       select 'in', c.failing_since, c.last_error where m.is_enabled and m.imap_host <> ''
       union all
       select 'out', min(e.next_try_at), null
       from outgoing_emails e
       where not m.is_enabled and e.mailbox = m.id and e.state in ('waiting', 'deferred', 'unknown')) x
     where x.since is not null
     order by x.since, m.address`,
  );
  const outages = rows.map(({ last_error, is_paused, ...outage }) => ({
    ...outage,
    trouble: is_paused ? ("paused" as const) : mailTroubleOf(last_error ?? ""),
  }));
  const [settings] = await query<{ remote_pictures: string }>(db, "select remote_pictures from email_settings");
  const undecidedCount = may(actor, "mailbox.manage") ? await countUndecided(db) : null;
  return {
    mail_out: mailOut,
    has_mailbox: (await defaultMailbox(db)) !== null,
    ...settings!,
    undecided: undecidedCount,
    outages,
  };
}

async function countUndecided(db: Db): Promise<number> {
  const [row] = await query<{ n: number }>(
    db,
    `select count(*)::int as n from incoming_emails
     where state in ('quarantined', 'held') and reason is distinct from 'spam'`,
  );
  return row!.n;
}
