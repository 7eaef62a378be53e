import type { Values } from "../../wire/fields.ts";
import { invalid, noSuch } from "../../wire/problems.ts";
import type { snoozeFields } from "../../wire/snoozes.ts";
import { insertEvents } from "../events/events.ts";
import { type Reaction, type ReadEvent, reactTogether } from "../events/reader.ts";
import { type Db, query } from "../platform/database.ts";

/** Whether a snooze has ended, as SQL. Its time may come a moment before the job marks it. */
const isOver = (snooze: string): string =>
  `(${snooze}.ended_at is not null or coalesce(${snooze}.until <= now(), false))`;

/** The tickets that a user has snoozed or set a reminder for, before its end, as SQL. */
export const snoozedBy = (user: string): string =>
  `select z.ticket from snoozes z where z.user_id = ${user}::uuid and not ${isOver("z")}`;

/** Those of them that the user's views leave out. */
export const hiddenFrom = (user: string): string => `${snoozedBy(user)} and not z.is_reminder`;

/** A user's snooze of ticket t as JSON, as SQL; null if there is none. */
export const snoozeJson = (user: string): string =>
  `(select json_build_object('until', wire_time(z.until), 'until_reply', z.until_reply, 'is_reminder', z.is_reminder,
     'is_over', ${isOver("z")}) from snoozes z where z.ticket = t.id and z.user_id = ${user}::uuid)`;

const columns = (snooze: string) => `wire_time(${snooze}.until) as until,
  coalesce(${snooze}.until_reply, false) as until_reply, coalesce(${snooze}.is_reminder, false) as is_reminder,
  wire_time(${snooze}.created_at) as created_at,
  wire_time(coalesce(${snooze}.ended_at, case when ${snooze}.until <= now() then ${snooze}.until end)) as ended_at`;

// only this user gets the event, so it is not one of the ticket
const events = (kind: "snooze.changed" | "snooze.ended", source: string) =>
  insertEvents(kind, source, {
    actor: "null",
    about: `${source}.user_id`,
    changes: `jsonb_build_object('ticket', jsonb_build_array(null, ${source}.ticket))`,
    triggers: "false",
  });

type SnoozeValues = Partial<Values<typeof snoozeFields>>;

/** A user's snooze of a ticket; one without created_at if there is none. */
export async function showSnooze(db: Db, user: string, ticket: string) {
  const [row] = await query(
    db,
    `select t.id as ticket, ${columns("z")}
     from tickets t left join snoozes z on z.ticket = t.id and z.user_id = $1
     where t.id = $2 and t.deleted_at is null`,
    [user, ticket],
  );
  if (!row) throw noSuch("Ticket");
  return row;
}

/** Snoozes a ticket for one user, and replaces an earlier snooze. */
export async function setSnooze(db: Db, user: string, ticket: string, values: SnoozeValues) {
  const { until = null, until_reply = false, is_reminder = false } = values;
  if (until === null && !until_reply) throw invalid({ until: ["Send a time, or set `until_reply`."] });
  if (until !== null && Date.parse(until) <= Date.now()) throw invalid({ until: ["Choose a time in the future."] });
  const [row] = await query(
    db,
    `with s as (
       insert into snoozes (user_id, ticket, until, until_reply, is_reminder)
       select $1::uuid, t.id, $3::timestamptz, $4, $5 from tickets t where t.id = $2 and t.deleted_at is null
       on conflict (user_id, ticket) do update set until = excluded.until, until_reply = excluded.until_reply,
         is_reminder = excluded.is_reminder, created_at = now(), ended_at = null
       returning *),
     event as (${events("snooze.changed", "s")})
     select s.ticket, ${columns("s")} from s`,
    [user, ticket, until, until_reply, is_reminder],
  );
  if (!row) throw noSuch("Ticket");
  return row;
}

/** Ends a user's snooze of a ticket, or removes the mark of one that has ended. */
export async function removeSnooze(db: Db, user: string, ticket: string): Promise<void> {
  await query(
    db,
    `with s as (delete from snoozes where user_id = $1 and ticket = $2 returning user_id, ticket)
     ${events("snooze.changed", "s")}`,
    [user, ticket],
  );
}

/** Marks the snoozes that have ended, and notifies their users. */
export async function endDueSnoozes(db: Db): Promise<void> {
  await query(
    db,
    `with s as (
       update snoozes set ended_at = until where ended_at is null and until <= now() returning user_id, ticket)
     ${events("snooze.ended", "s")}`,
    [],
  );
}

/** Ends the snoozes of users who wait for the customer's reply. */
export const endSnoozesOnReply: Reaction = {
  name: "end-snoozes",
  when: ["comment.added"],
  ...reactTogether(endOnReplies),
};

async function endOnReplies(db: Db, comments: readonly ReadEvent[]): Promise<void> {
  const replies = comments.filter(({ ticket, actor_kind }) => ticket && actor_kind === "contact");
  if (replies.length === 0) return;
  await query(
    db,
    `with s as (
       update snoozes z set ended_at = now()
       where z.ticket = any($1::uuid[]) and z.until_reply and z.ended_at is null
         and exists (
           select from unnest($1::uuid[], $2::timestamptz[]) as r (ticket, at)
           where r.ticket = z.ticket and z.created_at <= r.at)
       returning z.user_id, z.ticket)
     ${events("snooze.ended", "s")}`,
    [replies.map(({ ticket }) => ticket), replies.map(({ at }) => at)],
  );
}
