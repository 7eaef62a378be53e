import { MAX_PARTICIPANTS } from "../../wire/participants.ts";
import { type Db, query } from "../platform/database.ts";

const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

/** Moves the emails about a ticket to another one, or, given their IDs, back. */
export async function moveEmails(
  db: Db,
  from: string,
  to: string,
  ids: readonly string[] | null = null,
): Promise<string[]> {
  return idsOf(
    await query<{ id: string }>(
      db,
      `update outgoing_emails set ticket = $2
       where ticket = $1 and ($3::uuid[] is null or id = any($3::uuid[])) returning id`,
      [from, to, ids],
    ),
  );
}

/**
 * After a merge, points the emails that sent a ticket's description to the message that holds it now, because the
 * target has its own description.
 */
export const describeByMessage = (db: Db, ticket: string, description: string) =>
  query(db, "update outgoing_emails set kind = 'reply', comment = $2 where ticket = $1 and kind = 'opening'", [
    ticket,
    description,
  ]);

export const describeByTicket = (db: Db, description: string) =>
  query(db, "update outgoing_emails set kind = 'opening', comment = null where comment = $1", [description]);

/**
 * Moves the emails of one message with it. An email that has not been sent stays and is canceled, because it was
 * written for other recipients.
 */
export const moveEmailsOf = (db: Db, comment: string, to: string) =>
  query(
    db,
    `update outgoing_emails
     set ticket = $2
     where comment = $1 and state not in ('waiting', 'deferred', 'unknown', 'held', 'sending')`,
    [comment, to],
  );

const JOINING = `
  select distinct on (lower(x.address)) x.address, x.name, x.contact, x.origin, x.added_by
  from (
    select ct.email as address, ct.name, ct.id as contact, 'agent' as origin, $3::uuid as added_by, 0 as position
    from tickets t
    join contacts ct on ct.id = t.contact
    where t.id = $1 and ct.email <> ''
    union all
    select p.address, p.name, p.contact, p.origin, p.added_by, 1
    from participants p
    where p.ticket = $1 and p.state = 'accepted'
  ) x
  where not exists (select from tickets t join contact_addresses a on a.contact = t.contact
      where t.id = $2 and a.address_key = address_key(x.address))
    and not exists (select from participants p
      where p.ticket = $2 and p.state = 'accepted' and lower(p.address) = lower(x.address))
  order by lower(x.address), x.position`;

/** The people whom a merge adds to the target: the requester and participants of the source who do not take part in it yet. */
export const joiningPeople = (db: Db, source: string, target: string): Promise<{ address: string; name: string }[]> =>
  query(db, `select j.address, j.name from (${JOINING}) j order by j.address`, [source, target, null]);

/** What happened to the participants of the target, so that the merge can be undone. */
export interface JoinedPeople {
  added: string[];
  accepted: string[];
}

/** Adds the requester and the participants of a ticket to the ticket that it is merged into. */
export async function joinPeople(db: Db, source: string, target: string, user: string): Promise<JoinedPeople> {
  const rows = await query<{ id: string; is_new: boolean }>(
    db,
    `insert into participants as p (ticket, contact, address, name, state, origin, added_by)
     select $2, j.contact, j.address, j.name, 'accepted', j.origin, j.added_by from (${JOINING}) j
     limit greatest(0, ${MAX_PARTICIPANTS} - (
       select count(*)
       from participants
       where ticket = $2))
     on conflict (ticket, lower(address)) do update set state = 'accepted'
     returning id, xmax = 0 as is_new`,
    [source, target, user],
  );
  return {
    added: idsOf(rows.filter(({ is_new }) => is_new)),
    accepted: idsOf(rows.filter(({ is_new }) => !is_new)),
  };
}

export async function unjoinPeople(db: Db, { added, accepted }: JoinedPeople): Promise<void> {
  await query(db, "delete from participants where id = any($1::uuid[])", [added]);
  await query(db, "update participants set state = 'proposed' where id = any($1::uuid[])", [accepted]);
}

/** Gives a ticket's conversation the mailbox of another one. */
export const copyMailbox = (db: Db, from: string, to: string) =>
  query(
    db,
    `insert into ticket_mailboxes (ticket, mailbox) select $2, mailbox from ticket_mailboxes where ticket = $1
     on conflict do nothing`,
    [from, to],
  );
