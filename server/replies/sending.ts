import { ROLE_PERMISSIONS } from "../../wire/permissions.ts";
import { addComment } from "../comments/comments.ts";
import type { TakenBack } from "../drafts/drafts.ts";
import { takeFiles } from "../drafts/files.ts";
import { insertEvents } from "../events/events.ts";
import { type Reaction, type ReadEvent, reactTogether } from "../events/reader.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Docket } from "../platform/docket.ts";
import type { Actor } from "../platform/front-door.ts";
import { repeat } from "../platform/repeat.ts";
import type { ManyChanges } from "../tickets/many.ts";
import { touchTicket } from "../tickets/tickets.ts";
import { fullName } from "../users/names.ts";
import { applyChanges, CannotChange } from "./changes.ts";
import { returnToDraft } from "./replies.ts";

const POLL_MS = 500;
const MAX_FAILURES = 20;

interface Due extends TakenBack {
  id: string;
  author: string | null;
  role: Actor["role"];
  via: Actor["via"];
  is_active: boolean;
  is_trashed: boolean;
  /** The customer has written since it was scheduled. */
  is_overtaken: boolean;
}

const IS_OVERTAKEN = `(r.is_scheduled and exists (select from comments m
  where m.ticket = r.ticket and m.author_kind = 'contact' and not m.is_internal and m.created_at > r.created_at))`;

// The sender locks the reply's row until it is sent. Other servers skip locked rows, and a crash releases the lock.
const nextDue = (db: Db) =>
  query<Due>(
    db,
    `select r.id, r.ticket, r.author, r.text, r.is_internal, r.status, r.files, r.changes, r.recipients, r.macros, r.via,
       w.role,
       coalesce(w.is_active, false) as is_active, t.deleted_at is not null as is_trashed,
       ${IS_OVERTAKEN} as is_overtaken
     from replies r join tickets t on t.id = r.ticket left join users w on w.id = r.author
     where r.state = 'waiting' and r.send_at <= now() order by r.send_at limit 1 for update of r skip locked`,
  );

/** Sends the next due reply completely and once, or not at all. Returns false if none is due. */
export async function sendNext(docket: Docket): Promise<boolean> {
  let due: Due | undefined;
  try {
    await transact(docket.db, async (db) => {
      [due] = await nextDue(db);
      if (!due) return;
      // No one can send it any more; a reply that the customer overtook is also noted in the ticket. The state "held"
      // only means that Docket did not send it: its text is in the author's draft again, and nothing releases it.
      if (due.is_trashed || !due.is_active) await returnToDraft(db, due.author, due, "held");
      else if (due.is_overtaken) await returnOvertaken(db, due);
      else await send(db, due);
    });
  } catch (error) {
    if (!due) throw error;
    if (error instanceof CannotChange) await returnUnchangeable(docket.db, due, error.message);
    else {
      docket.log.warn({ err: error, reply: due.id }, "could not send a reply; retrying");
      await postpone(docket.db, due);
    }
  }
  return due !== undefined;
}

type DueReply = TakenBack & { id: string; author: string | null };

/** A scheduled reply answers what the customer had written then: it is a draft again, and the ticket says so. */
const returnOvertaken = (db: Db, due: DueReply) =>
  returnReply(db, due, `jsonb_build_object('reply_returned', jsonb_build_array(null, ${fullName("w")}))`);

/** The changes that go with a reply have become impossible: nothing is sent without them. */
const returnUnchangeable = (db: Db, due: DueReply, reason: string) =>
  transact(db, async (db) => {
    const waiting = await query(db, "select 1 from replies where id = $1 and state = 'waiting' for update", [due.id]);
    if (waiting.length === 0) return;
    const changes = `jsonb_build_object('reply_unchanged', jsonb_build_array($2::text, ${fullName("w")}))`;
    await returnReply(db, due, changes, [reason]);
  });

/** Makes a reply a draft again, and says so in the ticket. `changes`: why, as SQL. */
async function returnReply(db: Db, due: DueReply, changes: string, values: readonly string[] = []): Promise<void> {
  await returnToDraft(db, due.author, due, "held");
  await query(
    db,
    insertEvents("reply.returned", "replies r join users w on w.id = r.author where r.id = $1", {
      actor: { id: "null::uuid", kind: "'system'", name: "'Docket'", cause: "null::bigint", depth: "0::smallint" },
      ticket: "r.ticket",
      about: "r.id",
      changes,
    }),
    [due.id, ...values],
  );
  await query(db, touchTicket("$1"), [due.ticket]);
}

/** Returns the scheduled replies to a ticket to their authors' drafts once the customer writes. */
export const returnScheduledReplies: Reaction = {
  name: "return-scheduled-replies",
  when: ["comment.added"],
  ...reactTogether(returnAll),
};

async function returnAll(db: Db, comments: readonly ReadEvent[]): Promise<void> {
  const overtaken = await query<DueReply>(
    db,
    `select r.id, r.ticket, r.author, r.text, r.is_internal, r.status, r.files, r.changes, r.recipients, r.macros
     from replies r
     where r.ticket = any($1::uuid[]) and r.state = 'waiting' and ${IS_OVERTAKEN} for update of r skip locked`,
    [comments.map(({ ticket }) => ticket)],
  );
  for (const reply of overtaken) await returnOvertaken(db, reply);
}

async function send(
  db: Db,
  { id, ticket, author, role, via, text, is_internal, status, files, changes, recipients, macros }: Due,
) {
  const actor: Actor = { kind: "user", id: author!, role, permissions: ROLE_PERMISSIONS[role], session: null, via };
  await addComment(db, actor, ticket, text, is_internal, { id, recipients, macros });
  if (files.length > 0) await takeFiles(db, actor, ticket, files, { reply: id, comment: id });
  await applyChanges(db, actor, { id, ticket }, { ...changes, ...(status && { status }) } as ManyChanges);
  await query(db, "update replies set state = 'sent', text = '', ended_at = now() where id = $1", [id]);
}

// A reply that fails must not block the others; after 20 failures it returns to its author.
function postpone(db: Db, due: Due): Promise<void> {
  return transact(db, async (db) => {
    const [row] = await query<{ failures: number }>(
      db,
      `update replies set failures = failures + 1, send_at = now() + make_interval(secs => least(failures + 1, 10))
       where id = $1 and state = 'waiting' returning failures`,
      [due.id],
    );
    if (row && row.failures >= MAX_FAILURES) await returnToDraft(db, due.author, due, "held");
  });
}

/** Sends replies when they are due. The returned function waits for a running one. */
export const startSending = (docket: Docket): (() => Promise<void>) =>
  repeat(
    async (isStopped) => {
      while (!isStopped() && (await sendNext(docket)));
    },
    { log: docket.log, failure: "could not look for due replies; retrying", pauseMs: POLL_MS },
  );
