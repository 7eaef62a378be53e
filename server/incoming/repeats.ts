import { type Db, query } from "../platform/database.ts";
import type { ParsedEmail } from "./message.ts";
import type { ClaimedArrival, Ending } from "./settle.ts";

const DUPLICATE_DAYS = 30;

/**
 * The earlier email that this one repeats: the same bytes, or the same Message-ID, sender and text, as when it was sent
 * to two mailboxes. The same Message-ID with another text is another email.
 */
export async function findDuplicate(
  db: Db,
  { id, serial, sha256 }: ClaimedArrival,
  { messageId, bodyHash, sender }: ParsedEmail,
): Promise<Pick<Ending, "reason" | "duplicateOf" | "ticket" | "comment"> | null> {
  const [row] = await query<{ id: string; is_same: boolean; ticket: string | null; comment: string | null }>(
    db,
    `select i.id, i.sha256 = $3 as is_same, i.ticket, i.comment from incoming_emails i
     where i.id <> $1
         and i.serial < $2
         and i.state not in ('rejected', 'received')
         and i.outcome is distinct from 'duplicate'
       and (i.sha256 = $3 or (i.message_id = $4 and i.body_hash = $5 and i.from_address = $6
         and i.received_at > now() - make_interval(days => $7)))
     order by i.serial limit 1`,
    [id, serial, sha256, messageId, bodyHash, "address" in sender ? sender.address : null, DUPLICATE_DAYS],
  );
  if (!row) return null;
  const { ticket, comment } = row;
  return { reason: row.is_same ? "same_bytes" : "same_message", duplicateOf: row.id, ticket, comment };
}

/**
 * This many emails of one sender within the window, on average at most a minute apart, come from a program. Only the newest are
 * read, because reading thousands from a robot would take longer with each email.
 */
const ROBOT = { count: 5, minutes: 10, gapSeconds: 60, atMost: 50 };

export async function isRepeatingSender(
  db: Db,
  { serial, received_at }: ClaimedArrival,
  address: string,
): Promise<boolean> {
  const [row] = await query<{ n: number; gap: number | null }>(
    db,
    `select count(*)::int as n, percentile_cont(0.5) within group (order by extract(epoch from x.gap))::float8 as gap
     from (select received_at - lag(received_at) over (order by serial) as gap
       from (select serial, received_at from incoming_emails
         where from_address = $1 and serial < $2 and outcome is distinct from 'duplicate' and state <> 'rejected'
           and released_by is null
           and received_at > $3::timestamptz - make_interval(mins => $4)
           and received_at <= $3::timestamptz
         order by received_at desc limit $5) newest) x`,
    [address, serial, received_at, ROBOT.minutes, ROBOT.atMost],
  );
  return row!.n >= ROBOT.count && (row!.gap ?? 0) < ROBOT.gapSeconds;
}
