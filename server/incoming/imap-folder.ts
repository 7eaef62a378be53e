import { Readable } from "node:stream";
import type { IncomingReason } from "../../wire/incoming-words.ts";
import { Problem } from "../../wire/problems.ts";
import { type ImapSession, type ListedEmail, refusalText } from "../mailboxes/imap.ts";
import type { Receiver } from "../mailboxes/receivers.ts";
import { query } from "../platform/database.ts";
import type { Intake } from "./context.ts";
import {
  beginFolder,
  type Cursor,
  countFetch,
  folderKey,
  moveCursor,
  noteMoved,
  recordRead,
  renewLease,
} from "./imap-cursors.ts";
import { glance, receiveEmail, tooLargeWords } from "./receive.ts";

/** A folder that this server reads, under a lease. */
export interface Folder {
  receiver: Receiver;
  session: ImapSession;
  cursor: Cursor;
}

const LISTED_AT_ONCE = 200;
const MAX_HEADER_BYTES = 64 * 1024;
export const RENEW_MS = 20_000;
/** After this many failed attempts to fetch it, an email is quarantined without its text, so that it does not hold up the others. */
const MAX_FETCHES = 3;

/** Stores the new emails of a folder, then moves them to the other folder if the mailbox says so. */
export async function readFolder(intake: Intake, folder: Folder, signal: AbortSignal): Promise<void> {
  await begin(intake, folder);
  await intake.onStep("begun");
  await storeNew(intake, folder, signal);
  const problem = folder.receiver.after === "move" ? await moveStored(intake, folder) : null;
  await recordRead(intake.db, folder.cursor, { problem, isLeft: folder.receiver.after === "leave" });
}

/**
 * Starts a new folder as the mailbox is set. If the server has renumbered its emails, the folder is read from the first
 * one: stored emails are recognized as duplicates, and those from before a start "from now on" are skipped.
 */
async function begin({ db }: Intake, folder: Folder): Promise<void> {
  const { receiver, session, cursor } = folder;
  const source = folderKey(receiver);
  const { uidValidity } = session;
  if (cursor.source === source && cursor.uid_validity === uidValidity) return;
  const isRenumbered = cursor.source === source;
  const isFromNowOn = !isRenumbered && receiver.start === "now";
  const lastUid = await lastUidOf(session);
  folder.cursor = await beginFolder(db, cursor, {
    source,
    uidValidity,
    lastUid: isFromNowOn ? lastUid : 0,
    startsAfter: isRenumbered ? dateOf(cursor.starts_after) : isFromNowOn ? new Date() : null,
    renumberedUid: isRenumbered ? lastUid : 0,
  });
}

const dateOf = (text: string | null) => (text === null ? null : new Date(text));
const lastUidOf = async (session: ImapSession) =>
  session.nextUid === null ? ((await session.uidsAfter(0)).at(-1) ?? 0) : session.nextUid - 1;

async function storeNew(intake: Intake, folder: Folder, signal: AbortSignal): Promise<void> {
  const { session } = folder;
  const uids = await session.uidsAfter(folder.cursor.last_uid);
  let renewedAt = Date.now();
  for (let at = 0; at < uids.length; at += LISTED_AT_ONCE) {
    const emails = await session.list(uids.slice(at, at + LISTED_AT_ONCE));
    await intake.onStep("listed");
    for (const email of emails) {
      if (signal.aborted) return;
      if (!isFromBefore(folder.cursor, email)) await store(intake, folder, email);
      await moveCursor(intake.db, folder.cursor, email.uid);
      folder.cursor = { ...folder.cursor, last_uid: email.uid };
      await intake.onStep("cursor moved");
      if (Date.now() - renewedAt < RENEW_MS) continue;
      await renewLease(intake.db, folder.cursor);
      renewedAt = Date.now();
    }
  }
}

const isFromBefore = ({ starts_after, renumbered_uid }: Cursor, { uid, arrivedAt }: ListedEmail) =>
  starts_after !== null && uid <= renumbered_uid && arrivedAt !== null && arrivedAt <= new Date(starts_after);

async function store(intake: Intake, folder: Folder, email: ListedEmail): Promise<void> {
  const { session, cursor } = folder;
  const { uid, size } = email;
  const tries = await countFetch(intake.db, cursor, uid);
  if (size > intake.maxEmailBytes)
    return quarantine(intake, folder, email, "too_large", tooLargeWords(size, intake.maxEmailBytes));
  if (tries > MAX_FETCHES) return quarantine(intake, folder, email, "not_fetched", "The connection ended each time.");
  let bytes: Buffer | null;
  try {
    bytes = await session.fetch(uid);
  } catch (error) {
    if (tries < MAX_FETCHES || !session.isOpen()) throw error;
    return quarantine(intake, folder, email, "not_fetched", `The mail server said: "${refusalText(error as Error)}".`);
  }
  // the email was deleted after it was listed
  if (!bytes) return;
  await intake.onStep("fetched");
  try {
    await receiveEmail(intake, arrivalOf(folder, email), Readable.from([bytes]));
  } catch (error) {
    // a file store that is down is not the email's fault
    if (!(error instanceof Problem) || error.status >= 500) {
      await moveCursor(intake.db, cursor, cursor.last_uid);
      throw error;
    }
    await quarantine(intake, folder, email, "unreadable", String(Object.values(error.body)[0]));
  }
}

const arrivalOf = ({ cursor, receiver }: Folder, { uid, arrivedAt }: ListedEmail) => ({
  mailbox: receiver.id,
  by: "imap" as const,
  key: `${cursor.source}.${cursor.uid_validity}.${uid}`,
  envelope: {},
  receivedAt: arrivedAt,
});

/** Lists an email that cannot be stored, with what is known about it. It stays on the mail server. */
async function quarantine(intake: Intake, folder: Folder, email: ListedEmail, reason: IncomingReason, detail: string) {
  const { session, receiver } = folder;
  const header = session.isOpen() ? await session.fetchHeader(email.uid).catch(() => null) : null;
  const bytes = header?.length
    ? header.subarray(0, MAX_HEADER_BYTES)
    : Buffer.from(`X-Docket-Not-Fetched: ${email.uid}\r\n\r\n`);
  const where = `It is still on the mail server, in ${receiver.imap.folder}.`;
  await receiveEmail(
    intake,
    {
      ...arrivalOf(folder, email),
      quarantine: { reason, detail: `${detail} ${where}`, fullSize: email.size, ...glance(bytes) },
    },
    Readable.from([bytes]),
  );
}

/** Moves stored emails to the other folder. Returns the problem in words if that fails. */
async function moveStored(intake: Intake, folder: Folder): Promise<string | null> {
  const { session, cursor, receiver } = folder;
  const uids = (await session.uidsAfter(cursor.moved_uid)).filter((uid) => uid <= cursor.last_uid);
  for (let at = 0; at < uids.length; at += LISTED_AT_ONCE) {
    const emails = await session.list(uids.slice(at, at + LISTED_AT_ONCE));
    const keptUids = await uidsOfHeaders(intake, folder, emails);
    const storedUids = emails
      .filter((email) => !isFromBefore(cursor, email) && !keptUids.has(email.uid))
      .map(({ uid }) => uid);
    if (storedUids.length > 0 && !(await session.move(storedUids, receiver.moveTo)))
      return `Emails could not be moved to the folder ${receiver.moveTo}. They stay in ${receiver.imap.folder}.`;
    await intake.onStep("moved");
    const last = emails.at(-1)?.uid;
    if (last === undefined) continue;
    await noteMoved(intake.db, cursor, last);
    folder.cursor = { ...folder.cursor, moved_uid: last };
    await intake.onStep("move noted");
  }
  return null;
}

/** The UIDs of emails of which only the header is stored. They stay in the folder, where they can be fetched again. */
async function uidsOfHeaders({ db }: Intake, folder: Folder, emails: readonly ListedEmail[]): Promise<Set<number>> {
  const uids = new Map(emails.map((email) => [arrivalOf(folder, email).key, email.uid]));
  const rows = await query<{ key: string }>(
    db,
    `select arrival_key as key from incoming_emails
     where mailbox = $1 and arrived_by = 'imap' and arrival_key = any($2::text[]) and full_size is not null`,
    [folder.receiver.id, [...uids.keys()]],
  );
  return new Set(rows.map(({ key }) => uids.get(key)!));
}
