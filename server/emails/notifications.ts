import { NOTIFICATION_KINDS, type NotificationKind } from "../../wire/email-words.ts";
import { DEFAULT_CHOICES, type Notify } from "../../wire/notifications.ts";
import { mentionedIn } from "../comments/mentions.ts";
import { type Reaction, type ReadEvent, reactTogether } from "../events/reader.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { type Db, query } from "../platform/database.ts";
import { fullName } from "../users/names.ts";
import { type EmailDraft, writeEmails } from "./write.ts";

type Context = Pick<Mail, "mailOut">;

/** Who is notified of an event, and of which kind: the first in the list of kinds wins. */
export type Audience = Map<string, NotificationKind>;

/** Notifies agents as each has chosen. Their own actions do not notify them. */
export const notifyAgents = (mail: Context): Reaction => ({
  name: "notify-agents",
  when: ["ticket.created", "ticket.assigned", "ticket.updated", "comment.added"],
  ...reactTogether((db, events) => notifyOfAll(db, mail, events)),
});

async function notifyOfAll(db: Db, mail: Context, events: readonly ReadEvent[]): Promise<void> {
  if (mail.mailOut === "off") return;
  const notices: Notice[] = [];
  for (const { event, audience } of await audiencesOf(db, events.filter(isNews))) {
    if (event.actor && event.actor_kind === "user") audience.delete(event.actor);
    if (audience.size > 0) notices.push({ audience, event, comment: commentOf(event) });
  }
  await writeNotices(db, mail, notices);
}

/** No other change of a ticket notifies anyone. */
const isNews = ({ kind, changes }: ReadEvent) =>
  kind !== "ticket.updated" || Boolean(changes?.assigned_to || changes?.assigned_team);

const commentOf = ({ kind, about }: ReadEvent) => (kind === "comment.added" ? about : null);

/** A ticket after an event, and the comment that the event added. */
export interface NoticedTicket {
  assigned_to: string | null;
  assigned_team: string;
  text: string | null;
  /** Whether a customer wrote the comment. */
  is_by_contact: boolean | null;
  is_internal: boolean | null;
  followers: readonly string[];
  /** Canceled by a later event, which has its own notification. */
  is_reassigned: boolean;
}

async function audiencesOf(db: Db, events: readonly ReadEvent[]): Promise<{ event: ReadEvent; audience: Audience }[]> {
  if (events.length === 0) return [];
  const rows = await query<NoticedTicket & { event: number }>(
    db,
    `select e.id as event, t.assigned_to, t.assigned_team, m.text, m.is_internal,
       m.author_kind = 'contact' as is_by_contact,
       array(
         select f.user_id
         from ticket_followers f
         where m.id is not null and f.ticket = t.id) as followers,
       m.id is null and exists (select 1
         from events later
         where later.ticket = t.id and later.id > e.id
           and later.changes ?| array['assigned_to', 'assigned_team']) as is_reassigned
     from unnest($1::bigint[], $2::uuid[], $3::uuid[]) as e (id, ticket, comment)
     join tickets t on t.id = e.ticket and t.deleted_at is null
     left join comments m on m.id = e.comment and m.ticket = t.id`,
    [events.map(({ id }) => id), events.map(({ ticket }) => ticket), events.map(commentOf)],
  );
  const tickets = new Map(rows.map((row) => [row.event, row]));
  const audiences: { event: ReadEvent; audience: Audience }[] = [];
  for (const event of events) {
    const ticket = tickets.get(event.id);
    if (ticket) audiences.push({ event, audience: await noticeAudience(db, event, ticket) });
  }
  return audiences;
}

/** Everyone whom an event concerns, the one who caused it included. */
export async function noticeAudience(
  db: Db,
  event: Pick<ReadEvent, "kind" | "changes">,
  ticket: NoticedTicket,
): Promise<Audience> {
  const recipients: [NotificationKind, string][] = [];
  if (event.kind === "comment.added") {
    if (ticket.text === null) return new Map();
    const mentionedUsers = ticket.is_by_contact ? [] : await mentionedIn(db, ticket.text);
    for (const user of mentionedUsers) recipients.push(["mention", user]);
    if (ticket.assigned_to && !ticket.is_internal) recipients.push(["response", ticket.assigned_to]);
    for (const user of ticket.followers) recipients.push(["followed", user]);
  } else {
    const isNew = event.kind === "ticket.created" && !ticket.is_reassigned;
    if (ticket.assigned_to && (isNew || event.changes?.assigned_to?.[1] === ticket.assigned_to))
      recipients.push(["assigned", ticket.assigned_to]);
    if (!ticket.assigned_to && ticket.assigned_team && (isNew || event.changes?.assigned_team))
      for (const user of await membersWhoChose(db, ticket.assigned_team)) recipients.push(["team", user]);
  }
  const audience: Audience = new Map();
  for (const kind of NOTIFICATION_KINDS)
    for (const [each, user] of recipients) if (each === kind && !audience.has(user)) audience.set(user, kind);
  return audience;
}

// Only those who chose to get news of their team. Teams have the names of roles: a user's role is also the user's team.
async function membersWhoChose(db: Db, team: string): Promise<string[]> {
  const rows = await query<{ id: string }>(
    db,
    `select u.id from users u join notification_settings s on s.user_id = u.id
     where u.role = $1 and u.is_active and s.choices ->> 'team' in ('now', 'digest')`,
    [team],
  );
  return rows.map(({ id }) => id);
}

interface ReaderRow {
  id: string;
  email: string;
  name: string;
  choices: Partial<Record<NotificationKind, Notify>>;
  is_away: boolean;
}

interface Reader extends Pick<ReaderRow, "email" | "name"> {
  /** How the user is notified of this kind. While the user is away, everything waits for one digest. */
  choice(kind: NotificationKind): Notify;
}

/** Those of these users who can be notified by email. */
export async function readersAmong(db: Db, users: Iterable<string>): Promise<Map<string, Reader>> {
  const rows = await query<ReaderRow>(
    db,
    `select u.id, u.email, ${fullName("u")} as name, coalesce(s.choices, '{}') as choices,
      coalesce(s.away_until > now(), false) as is_away
     from users u left join notification_settings s on s.user_id = u.id
     where u.id = any($1::uuid[]) and u.is_active and u.email <> ''`,
    [[...new Set(users)]],
  );
  return new Map(
    rows.map(({ id, email, name, choices, is_away }) => {
      const choice = (kind: NotificationKind) => {
        const when = choices[kind] ?? DEFAULT_CHOICES[kind];
        return when === "now" && is_away ? "digest" : when;
      };
      return [id, { email, name, choice }];
    }),
  );
}

interface Notice {
  audience: ReadonlyMap<string, NotificationKind>;
  event: Pick<ReadEvent, "id" | "ticket" | "actor" | "actor_kind" | "actor_name">;
  comment: string | null;
  details?: Record<string, unknown>;
}

/** Writes what each user has chosen: an email now, or a line in the next digest. */
export const notify = (
  db: Db,
  mail: Context,
  audience: ReadonlyMap<string, NotificationKind>,
  event: Notice["event"],
  comment: string | null,
  details: Record<string, unknown> = {},
): Promise<void> => writeNotices(db, mail, [{ audience, event, comment, details }]);

async function writeNotices(db: Db, mail: Context, notices: readonly Notice[]): Promise<void> {
  if (notices.length === 0 || mail.mailOut === "off") return;
  const readers = await readersAmong(
    db,
    notices.flatMap(({ audience }) => [...audience.keys()]),
  );
  const actorNames = await actorNamesOf(db, notices);
  const drafts: EmailDraft[] = [];
  const digest: object[] = [];
  for (const { audience, event, comment, details } of notices)
    for (const [user, kind] of audience) {
      const reader = readers.get(user);
      const choice = reader?.choice(kind) ?? "never";
      if (!reader || choice === "never") continue;
      const actorName = actorNames.get(event.actor) ?? event.actor_name ?? "";
      if (choice === "now")
        drafts.push({
          kind,
          recipient: { user, address: reader.email, name: reader.name },
          ticket: event.ticket,
          comment,
          cause: event.id,
          details: { ...details, actor_name: actorName },
        });
      else digest.push({ user_id: user, kind, ticket: event.ticket, actor_name: actorName, cause: event.id });
    }
  if (digest.length > 0)
    await query(
      db,
      `insert into digest_items (user_id, kind, ticket, actor_name, cause)
       select user_id, kind, ticket, actor_name, cause
       from json_to_recordset($1::json) as x (user_id uuid, kind text, ticket uuid, actor_name text, cause bigint)
       on conflict do nothing`,
      [JSON.stringify(digest)],
    );
  await writeEmails(db, mail, drafts);
}

/** The names of the users and contacts who caused the notifications. */
async function actorNamesOf(db: Db, notices: readonly Notice[]): Promise<Map<string | null, string>> {
  const idsOf = (isContact: boolean) => [
    ...new Set(
      notices.flatMap(({ event }) =>
        event.actor && (event.actor_kind === "contact") === isContact ? [event.actor] : [],
      ),
    ),
  ];
  const rows = await query<{ id: string; name: string }>(
    db,
    `select u.id, ${fullName("u")} as name from users u where u.id = any($1::uuid[])
     union all
     select c.id, c.name from contacts c where c.id = any($2::uuid[])`,
    [idsOf(false), idsOf(true)],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
