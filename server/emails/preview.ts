import { NOTIFICATION_KINDS, type NotificationKind } from "../../wire/email-words.ts";
import { DEFAULT_CHOICES, type Notify } from "../../wire/notifications.ts";
import { type Db, query } from "../platform/database.ts";

interface Happening {
  /** The event; a reminder has none. */
  event: number | null;
  kind: NotificationKind;
  /** Seconds since 1970. */
  at: number;
}

/** The notifications that a user would have got in the last 24 hours, by kind, as tickets are assigned now. */
async function happeningsOf(db: Db, user: string): Promise<Happening[]> {
  return query<Happening>(
    db,
    `with me as (select id, username, role from users where id = $1),
     -- there is no index of times, and ids grow with them
     first as (
       select coalesce(max(id), 0) as id from (
         select id
           from events
           where at <= now() - interval '24 hours' and triggers_reactions
           order by id desc limit 1) x),
     recent as (
       select e.* from events e
       where e.id > (select id from first)
         and e.at > now() - interval '24 hours'
         and e.triggers_reactions
         and e.actor is distinct from $1::uuid
         and e.kind in ('ticket.created', 'ticket.assigned', 'ticket.updated', 'comment.added', 'email.updated'))
     select e.id as event, extract(epoch from e.at)::float as at, x.kind
     from recent e
     cross join me
     join tickets t on t.id = e.ticket and t.deleted_at is null
     left join comments m on e.kind = 'comment.added' and m.id = e.about
     left join outgoing_emails o on e.kind = 'email.updated' and o.id = e.about and o.kind = 'reply'
     left join comments r on r.id = o.comment
     cross join lateral (values
       ('undelivered', e.kind = 'email.updated'
         and e.changes #>> '{state,1}' in ('failed', 'bounced')
         and o.id is not null
         and (r.author = me.id or t.assigned_to = me.id)),
       ('mention', m.text ilike '%data-mention="' || me.id || '"%'
         or m.text ~* ('@' || regexp_replace(me.username, '([^[:alnum:]_])', '\\\\\\1', 'g') || '(?![[:alnum:]_-])')),
       ('response', m.id is not null and not m.is_internal and t.assigned_to = me.id),
       ('followed', m.id is not null
         and exists (select from ticket_followers f where f.ticket = t.id and f.user_id = me.id)),
       ('assigned', (e.changes #>> '{assigned_to,1}')::text = me.id::text
         or (e.kind = 'ticket.created' and t.assigned_to = me.id)),
       ('team', t.assigned_to is null
         and t.assigned_team = me.role
         and (e.kind = 'ticket.created' or e.changes ? 'assigned_team'))
     ) as x (kind, is_so)
     where x.is_so
     union all
     select null, extract(epoch from d.written_at)::float, d.kind
     from due_reminders d
     join tickets t on t.id = d.ticket and t.deleted_at is null
     where d.written_at > now() - interval '24 hours' and t.assigned_to = $1
     union all
     select e.id, extract(epoch from e.at)::float, e.changes #>> '{kind,1}' from events e
     where e.kind = 'sla.alert'
       and e.id > (select id from first)
       and e.at > now() - interval '24 hours'
       and e.changes #>> '{recipient,1}' = $1::uuid::text`,
    [user],
  );
}

/** How many emails a user's choices would have caused in the last 24 hours. */
export async function previewFor(db: Db, user: string): Promise<object> {
  const [row] = await query<{ choices: Partial<Record<NotificationKind, Notify>>; digest_minutes: number }>(
    db,
    "select choices, digest_minutes from notification_settings where user_id = $1",
    [user],
  );
  const { choices = {}, digest_minutes = 1440 } = row ?? {};
  const all = oneForEach(await happeningsOf(db, user));
  const happeningsFor = (how: Notify) => all.filter(({ kind }) => (choices[kind] ?? DEFAULT_CHOICES[kind]) === how);
  const digests = countDigests(
    happeningsFor("digest").map(({ at }) => at),
    digest_minutes * 60,
  );
  return {
    emails: happeningsFor("now").length + digests,
    digests,
    kinds: Object.fromEntries(
      NOTIFICATION_KINDS.map((kind) => [kind, all.filter((each) => each.kind === kind).length]),
    ),
  };
}

/** If an event causes several kinds, only the first one is sent. */
function oneForEach(all: readonly Happening[]): Happening[] {
  const rank = ({ kind }: Happening) => NOTIFICATION_KINDS.indexOf(kind);
  const first = new Map<number, Happening>();
  for (const each of all) {
    const other = each.event === null ? undefined : first.get(each.event);
    if (each.event !== null && (!other || rank(each) < rank(other))) first.set(each.event, each);
  }
  return [...first.values(), ...all.filter(({ event }) => event === null)];
}

/** A digest is sent some time after the first thing in it, and contains everything until then. */
function countDigests(times: readonly number[], seconds: number): number {
  let digests = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const at of times.toSorted((a, b) => a - b)) {
    if (at <= end) continue;
    digests += 1;
    end = at + seconds;
  }
  return digests;
}
