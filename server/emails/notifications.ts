import { NOTIFICATION_KINDS, type NotificationKind } from "../../wire/email-words.ts";
import { DEFAULT_CHOICES, type Notify } from "../../wire/notifications.ts";
import type { Reaction, ReadEvent } from "../events/reader.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { type Db, query } from "../platform/database.ts";
import { fullName } from "../users/names.ts";
import { type EmailDraft, writeEmails } from "./write.ts";

type Context = Pick<Mail, "mailOut">;

/** Who is notified of an event, and by which kind: the first in the list of kinds wins. */
type Audience = Map<string, NotificationKind>;

/** Notifies agents as each has chosen. Their own actions do not notify them. */
export const notifyAgents = (mail: Context): Reaction => ({
  name: "notify-agents",
  when: ["ticket.created", "ticket.assigned", "ticket.updated", "comment.added"],
  react: async (db, event) => {
    const audience = await audienceOf(db, event);
    if (event.actor && event.actor_kind === "user") audience.delete(event.actor);
    if (audience.size > 0) await notify(db, mail, audience, event, event.kind === "comment.added" ? event.about : null);
  },
});

interface TicketRow {
  assigned_to: string | null;
  assigned_team: string;
  text: string | null;
  is_internal: boolean | null;
  /** Cancelled by a later event, which notifies by itself. */
  is_reassigned: boolean;
}

async function audienceOf(db: Db, event: ReadEvent): Promise<Audience> {
  const [ticket] = await query<TicketRow>(
    db,
    `select t.assigned_to, t.assigned_team, m.text, m.is_internal,
       exists (select 1
         from events e
         where e.ticket = t.id and e.id > $3 and e.changes ?| array['assigned_to', 'assigned_team']) as is_reassigned
     from tickets t left join comments m on m.id = $2 and m.ticket = t.id where t.id = $1 and t.deleted_at is null`,
    [event.ticket, event.kind === "comment.added" ? event.about : null, event.id],
  );
  const recipients: [NotificationKind, string][] = [];
  if (!ticket) return new Map();
  if (event.kind === "comment.added") {
    if (ticket.text === null) return new Map();
    for (const user of await mentionedIn(db, ticket.text)) recipients.push(["mention", user]);
    if (ticket.assigned_to && !ticket.is_internal) recipients.push(["response", ticket.assigned_to]);
    for (const user of await followersOf(db, event.ticket!)) recipients.push(["followed", user]);
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

const MAX_MENTIONS = 50;

/** The users that a text names: by the editor's mark with an id, or as @username. */
async function mentionedIn(db: Db, text: string): Promise<string[]> {
  const ids = [...text.matchAll(/data-mention="([\da-f-]{36})"/gi)].map(([, id]) => id!.toLowerCase());
  const names = [...text.matchAll(/(?<![\p{L}\p{N}._-])@([\p{L}\p{N}][\p{L}\p{N}._-]{0,149})/gu)].flatMap(
    ([, name]) => [
      name!,
      // the end of a sentence
      name!.replace(/[.-]+$/, ""),
    ],
  );
  if (ids.length + names.length === 0) return [];
  const rows = await query<{ id: string }>(
    db,
    `select id
     from users
     where is_active
      and (id::text = any($1::text[]) or lower(normalize(username, nfkc)) = any($2::text[]))
      limit ${MAX_MENTIONS}`,
    [ids, names.map((name) => name.normalize("NFKC").toLowerCase())],
  );
  return rows.map(({ id }) => id);
}

async function followersOf(db: Db, ticket: string): Promise<string[]> {
  const rows = await query<{ user_id: string }>(db, "select user_id from ticket_followers where ticket = $1", [ticket]);
  return rows.map(({ user_id }) => user_id);
}

// news of a whole team is for those who asked for it
async function membersWhoChose(db: Db, team: string): Promise<string[]> {
  const rows = await query<{ id: string }>(
    db,
    `select u.id from users u join notification_settings s on s.user_id = u.id
     where u.role = $1 and u.is_active and s.choices ->> 'team' in ('now', 'digest')`,
    [team],
  );
  return rows.map(({ id }) => id);
}

interface Reader {
  id: string;
  email: string;
  name: string;
  choices: Partial<Record<NotificationKind, Notify>>;
  is_away: boolean;
}

/** Writes what each user has chosen: an email now, or a line of the next digest. */
export async function notify(
  db: Db,
  mail: Context,
  audience: ReadonlyMap<string, NotificationKind>,
  event: Pick<ReadEvent, "id" | "ticket" | "actor" | "actor_kind" | "actor_name">,
  comment: string | null,
  details: Record<string, unknown> = {},
): Promise<void> {
  if (mail.mailOut === "off") return;
  const readers = await query<Reader>(
    db,
    `select u.id, u.email, ${fullName("u")} as name, coalesce(s.choices, '{}') as choices,
      coalesce(s.away_until > now(), false) as is_away
     from users u left join notification_settings s on s.user_id = u.id
     where u.id = any($1::uuid[]) and u.is_active and u.email <> ''`,
    [[...audience.keys()]],
  );
  const actorName = await actorNameOf(db, event);
  const drafts: EmailDraft[] = [];
  for (const reader of readers) {
    const kind = audience.get(reader.id)!;
    const choice = reader.choices[kind] ?? DEFAULT_CHOICES[kind];
    if (choice === "never") continue;
    if (choice === "now" && !reader.is_away)
      drafts.push({
        kind,
        recipient: { user: reader.id, address: reader.email, name: reader.name },
        ticket: event.ticket,
        comment,
        cause: event.id,
        details: { ...details, actor_name: actorName },
      });
    else
      await query(
        db,
        `insert into digest_items (user_id, kind, ticket, actor_name, cause)
         values ($1, $2, $3, $4, $5)
         on conflict do nothing`,
        [reader.id, kind, event.ticket, actorName, event.id],
      );
  }
  await writeEmails(db, mail, drafts);
}

async function actorNameOf(
  db: Db,
  { actor, actor_kind, actor_name }: Pick<ReadEvent, "actor" | "actor_kind" | "actor_name">,
): Promise<string> {
  if (!actor) return actor_name ?? "";
  const [row] = await query<{ name: string }>(
    db,
    actor_kind === "contact"
      ? "select name from contacts where id = $1"
      : `select ${fullName("u")} as name from users u where u.id = $1`,
    [actor],
  );
  return row?.name ?? actor_name ?? "";
}
