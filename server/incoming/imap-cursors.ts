import { createHash } from "node:crypto";
import { RECEIVER_SETTINGS, type Receiver } from "../mailboxes/receivers.ts";
import { type Db, query } from "../platform/database.ts";

/** How far a folder has been stored. Only the server with the lease reads it. */
export interface Cursor {
  mailbox: string;
  lease: string;
  source: string | null;
  uid_validity: string | null;
  last_uid: number;
  moved_uid: number;
  /** For a start "from now on": emails up to `renumbered_uid` that are older than this were there before. */
  starts_after: string | null;
  renumbered_uid: number;
}

/** Another server reads the folder now, or its settings have changed. */
export class LeaseLostError extends Error {}

const LEASE_SECONDS = 60;
const [FIRST_PAUSE_S, LAST_PAUSE_S] = [10, 900];
const COLUMNS = `c.mailbox, c.lease, c.source, c.uid_validity::text, c.last_uid::float8, c.moved_uid::float8, c.starts_after::text,
  c.renumbered_uid::float8`;

/** Takes the lease of folders that no server reads and whose pause is over. New settings end a pause. */
export async function leaseFolders(db: Db): Promise<Cursor[]> {
  await query(
    db,
    `insert into imap_cursors (mailbox) select m.id from mailboxes m
     where m.is_enabled and m.imap_host <> '' and not exists (
       select from imap_cursors c
       where c.mailbox = m.id)
     on conflict do nothing`,
  );
  return query<Cursor>(
    db,
    `update imap_cursors c
     set lease = gen_random_uuid(), leased_until = now() + make_interval(secs => $1), settings = ${RECEIVER_SETTINGS}
     from mailboxes m
     where m.id = c.mailbox
       and m.is_enabled
       and m.imap_host <> ''
       and (c.leased_until is null or c.leased_until < now())
       and (c.retry_at is null or c.retry_at <= now() or c.settings is distinct from ${RECEIVER_SETTINGS})
     returning ${COLUMNS}`,
    [LEASE_SECONDS],
  );
}

const isOwned = "c.mailbox = $1 and c.lease = $2";

/** Changes a cursor while this server still has its lease. */
async function change(db: Db, { mailbox, lease }: Cursor, set: string, values: unknown[] = []): Promise<void> {
  const rows = await query(db, `update imap_cursors c set ${set} where ${isOwned} returning 1`, [
    mailbox,
    lease,
    ...values,
  ]);
  if (rows.length === 0) throw new LeaseLostError();
}

/** Keeps the lease, unless the mailbox was disabled or read with other settings. */
export async function renewLease(db: Db, { mailbox, lease }: Cursor): Promise<void> {
  const rows = await query(
    db,
    `update imap_cursors c set leased_until = now() + make_interval(secs => $3)
     from mailboxes m
     where ${isOwned} and m.id = c.mailbox and m.is_enabled and c.settings = ${RECEIVER_SETTINGS}
     returning 1`,
    [mailbox, lease, LEASE_SECONDS],
  );
  if (rows.length === 0) throw new LeaseLostError();
}

export const releaseLease = (db: Db, { mailbox, lease }: Cursor) =>
  query(db, `update imap_cursors c set lease = null, leased_until = null where ${isOwned}`, [mailbox, lease]);

/** Identifies a folder: server, account and name. */
export const folderKey = ({ imap: { host, username, folder } }: Receiver): string =>
  createHash("sha256").update([host.toLowerCase(), username, folder].join("\n")).digest("hex").slice(0, 24);

/** Starts a folder: at a UID, or at the first email if the server has renumbered its emails. */
export async function beginFolder(
  db: Db,
  cursor: Cursor,
  start: { source: string; uidValidity: string; lastUid: number; startsAfter: Date | null; renumberedUid: number },
): Promise<Cursor> {
  const { source, uidValidity, lastUid, renumberedUid } = start;
  const startsAfter = start.startsAfter?.toISOString() ?? null;
  await change(
    db,
    cursor,
    `source = $3, uid_validity = $4, last_uid = $5, moved_uid = $5, starts_after = $6, renumbered_uid = $7, fetching_uid = null,
     fetching_tries = 0`,
    [source, uidValidity, lastUid, startsAfter, renumberedUid],
  );
  return {
    ...cursor,
    source,
    uid_validity: uidValidity,
    last_uid: lastUid,
    moved_uid: lastUid,
    starts_after: startsAfter,
    renumbered_uid: renumberedUid,
  };
}

/** Counts a try to fetch an email before it is made, so that an email which ends the connection or the server is not fetched forever. */
export async function countFetch(db: Db, { mailbox, lease }: Cursor, uid: number): Promise<number> {
  const [row] = await query<{ tries: number }>(
    db,
    `update imap_cursors c
     set fetching_uid = $3, fetching_tries = case when c.fetching_uid = $3 then c.fetching_tries + 1 else 1 end
     where ${isOwned} returning fetching_tries as tries`,
    [mailbox, lease, uid],
  );
  if (!row) throw new LeaseLostError();
  return row.tries;
}

/** Records that every email up to this one is stored. */
export const moveCursor = (db: Db, cursor: Cursor, uid: number) =>
  change(db, cursor, "last_uid = $3, fetching_uid = null, fetching_tries = 0", [uid]);

/** Records that every email up to this one is in the other folder. */
export const noteMoved = (db: Db, cursor: Cursor, uid: number) => change(db, cursor, "moved_uid = $3", [uid]);

/** Records that the folder was read to its end. `problem`: one that does not prevent fetching. */
export const recordRead = (
  db: Db,
  cursor: Cursor,
  { problem, isLeft }: { problem: string | null; isLeft: boolean },
): Promise<void> =>
  change(
    db,
    cursor,
    `read_at = now(), failures = 0, retry_at = null, last_error = $3::text,
     failing_since = case when $3::text is not null then coalesce(c.failing_since, now()) end,
     moved_uid = case when $4 then c.last_uid else c.moved_uid end`,
    [problem, isLeft],
  );

/** Records that the folder could not be read, and releases it: it is tried again after a growing pause. */
export const recordCursorFailure = (db: Db, { mailbox, lease }: Cursor, error: string) =>
  query(
    db,
    `update imap_cursors c
     set failures = c.failures + 1, failing_since = coalesce(c.failing_since, now()), last_error = $3,
       retry_at = now() + make_interval(secs => least($4 * 2 ^ least(c.failures, 10), $5)), lease = null,
         leased_until = null
     where ${isOwned}`,
    [mailbox, lease, error, FIRST_PAUSE_S, LAST_PAUSE_S],
  );
