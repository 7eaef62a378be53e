import type { Values } from "../../wire/fields.ts";
import { blanksIn } from "../../wire/macro-words.ts";
import { conflict, invalid, noSuch } from "../../wire/problems.ts";
import type { replyFields } from "../../wire/replies.ts";
import { filesJson } from "../drafts/draft-json.ts";
import { deleteDraft, restoreDraft, type TakenBack } from "../drafts/drafts.ts";
import { giveFilesToReply, releaseFiles } from "../drafts/files.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { fullName } from "../users/names.ts";
import { recipientsOf } from "./recipients.ts";

const MAX_WAITING = 20;

export type ReplyValues = Values<typeof replyFields>;

/** Throws if someone else has changed the ticket; the ticket is locked during the check. */
export type VersionCheck = (db: Db, version: number) => Promise<void>;

/** Queues a reply, and deletes the draft that it was made from. */
export function queueReply(
  db: Db,
  actor: Actor,
  ticket: string,
  { text, is_internal, status, files, changes, macros, draft, to, cc, bcc, send_at }: ReplyValues,
  { delayMs, guard }: { delayMs: number; guard: VersionCheck },
): Promise<string> {
  refuseBlanks(text);
  return transact(db, async (db) => {
    await guard(db, await lockTicket(db, ticket));
    await refuseMany(db, actor, ticket);
    if (send_at) await requireFuture(db, send_at);
    const recipients = is_internal ? null : await recipientsOf(db, ticket, { to, cc, bcc });
    const [row] = await query<{ id: string }>(
      db,
      `insert into replies (ticket, author, text, is_internal, status, files, changes, send_at, via, recipients,
         is_scheduled, macros)
       values ($1, $2, $3, $4, $5::ticket_status, $6::uuid[], $11::jsonb,
         coalesce($10::timestamptz, now() + make_interval(secs => $7)), $8, $9::jsonb, $10::timestamptz is not null, $12::uuid[])
       returning id`,
      [
        ticket,
        actor.id,
        text,
        is_internal,
        status,
        files,
        delayMs / 1000,
        actor.via,
        recipients && JSON.stringify(recipients),
        send_at ?? null,
        JSON.stringify(changes),
        macros,
      ],
    );
    await giveFilesToReply(db, actor.id, files, row!.id);
    await deleteDraft(db, actor.id, ticket, draft);
    return row!.id;
  });
}

function refuseBlanks(text: string): void {
  const [blank] = blanksIn(text);
  if (blank) throw invalid({ text: [`Fill in or remove {{ ${blank} }} before sending.`] });
}

async function lockTicket(db: Db, id: string): Promise<number> {
  const [row] = await query<{ version: number }>(
    db,
    "select version from tickets where id = $1 and deleted_at is null for no key update",
    [id],
  );
  if (!row) throw noSuch("Ticket");
  return row.version;
}

// the list of waiting replies shows the whole text
async function refuseMany(db: Db, { id }: Actor, ticket: string): Promise<void> {
  const [row] = await query<{ n: number }>(
    db,
    "select count(*)::int as n from replies where ticket = $1 and author = $2 and state = 'waiting'",
    [ticket, id],
  );
  if (row!.n >= MAX_WAITING)
    throw conflict(`You have ${MAX_WAITING} replies waiting in this ticket. Send or undo one first.`);
}

async function requireFuture(db: Db, at: string): Promise<void> {
  const [row] = await query<{ is_possible: boolean }>(
    db,
    "select $1::timestamptz between now() and now() + interval '1 year' as is_possible",
    [at],
  );
  if (!row!.is_possible) throw invalid({ send_at: ["Choose a time within the next year."] });
}

// of other people's replies, only that they are waiting
const columns = `r.id, r.ticket, r.author, ${fullName("w")} as author_name,
  case when r.author = $1 then r.text end as text, r.is_internal, case when r.author = $1 then r.status end as status,
  case when r.author = $1 then ${filesJson("r.files", "f.reply = r.id")} end as files,
  case when r.author = $1 then r.changes end as changes,
  case when r.author = $1 then r.macros end as macros,
  case when r.author = $1 then r.recipients end as recipients,
  wire_time(r.created_at) as created_at, wire_time(r.send_at) as send_at, r.is_scheduled, r.state`;

/** The waiting replies as JSON text, the next one to be sent first, as far as this user may see them. */
export async function waitingReplies(db: Db, viewer: string, ticket: string): Promise<string> {
  const [row] = await query<{ json: string }>(
    db,
    `select coalesce(json_agg(row_to_json(x)), '[]')::text as json
     from (select ${columns} from replies r join users w on w.id = r.author
     where r.ticket = $2 and r.state = 'waiting' order by r.send_at, r.id) x`,
    [viewer, ticket],
  );
  return row!.json;
}

export async function showReply(db: Db, author: string, id: string): Promise<string> {
  const [row] = await query<{ json: string }>(
    db,
    `select row_to_json(x)::text as json
     from (
       select ${columns}
       from replies r
       join users w on w.id = r.author
       where r.id = $2) x`,
    [author, id],
  );
  return row!.json;
}

interface LockedReply extends TakenBack {
  id: string;
  state: "waiting" | "sent" | "held" | "cancelled";
}

async function lockOwnReply(db: Db, actor: Actor, ticket: string, id: string): Promise<LockedReply> {
  const [reply] = await query<LockedReply>(
    db,
    `select id, ticket, text, is_internal, status, files, changes, recipients, macros, state
     from replies
     where id = $1 and ticket = $2 and author = $3
     for update`,
    [id, ticket, actor.id],
  );
  if (!reply) throw noSuch("Reply");
  if (reply.state === "sent") throw conflict("This reply has been sent.");
  return reply;
}

/**
 * Undoes sending: the reply returns to its author's draft. If sending it comes first, this is too late, and the other
 * way round.
 */
export function cancelReply(db: Db, actor: Actor, ticket: string, id: string): Promise<void> {
  return transact(db, async (db) => {
    const reply = await lockOwnReply(db, actor, ticket, id);
    if (reply.state === "waiting") await returnToDraft(db, actor.id, reply, "cancelled");
  });
}

/** Ends a reply that is not sent, and returns its content to its author's draft. */
export async function returnToDraft(
  db: Db,
  author: string | null,
  reply: TakenBack & { id: string },
  state: "cancelled" | "held",
): Promise<void> {
  await query(db, "update replies set state = $2, ended_at = now() where id = $1", [reply.id, state]);
  await releaseFiles(db, reply.id);
  if (author) await restoreDraft(db, author, reply);
}

export function sendReplyNow(db: Db, actor: Actor, ticket: string, id: string): Promise<void> {
  return transact(db, async (db) => {
    const reply = await lockOwnReply(db, actor, ticket, id);
    if (reply.state !== "waiting") throw conflict("This reply does not wait any more: its text is back in your draft.");
    await query(db, "update replies set send_at = least(send_at, now()) where id = $1", [id]);
  });
}

/** Deletes ended replies: sent ones are comments, the others are in drafts. */
export const forgetReplies = (db: Db) =>
  query(
    db,
    `delete from replies
     where ended_at < now() - case when state = 'held' then interval '30 days' else interval '1 day' end`,
  );
