import {
  CANCELLABLE_STATES,
  CONTACT_KINDS,
  EMAIL_KINDS,
  EMAIL_REASONS,
  EMAIL_STATES,
  UNDELIVERED_STATES,
} from "../../wire/email-words.ts";
import type { manyEmailsFields } from "../../wire/emails.ts";
import type { Values } from "../../wire/fields.ts";
import { instant } from "../../wire/fields.ts";
import { may } from "../../wire/permissions.ts";
import { conflict, noSuch } from "../../wire/problems.ts";
import { defaultMailbox } from "../mailboxes/senders.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { filterReader } from "../platform/filters.ts";
import { newestFirst, sortColumns } from "../platform/paging.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import type { Conditions, RowQuery, RowView } from "../platform/row-list.ts";
import { waitsFor } from "../tickets/earlier-email.ts";

const quoteList = (words: readonly string[]) => words.map((word) => `'${word}'`).join(", ");
const sortable = sortColumns("e");

const lastReply = `(select a.reply
  from delivery_attempts a
  where a.email = e.id and a.reply is not null
  order by a.id desc limit 1)`;
export const emailView: RowView = {
  from: "outgoing_emails e left join tickets t on t.id = e.ticket",
  columns: {
    id: "e.id",
    kind: "e.kind",
    state: "e.state",
    reason: "e.reason",
    ticket: "e.ticket",
    ticket_number: "t.ticket_number",
    comment: "e.comment",
    mailbox: "e.mailbox",
    address: "e.address",
    name: "e.name",
    role: "e.role",
    subject: "coalesce(e.subject, t.subject, '')",
    tries: "e.tries",
    last_reply: lastReply,
    waits_for: waitsFor("e"),
    created_at: "wire_time(e.created_at)",
    send_at: "case when e.state in ('waiting', 'deferred', 'unknown') then wire_time(e.next_try_at) end",
    ended_at: "wire_time(e.ended_at)",
  },
  sortable: {
    created_at: sortable("created_at", "timestamptz"),
    state: sortable("state"),
    kind: sortable("kind"),
    address: sortable("address"),
  },
  order: [],
  end: newestFirst("e"),
};

/** Every user may see emails to customers; only Admins and the recipient may see other emails. */
export const emailsVisibleTo =
  (actor: Actor): Conditions =>
  (sql) =>
    may(actor, "email.manage")
      ? []
      : [`(e.kind in (${quoteList(CONTACT_KINDS)}) or e.user_id = ${sql.add(actor.id)}::uuid)`];

const UNDELIVERED_STATE = "undelivered";

/** The filters of the list. */
export function emailFilter(filters: RowQuery["query"], zone: string): Conditions {
  const { errors, words, uuid, check } = filterReader(filters);
  const states = words("state", [...EMAIL_STATES, UNDELIVERED_STATE]).flatMap((word) =>
    word === UNDELIVERED_STATE ? [...UNDELIVERED_STATES] : [word],
  );
  const [kinds, reasons] = [words("kind", EMAIL_KINDS), words("reason", EMAIL_REASONS)];
  const [ticket, mailbox] = [uuid("ticket"), uuid("mailbox")];
  const since = filters.since ? instant().read(filters.since, { zone }) : { value: null };
  if ("error" in since) errors.since = [since.error];
  check();
  const recipient = (filters.recipient ?? "").replaceAll("\0", "").toWellFormed();
  return (sql) => [
    ...(states.length > 0 ? [`e.state = any(${sql.add(states)}::text[])`] : []),
    ...(kinds.length > 0 ? [`e.kind = any(${sql.add(kinds)}::text[])`] : []),
    ...(reasons.length > 0 ? [`e.reason = any(${sql.add(reasons)}::text[])`] : []),
    ...(ticket ? [`e.ticket = ${sql.add(ticket)}::uuid`] : []),
    ...(mailbox ? [`e.mailbox = ${sql.add(mailbox)}::uuid`] : []),
    ...(recipient ? [`lower(e.address) = lower(${sql.add(recipient)})`] : []),
    ...("value" in since && since.value ? [`e.created_at >= ${sql.add(since.value)}::timestamptz`] : []),
  ];
}

export async function countByState(db: Db): Promise<Record<string, number>> {
  const rows = await query<{ state: string; n: number }>(
    db,
    "select state, count(*)::int as n from outgoing_emails group by state",
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

/** The attempts to deliver an email, oldest first. */
export const attemptsOf = (db: Db, email: string): Promise<object[]> =>
  query(
    db,
    `select wire_time(at) as at, outcome, smtp_code, enhanced_code, reply, server, ms
     from delivery_attempts where email = $1 order by id`,
    [email],
  );

async function lockEmail(db: Db, actor: Actor, id: string): Promise<{ state: string; address: string }> {
  const sql = parameters();
  const where = [`e.id = ${sql.add(id)}`, ...emailsVisibleTo(actor)(sql)].join(" and ");
  const [row] = await query<{ state: string; address: string }>(
    db,
    `select e.state, e.address from outgoing_emails e where ${where} for update`,
    sql.values,
  );
  if (!row) throw noSuch("OutgoingEmail");
  return row;
}

const isSuppressed = (address: string) =>
  `exists (select 1
    from suppressions s
    where s.address = lower(${address}) and s.scope = 'all' and (s.until is null or s.until > now()))`;

const again = (
  mailbox: string,
) => `state = 'waiting', reason = null, not_before = now(), next_try_at = now(), claimed_at = null,
  first_tried_at = null,
  tries = 0, unknowns = 0, ended_at = null, text_deleted_at = null,
    mailbox = coalesce((
      select id
      from mailboxes
      where id = e.mailbox and is_enabled), ${mailbox}::uuid)`;

const HAS_NOT_LEFT = ["waiting", "deferred", "unknown"];

/**
 * Sends an email again, to another address if one is given, with the same Message-ID and the same text unless that was
 * deleted. A waiting email is tried now.
 */
export function resendEmail(db: Db, actor: Actor, id: string, to: string | null): Promise<void> {
  return transact(db, async (db) => {
    const row = await lockEmail(db, actor, id);
    if (row.state === "sending") throw conflict("This email is being sent.");
    const address = to ?? row.address;
    const [suppression] = await query<{ is_suppressed: boolean }>(db, `select ${isSuppressed("$1")} as is_suppressed`, [
      address,
    ]);
    if (suppression!.is_suppressed) throw conflict("This address gets no email. Remove its suppression first.");
    const mailbox = await defaultMailbox(db);
    if (!mailbox && !HAS_NOT_LEFT.includes(row.state)) throw conflict("There is no enabled mailbox to send from.");
    await query(
      db,
      HAS_NOT_LEFT.includes(row.state)
        ? "update outgoing_emails set next_try_at = greatest(not_before, now()), address = $2 where id = $1"
        : `update outgoing_emails e set ${again("$3")}, address = $2 where id = $1`,
      HAS_NOT_LEFT.includes(row.state) ? [id, address] : [id, address, mailbox],
    );
  });
}

export function cancelEmail(db: Db, actor: Actor, id: string): Promise<void> {
  return transact(db, async (db) => {
    const { state } = await lockEmail(db, actor, id);
    if (state === "cancelled") return;
    if (!(CANCELLABLE_STATES as readonly string[]).includes(state)) throw conflict("This email has already been sent.");
    await query(
      db,
      "update outgoing_emails set state = 'cancelled', reason = 'dropped', ended_at = now() where id = $1",
      [id],
    );
  });
}

type Many = Partial<Values<typeof manyEmailsFields>>;

function matching(
  { ids = [], state, reason, ticket, mailbox }: Many,
  states: readonly string[],
  sql: Parameters,
): string {
  return [
    `e.state in (${quoteList(states)})`,
    ...(ids.length > 0 ? [`e.id = any(${sql.add(ids)}::uuid[])`] : []),
    ...(state ? [`e.state = ${sql.add(state)}`] : []),
    ...(reason ? [`e.reason = ${sql.add(reason)}`] : []),
    ...(ticket ? [`e.ticket = ${sql.add(ticket)}::uuid`] : []),
    ...(mailbox ? [`e.mailbox = ${sql.add(mailbox)}::uuid`] : []),
  ].join(" and ");
}

/** Sends all undelivered emails again, and returns how many there are. */
export function retryEmails(db: Db, filter: Many): Promise<number> {
  return transact(db, async (db) => {
    const sql = parameters();
    const where = `${matching(filter, ["failed", "bounced", "held"], sql)} and not ${isSuppressed("e.address")}`;
    const rows = await query(db, `select 1 from outgoing_emails e where ${where} for update`, sql.values);
    if (rows.length === 0) return 0;
    const mailbox = await defaultMailbox(db);
    if (!mailbox) throw conflict("There is no enabled mailbox to send from.");
    await query(db, `update outgoing_emails e set ${again(sql.add(mailbox))} where ${where}`, sql.values);
    return rows.length;
  });
}

/** Drops held emails, and returns how many there are. */
export async function cancelEmails(db: Db, filter: Many): Promise<number> {
  const sql = parameters();
  const where = matching(filter, ["held"], sql);
  const rows = await query(
    db,
    `update outgoing_emails e set state = 'cancelled', reason = 'dropped', ended_at = now() where ${where} returning 1`,
    sql.values,
  );
  return rows.length;
}
