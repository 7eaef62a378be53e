import type { DecisionObstacle } from "../../wire/incoming-words.ts";
import { conflict } from "../../wire/problems.ts";
import { type Db, query } from "../platform/database.ts";

/** Why an email `i` cannot be released or read again, although its state allows it, as SQL; null if it can. */
export const obstacleSql = (maxEmailBytes: number): string => `case
  when i.state in ('quarantined', 'held') then case when i.full_size > ${maxEmailBytes} then 'too_large' end
  when i.outcome is distinct from 'third_party' then null
  when i.comment is null then 'message_deleted'
  when (
    select deleted_at is not null
    from tickets
    where id = i.ticket) then 'ticket_in_trash'
  when exists (
    select from users u
    where lower(u.email) = lower(i.from_address)) then 'sender_is_user'
  end`;

/** What an Admin can do with an email `i` now, as SQL. */
export const decisionsSql = (maxEmailBytes: number): string => `array_remove(array[
  case when ${obstacleSql(maxEmailBytes)} is not null then null
    when i.state = 'quarantined' then 'retry'
    when i.state = 'held' or i.outcome = 'third_party' then 'release' end,
  case when i.state in ('quarantined', 'held') then 'reject' end], null)`;

const WORDS: Record<Exclude<DecisionObstacle, "too_large">, string> = {
  message_deleted: "The message of this email was deleted.",
  ticket_in_trash: "The ticket of this email is in the trash.",
  sender_is_user: "This is the address of a user. Users are not participants of a ticket.",
};

/** Throws if a third party's message cannot be released. */
export async function requireReleasable(db: Db, id: string, maxEmailBytes: number): Promise<void> {
  const [row] = await query<{ obstacle: keyof typeof WORDS | null }>(
    db,
    `select ${obstacleSql(maxEmailBytes)} as obstacle from incoming_emails i where i.id = $1`,
    [id],
  );
  if (row?.obstacle) throw conflict(WORDS[row.obstacle]);
}
