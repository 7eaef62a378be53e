import type { Mail } from "../mailboxes/mail.ts";
import { type Db, query, transact } from "../platform/database.ts";

/** An email that this server alone may send until it records the outcome. */
export interface ClaimedEmail {
  id: string;
  mailbox: string;
  /** The ID of the attempt's row. */
  attempt: number;
  claimed_at: string;
}

const UNDER_WAY = "('waiting', 'sending', 'deferred', 'unknown')";
// how long a claim holds unless it is renewed
const CLAIM_S = 60;
const RENEW_MS = 15_000;
// of claims by servers that do not renew theirs yet
const OLD_CLAIM = "interval '10 minutes'";
// after this many failures, one email tries whether the server is back
const PROBES_AT = 5;

const due = (email: string, now: string) =>
  `${email}.state in ('waiting', 'deferred', 'unknown') and ${email}.next_try_at <= ${now}`;
const clock = (parameter: string) => `(now() + make_interval(secs => ${parameter}))`;

/** The mailboxes that have something to send. */
export async function mailboxesWithWork({ db, aheadSeconds }: Mail): Promise<string[]> {
  const now = clock("$1");
  const rows = await query<{ id: string }>(
    db,
    `select m.id from mailboxes m where m.is_enabled and (m.retry_at is null or m.retry_at <= ${now})
       and exists (
         select 1
         from outgoing_emails e
         where e.mailbox = m.id and ${due("e", now)})`,
    [aheadSeconds],
  );
  return rows.map(({ id }) => id);
}

/**
 * Claims due emails of a mailbox, as many as it has free connections. The mailbox is locked for that moment, so that
 * all servers together respect its limit. Emails about one ticket to one person are sent one after the other.
 */
export function claimEmails({ db, aheadSeconds, log }: Mail, mailbox: string, max: number): Promise<ClaimedEmail[]> {
  const now = clock("$2");
  return transact(db, async (db) => {
    const [box] = await query<{ free: number }>(
      db,
      `select case when m.failures >= ${PROBES_AT} then 1 else m.max_connections end
         - (
           select count(*)
           from outgoing_emails s
           where s.mailbox = m.id and s.state = 'sending')::int as free
       from mailboxes m where m.id = $1 and m.is_enabled and (m.retry_at is null or m.retry_at <= ${now})
       for no key update skip locked`,
      [mailbox, aheadSeconds],
    );
    const limit = Math.min(box?.free ?? 0, max);
    if (limit <= 0) return [];
    const claims = await query<ClaimedEmail>(
      db,
      // sorted first, so that only as many as are needed are compared with earlier ones: a queue of thousands would
      // otherwise be compared with itself for each few that leave
      `with unblocked as (
         select e.id
         from (
           select id, ticket, address, serial, next_try_at
           from outgoing_emails e
           where e.mailbox = $1 and ${due("e", now)}
           order by next_try_at, serial) e
         where (
           select b.id
           from outgoing_emails b
           where b.ticket = e.ticket and lower(b.address) = lower(e.address)
             and b.serial < e.serial and b.state in ${UNDER_WAY}
           order by b.serial
           limit 1) is null
         limit $3),
       chosen as (
         select e.id
         from outgoing_emails e
         where e.id = any(array(select id from unblocked)) and ${due("e", now)}
         for update skip locked),
       claimed as (
         update outgoing_emails e
         set state = 'sending', claimed_at = ${now}, claimed_until = ${clock("$4")}, first_tried_at = coalesce(e.first_tried_at, ${now})
         where e.id = any(array(select id from chosen))
         returning e.id, e.mailbox, e.claimed_at),
       attempts as (insert into delivery_attempts (email, at) select id, ${now} from claimed returning id, email)
       select c.id, c.mailbox, c.claimed_at, a.id as attempt
       from claimed c
       join attempts a on a.email = c.id`,
      [mailbox, aheadSeconds, limit, aheadSeconds + CLAIM_S],
    );
    log.debug({ mailbox, emails: claims.length }, "claimed emails");
    return claims;
  });
}

/** Renews the claims of deliveries while they run. Returns a function that stops it. */
export function keepRenewing(mail: Mail, running: ReadonlyMap<string, { claim: ClaimedEmail }>): () => void {
  const renew = () =>
    query(
      mail.db,
      `update outgoing_emails e set claimed_until = ${clock("$3")}
       from unnest($1::uuid[], $2::timestamptz[]) c (id, claimed_at)
       where e.id = c.id and e.state = 'sending' and e.claimed_at = c.claimed_at`,
      [[...running.keys()], [...running.values()].map(({ claim }) => claim.claimed_at), mail.aheadSeconds + CLAIM_S],
    );
  const timer = setInterval(() => {
    if (running.size === 0) return;
    renew().catch((error: unknown) => mail.log.warn({ err: error }, "could not renew the claims of emails; retrying"));
  }, RENEW_MS).unref();
  return () => clearInterval(timer);
}

/**
 * Releases the emails of a server that crashed while sending. Each may have arrived, so it is tried once more with the
 * same Message-ID; after a second crash, a person decides.
 */
export const recoverAbandoned = ({ db, aheadSeconds }: Mail): Promise<unknown> =>
  query(
    db,
    `with abandoned as (
       update outgoing_emails
       set state = case when unknowns >= 1 then 'held' else 'unknown' end, unknowns = unknowns + 1,
         reason = case
           when unknowns >= 1 then 'may_have_arrived'
           end, ended_at = case
           when unknowns >= 1 then now()
           end,
         next_try_at = ${clock("$1")}, claimed_at = null
       where state = 'sending' and coalesce(claimed_until, claimed_at + ${OLD_CLAIM}) < ${clock("$1")} returning id)
     update delivery_attempts a set outcome = 'unknown', reply = 'The server stopped while it was sending.'
     from abandoned where a.email = abandoned.id and a.outcome is null`,
    [aheadSeconds],
  );

/** Moves emails whose mailbox was deleted to the default one; without one they are held. */
export const rehomeEmails = (db: Db, fallback: string | null): Promise<unknown> =>
  query(
    db,
    fallback
      ? "update outgoing_emails set mailbox = $1 where mailbox is null and state in ('waiting', 'deferred', 'unknown')"
      : `update outgoing_emails
        set state = 'held', reason = 'no_mailbox'
        where mailbox is null and state in ('waiting', 'deferred', 'unknown')
         and $1::uuid is null`,
    [fallback],
  );
