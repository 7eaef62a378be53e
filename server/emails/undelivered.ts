import { addComment } from "../comments/comments.ts";
import type { Reaction } from "../events/reader.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { type Db, query } from "../platform/database.ts";
import { updateTicket } from "../tickets/tickets.ts";
import { notify } from "./notifications.ts";
import { undeliveredNote } from "./undelivered-note.ts";

interface FailedReply {
  ticket: string;
  comment: string | null;
  address: string;
  words: string;
  author: string | null;
  assigned_to: string | null;
  status: string;
}

/** Notifies the author and the assignee of an undelivered reply, records it in the ticket, and reopens the ticket. */
export const tellOfFailures = (mail: Pick<Mail, "mailOut">): Reaction => ({
  name: "tell-of-undelivered-replies",
  when: ["email.updated"],
  react: async (db, event) => {
    const state = event.changes?.state?.[1];
    if (state !== "failed" && state !== "bounced") return;
    const reply = await failedReply(db, event.about);
    if (!reply) return;
    // a bounce is reported by the email that it arrives in
    if (state === "failed") await note(db, reply);
    const audience = new Map(
      [reply.author, reply.assigned_to].filter((user) => user !== null).map((user) => [user, "undelivered"] as const),
    );
    const { address, words } = reply;
    await notify(db, mail, audience, event, reply.comment, { undelivered: { address, words } });
  },
});

async function failedReply(db: Db, email: string | null): Promise<FailedReply | null> {
  const [row] = await query<FailedReply>(
    db,
    `select e.ticket, e.comment, e.address, m.author, t.assigned_to, t.status,
       coalesce((select left(a.reply, 500)
         from delivery_attempts a
         where a.email = e.id and a.reply is not null
         order by a.id desc limit 1),
           '') as words
     from outgoing_emails e
     join tickets t on t.id = e.ticket and t.deleted_at is null
     left join comments m on m.id = e.comment
     where e.id = $1 and e.kind = 'reply' and e.state in ('failed', 'bounced')`,
    [email],
  );
  return row ?? null;
}

async function note(db: Db, { ticket, address, words, status }: FailedReply): Promise<void> {
  const system = { kind: "system", id: null, name: "Docket", via: "mail" } as const;
  await addComment(db, system, ticket, undeliveredNote(address, words), true);
  if (status === "resolved" || status === "closed")
    await updateTicket(db, system, ticket, { status: "in_progress" }, null);
}
