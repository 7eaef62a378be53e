import { Readable } from "node:stream";
import type { IncomingReason } from "../../wire/incoming-words.ts";
import { claimFile, expectFile, leaveFiles, removeFiles } from "../attachments/unclaimed.ts";
import { openSignedIn } from "../mailboxes/grants.ts";
import { type ImapSession, openImap, refusalText } from "../mailboxes/imap.ts";
import { type Receiver, readReceiver } from "../mailboxes/receivers.ts";
import { query } from "../platform/database.ts";
import type { Intake } from "./context.ts";
import { folderKey } from "./imap-cursors.ts";
import { newEmailKey, tooLargeWords } from "./receive.ts";
import { type ClaimedArrival, TakenOverError } from "./settle.ts";

interface Refusal {
  reason: IncomingReason;
  problem: string;
}

/** Fetches and stores an email of which only the header is stored; or says why that is not possible. */
export async function fetchAgain(intake: Intake, email: ClaimedArrival): Promise<ClaimedArrival | Refusal> {
  const receiver = email.mailbox && (await readReceiver(intake, email.mailbox));
  if (!receiver) return refuse("Its mailbox does not fetch emails by IMAP any more.");
  let session: ImapSession | null = null;
  try {
    session = await openSignedIn(intake, receiver.id, receiver.imap, openImap);
    const bytes = await fetchFrom(intake, receiver, session, email);
    return "problem" in bytes ? bytes : await replaceHeader(intake, email, bytes.whole);
  } catch (error) {
    if (session?.isOpen() || error instanceof TakenOverError) throw error;
    return refuse(`The mail server said: "${refusalText(error as Error)}".`);
  } finally {
    session?.close();
  }
}

const refuse = (problem: string): Refusal => ({ reason: "not_fetched", problem });

async function fetchFrom(
  { maxEmailBytes }: Intake,
  receiver: Receiver,
  session: ImapSession,
  email: ClaimedArrival,
): Promise<{ whole: Buffer } | Refusal> {
  const [source, uidValidity, uid] = (email.arrival_key ?? "").split(".");
  if (source !== folderKey(receiver) || uidValidity !== session.uidValidity)
    return refuse("Its folder is no longer the one that the mailbox reads, or the mail server has renumbered it.");
  const [entry] = await session.list([Number(uid)]);
  if (entry && entry.size > maxEmailBytes)
    return { reason: "too_large", problem: tooLargeWords(entry.size, maxEmailBytes) };
  const whole = entry ? await session.fetch(entry.uid).catch(refusalOf(session)) : null;
  if (!whole || (Buffer.isBuffer(whole) && whole.length === 0))
    return refuse("It is no longer on the mail server, in the folder that it arrived in.");
  return Buffer.isBuffer(whole) ? { whole } : whole;
}

const refusalOf = (session: ImapSession) => (error: Error) => {
  if (!session.isOpen()) throw error;
  return refuse(`The mail server said: "${refusalText(error)}".`);
};

/** Stores the whole email in place of its header. */
async function replaceHeader(intake: Intake, email: ClaimedArrival, bytes: Buffer): Promise<ClaimedArrival> {
  const file = newEmailKey();
  await expectFile(intake, file);
  const { size, sha256 } = await intake.storage.put(file, Readable.from([bytes]));
  const rows = await query(
    intake.db,
    `with replaced as (
       update incoming_emails set file = $3, size = $4, sha256 = $5, full_size = null
       where id = $1 and state = 'received' and locked_until = $2::timestamptz
       returning $6::text as file),
     claimed as (${claimFile("$3")} and exists (select from replaced)),
     left_over as (${leaveFiles("replaced")})
     select file from replaced`,
    [email.id, email.locked_until, file, size, sha256, email.file],
  );
  await removeFiles(intake.db, intake, rows.length > 0 && email.file ? [email.file] : [file]);
  if (rows.length === 0) throw new TakenOverError();
  return { ...email, file, size, sha256, full_size: null };
}
