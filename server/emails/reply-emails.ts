import type { ReplyRecipient } from "../../wire/address-list.ts";
import type { UnansweredReason } from "../../wire/email-words.ts";
import { type Reaction, type ReadEvent, reactTogether } from "../events/reader.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { type Db, query } from "../platform/database.ts";
import { joinConversation } from "./participants.ts";
import { chosenRecipients, defaultRecipients, readersOfMessages } from "./recipients.ts";
import { type EmailDraft, type Recipient, writeEmails } from "./write.ts";

type Context = Pick<Mail, "mailOut" | "undoMs">;

/** Emails public messages to the requester and the participants: replies by agents, and messages by one of them. */
export const sendReplies = (mail: Context): Reaction => ({
  name: "send-replies",
  // an edited comment is not sent, not even a note that becomes public
  when: ["comment.added"],
  ...reactTogether((db, events) => writeMessageEmails(db, mail, events)),
});

/** In order, because a recipient whom a reply adds to the conversation does not get the messages before it. */
async function writeMessageEmails(db: Db, mail: Context, comments: readonly ReadEvent[]): Promise<void> {
  for (const { byAgents, events } of runsOf(comments))
    await (byAgents ? writeReplyEmails(db, mail, events) : passOnMessages(db, mail, events));
}

interface Run {
  byAgents: boolean;
  events: ReadEvent[];
}

/** The events in runs: those by agents and those by others. */
function runsOf(comments: readonly ReadEvent[]): Run[] {
  const runs: Run[] = [];
  for (const event of comments) {
    const byAgents = event.actor_kind === "user";
    const last = runs.at(-1);
    if (last?.byAgents === byAgents) last.events.push(event);
    else runs.push({ byAgents, events: [event] });
  }
  return runs;
}

/** Whether a comment was written as a reply: it is no note that is public by now, and was not moved from another ticket. */
const isNewReply = ({ about, changes }: ReadEvent): boolean =>
  about !== null && changes?.is_internal?.[1] !== true && !changes?.ticket;

interface Reply {
  event: number;
  comment: string;
  /** Who wrote it. */
  actor: string | null;
  ticket: string;
  /** The recipients that its author chose; null: all participants. */
  recipients: ReplyRecipient[] | null;
  /** Null if the undo time is over already. */
  not_before: string | null;
}

async function writeReplyEmails(db: Db, mail: Context, comments: readonly ReadEvent[]): Promise<void> {
  const events = comments.filter(isNewReply);
  if (events.length === 0) return;
  const replies = await query<Reply>(
    db,
    `select e.id as event, m.id as comment, e.actor, m.ticket, m.recipients,
       case when exists (select 1 from replies r where r.id = m.id) then null
        else e.at + make_interval(secs => $1) end as not_before
     from json_to_recordset($2::json) as e (id bigint, at timestamptz, actor uuid, about uuid)
     join comments m on m.id = e.about
     join tickets t on t.id = m.ticket and t.deleted_at is null
     where not m.is_internal and m.author_kind = 'user'
     order by e.id`,
    [mail.undoMs / 1000, JSON.stringify(events.map(({ id, at, actor, about }) => ({ id, at, actor, about })))],
  );
  // chosen recipients become participants, so they also get later replies
  const growing = new Set(replies.filter(({ recipients }) => recipients).map(({ ticket }) => ticket));
  const settledTickets = replies.map(({ ticket }) => ticket).filter((ticket) => !growing.has(ticket));
  const bySettled = await defaultRecipients(db, settledTickets);
  const byDefault = async (ticket: string) =>
    (growing.has(ticket) ? await defaultRecipients(db, [ticket]) : bySettled).get(ticket) ?? [];
  const drafts: EmailDraft[] = [];
  for (const { event, comment, actor, ticket, recipients: choices, not_before } of replies) {
    const recipients = choices ? await chosenRecipients(db, ticket, choices) : await byDefault(ticket);
    for (const recipient of recipients)
      drafts.push({ kind: "reply", recipient, ticket, comment, cause: event, notBefore: not_before });
    // these recipients become participants, so that their replies join the ticket
    const others = choices ? recipients.filter(({ role, isRequester }) => role !== "bcc" && !isRequester) : [];
    await joinConversation(db, { kind: "user", id: actor, via: "web" }, ticket, others, "agent");
  }
  await writeEmails(db, mail, drafts);
}

/**
 * Passes a customer's message on to the others in the conversation. No person sends these emails, so they are marked as
 * automatic and programs do not answer them.
 */
async function passOnMessages(db: Db, mail: Context, comments: readonly ReadEvent[]): Promise<void> {
  const messages = comments.filter(({ actor_kind }) => actor_kind === "contact");
  if (messages.length === 0) return;
  const readers = await readersOfMessages(db, messages);
  const details = { is_passed_on: true };
  await writeEmails(
    db,
    mail,
    readers.map(({ event, ticket, comment, ...recipient }) => ({
      kind: "reply",
      recipient,
      ticket,
      comment,
      cause: event,
      details,
    })),
  );
}

/** A reply that is deleted, made internal or moved to the trash with its ticket before it is sent is not sent. */
export const cancelReplies: Reaction = {
  name: "cancel-replies",
  when: ["comment.updated", "comment.deleted", "ticket.deleted"],
  ...reactTogether(cancelAll),
};

async function cancelAll(db: Db, events: readonly ReadEvent[]): Promise<void> {
  const tickets = events.map(({ ticket }) => ticket);
  await query(
    db,
    `update outgoing_emails e set state = 'cancelled', ended_at = now(), reason = why.word
     from outgoing_emails o left join comments m on m.id = o.comment
     cross join lateral (select case when m.id is null or m.ticket <> o.ticket then 'comment_deleted'
       when m.is_internal then 'comment_internal' end as word) why
     where e.id = o.id
       and o.ticket = any($1::uuid[])
       and o.kind = 'reply'
       and o.state in ('waiting', 'deferred', 'unknown', 'held')
       and why.word is not null`,
    [tickets],
  );
  await query(
    db,
    `update outgoing_emails e set state = 'cancelled', ended_at = now(), reason = 'ticket_deleted'
     from tickets t where t.id = e.ticket and t.id = any($1::uuid[]) and t.deleted_at is not null
       and e.state in ('waiting', 'deferred', 'unknown', 'held')`,
    [tickets],
  );
}

// automatic emails that an address gets in an hour
const MAX_PER_HOUR = 10;

/**
 * Why Docket must not write by itself to the contact `ct` of a ticket `t`, as SQL; null if it may. `comment`: the message to
 * reply to; null for the ticket.
 */
export const whyNotAnswer = (comment = "null::uuid") => `case
  -- an email or a form proves nothing about its sender: only a verified address gets an automatic answer
  when t.via in ('mail', 'portal') and not exists (select 1 from contact_addresses a
    where a.contact = ct.id and a.address_key = address_key(ct.email) and a.verified_at is not null)
    then 'sender_not_proven'
  -- a program or a mailing list: an answer would go to a program, or to everyone on the list
  when exists (select 1 from email_messages x
    where x.ticket = t.id and (x.comment is null or x.comment = ${comment}) and x.is_automatic)
    then 'automatic_message'
  -- an old email, as when a whole folder is fetched for the first time
  when exists (select 1 from email_messages x join incoming_emails i on i.id = x.incoming
    where x.ticket = t.id and x.comment is null and i.received_at < t.created_at - interval '1 day')
    then 'old_message'
  when exists (select 1 from sender_rules r where r.action = 'no_auto_reply'
    and (r.pattern = lower(ct.email) or ('.' || split_part(lower(ct.email), '@', 2)) like '%.' || r.pattern))
    then 'sender_rule'
  when (select count(*) from outgoing_emails e where lower(e.address) = lower(ct.email)
    and (e.kind = 'acknowledgement' or (e.kind = 'reply' and e.details @> '{"is_automatic": true}'))
    and e.state <> 'cancelled' and e.created_at > now() - interval '1 hour') >= ${MAX_PER_HOUR}
    then 'too_many' end`;

/**
 * Writes the email of an automation's reply to the requester, marked as automatic. `about`: the customer's message that
 * it answers. Returns false if the address must not get automatic replies.
 */
export async function sendAutomaticReply(
  db: Db,
  mail: Pick<Mail, "mailOut">,
  { ticket, comment, about, cause }: { ticket: string; comment: string; about: string | null; cause: number | null },
): Promise<boolean> {
  const [row] = await query<Recipient & { unsent: UnansweredReason | null }>(
    db,
    `select ct.id as contact, ct.email as address, ct.name, ${whyNotAnswer("$2::uuid")} as unsent
     from tickets t join contacts ct on ct.id = t.contact
     where t.id = $1 and t.deleted_at is null and ct.email <> ''`,
    [ticket, about],
  );
  if (!row) return false;
  const { unsent, ...recipient } = row;
  const details = { is_automatic: true };
  await writeEmails(db, mail, [{ kind: "reply", recipient, ticket, comment, cause, details, unsent }]);
  return unsent === null;
}

/** Acknowledges a customer's ticket, if the mailbox does so. */
export const acknowledgeTickets = (mail: Context): Reaction => ({
  name: "acknowledge-tickets",
  when: ["ticket.created"],
  ...reactTogether((db, events) => acknowledge(db, mail, events)),
});

interface Acknowledgement extends Recipient {
  ticket: string;
  cause: number;
  acknowledge: string;
  is_own: boolean;
  unsent: UnansweredReason | null;
}

/**
 * Writes what is sent, and what is not, with the reason. An address that opened several tickets gets one at a time, because
 * each counts those that it has received.
 */
async function acknowledge(db: Db, mail: Context, newTickets: readonly ReadEvent[]): Promise<void> {
  for (let events = newTickets; events.length > 0; ) {
    const rows = await toAcknowledge(db, events);
    const byAddress = Map.groupBy(rows, ({ address }) => address.toLowerCase());
    const first = [...byAddress.values()].map(([row]) => row!);
    await writeEmails(
      db,
      mail,
      first
        .filter(({ acknowledge: whom, is_own }) => whom !== "nobody" && (whom !== "customers" || is_own))
        .map(({ contact, address, name, ticket, cause, unsent }) => {
          const recipient = { contact, address, name };
          return { kind: "acknowledgement", recipient, ticket, cause, unsent };
        }),
    );
    const unwritten = new Set(rows.filter((row) => !first.includes(row)).map(({ cause }) => cause));
    events = events.filter(({ id }) => unwritten.has(id));
  }
}

const toAcknowledge = (db: Db, events: readonly ReadEvent[]) =>
  query<Acknowledgement>(
    db,
    `select t.id as ticket, e.id as cause, ct.id as contact, ct.email as address, ct.name,
       ${whyNotAnswer()} as unsent, t.created_by_kind = 'contact' as is_own,
         coalesce((select b.acknowledge
         from ticket_mailboxes tm
         join mailboxes b on b.id = tm.mailbox
         where tm.ticket = t.id),
           (select acknowledge from mailboxes where is_default), 'customers') as acknowledge
       from unnest($1::bigint[], $2::uuid[]) as e (id, ticket)
       join tickets t on t.id = e.ticket
       join contacts ct on ct.id = t.contact
       where t.deleted_at is null and ct.email <> ''
       order by e.id`,
    [events.map(({ id }) => id), events.map(({ ticket }) => ticket)],
  );
