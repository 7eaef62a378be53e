import { setTimeout as sleep } from "node:timers/promises";
import type { IncomingReason } from "../../wire/incoming-words.ts";
import { Problem } from "../../wire/problems.ts";
import { type Db, query } from "../platform/database.ts";
import { IntakeCapacity } from "./capacity.ts";
import type { Intake } from "./context.ts";
import { fetchAgain } from "./fetch-again.ts";
import { alone, conversationKeys, openLine, type PlaceInLine } from "./line.ts";
import { ParserDiedError, UnreadableError } from "./parser.ts";
import { processEmail } from "./process.ts";
import { GLANCE_BYTES, glance } from "./receive.ts";
import { type ClaimedArrival, end, TakenOverError } from "./settle.ts";

const POLL_MS = 500;
const LOCK_SECONDS = 120;
/** An email that crashes the parser, or fails otherwise, this often is quarantined. */
const MAX_TRIES = 2;

/**
 * Claims the next emails that no server works on. The attempt is counted before an email is read, so that one that
 * crashes the server is not read forever. A crash also hits emails that are read at the same time, so at most one that
 * was tried before is read at a time: the others are not quarantined because of it.
 */
async function claim({ db }: Intake, most: number, isRetrying: boolean): Promise<ClaimedArrival[]> {
  const rows = await query<ClaimedArrival>(
    db,
    `with waiting as (
       select id, serial, tries from incoming_emails
       where state = 'received' and (locked_until is null or locked_until < now()) and (tries = 0 or not $3)
       order by serial limit $2 for update skip locked),
     chosen as (
       select id from waiting where tries = 0
       union all
       (select id from waiting where tries > 0 order by serial limit 1))
     -- an array, so that no plan reads every email that ever arrived
     update incoming_emails set tries = tries + 1, locked_until = now() + make_interval(secs => $1)
     where id = any(array(select id from chosen))
     returning id, serial, mailbox, wire_time(received_at) as received_at, file, size, full_size::float8, arrival_key,
       sha256, envelope, tries,
       locked_until::text as locked_until, released_by,
       (
         select t.id
         from tickets t
         where t.id = chosen_ticket and t.deleted_at is null) as chosen_ticket,
       array(select lower(address) from mailboxes) as own_addresses`,
    [LOCK_SECONDS, most, isRetrying],
  );
  return rows.toSorted((a, b) => a.serial - b.serial);
}

/** Whether there is an email that no server works on. */
export async function isWaiting(db: Db): Promise<boolean> {
  const [row] = await query<{ is_waiting: boolean }>(
    db,
    `select exists (
       select from incoming_emails
       where state = 'received' and (locked_until is null or locked_until < now())
     ) as is_waiting`,
  );
  return row!.is_waiting;
}

/** Processes one waiting email; false if there is none. */
export async function takeNext(intake: Intake): Promise<boolean> {
  const [email] = await claim(intake, 1, false);
  if (email) await takeClaimed(intake, email, alone);
  return email !== undefined;
}

async function takeClaimed(intake: Intake, email: ClaimedArrival, place: PlaceInLine): Promise<void> {
  await intake.onStep("claimed");
  try {
    if (email.tries > MAX_TRIES) await quarantine(intake, email, "failed", "Two attempts to read it failed.");
    else await take(intake, email, place);
  } catch (error) {
    await fail(intake, email, error);
  } finally {
    place.leave();
  }
}

async function take(intake: Intake, row: ClaimedArrival, place: PlaceInLine): Promise<void> {
  const email = row.full_size === null ? row : await fetchAgain(intake, row);
  if ("problem" in email) return quarantine(intake, row, email.reason, email.problem);
  const bytes = await readBytes(intake, email);
  if (!bytes) return quarantine(intake, email, "missing", "Its bytes are not in the file store.");
  const message = await intake.parser.parse(bytes).catch((error: unknown) => {
    if (error instanceof UnreadableError) return { unreadable: error.message };
    throw error;
  });
  if ("unreadable" in message) return quarantine(intake, email, "unreadable", message.unreadable);
  place.belongsTo(conversationKeys(email, message));
  await intake.onStep("parsed");
  await processEmail(intake, email, bytes, message, place);
}

async function readBytes({ storage }: Intake, { file, size }: ClaimedArrival, most = size): Promise<Buffer | null> {
  const range = most < size ? { start: 0, end: most - 1 } : undefined;
  const stream = file === null ? null : await storage.read(file, range);
  return stream ? Buffer.concat(await stream.toArray()) : null;
}

async function fail(intake: Intake, email: ClaimedArrival, error: unknown): Promise<void> {
  if (error instanceof TakenOverError) return;
  // a file store or database that is down is not the email's fault
  if (error instanceof Problem && error.status === 503) return postpone(intake, email, 15, true);
  if (email.tries < MAX_TRIES) {
    intake.log.warn({ err: error, email: email.id }, "could not take in an email; trying once more");
    return postpone(intake, email, 1, false);
  }
  intake.log.error({ err: error, email: email.id }, "could not take in an email; it is quarantined");
  const isParser = error instanceof ParserDiedError;
  await quarantine(
    intake,
    email,
    isParser ? "reading_failed" : "failed",
    isParser ? error.message : "The server's log says why.",
  );
}

/** Puts an email aside, with the sender and the subject in its first bytes. */
async function quarantine(
  intake: Intake,
  email: ClaimedArrival,
  reason: IncomingReason,
  detail: string,
): Promise<void> {
  const head = await readBytes(intake, email, GLANCE_BYTES);
  await end(intake.db, email, { state: "quarantined", reason, detail }, head ? { glimpse: glance(head) } : {});
}

const postpone = async (
  { db }: Intake,
  { id, locked_until }: ClaimedArrival,
  seconds: number,
  isUncounted: boolean,
): Promise<void> => {
  await query(
    db,
    `update incoming_emails set locked_until = now() + make_interval(secs => $3), tries = tries - $4
     where id = $1 and locked_until = $2::timestamptz and state = 'received'`,
    [id, locked_until, seconds, isUncounted ? 1 : 0],
  );
};

/**
 * Processes all waiting emails, several at a time. Neither a slow email nor a sender whose DNS does not respond delays
 * other conversations.
 */
export async function takeAll(intake: Intake, signal?: AbortSignal): Promise<void> {
  const [line, capacity] = [openLine(), new IntakeCapacity()];
  const start = (email: ClaimedArrival) => {
    const slot = capacity.add(email);
    const place = line.join();
    const noting: PlaceInLine = {
      ...place,
      belongsTo: (keys) => {
        place.belongsTo(keys);
        slot.read();
      },
    };
    takeClaimed(intake, email, noting)
      .catch((error: unknown) => intake.log.warn({ err: error, email: email.id }, "could not finish an email"))
      .finally(() => slot.done());
  };
  try {
    for (;;) {
      const freeSlots = capacity.freeSlots;
      // an email may arrive while the statement runs, and be missed by it
      const arrival = intake.arrivals.next();
      const mayClaim = freeSlots > 0 && !signal?.aborted && !intake.isDiskLow();
      const emails = mayClaim ? await claim(intake, freeSlots, capacity.isRetrying) : [];
      for (const each of emails) start(each);
      if (emails.length === 0 && capacity.isEmpty) return;
      if (freeSlots === 0) await capacity.whenChanged();
      else if (emails.length < freeSlots) await Promise.race([arrival, capacity.whenEmpty(), pause()]);
    }
  } finally {
    await capacity.whenEmpty();
  }
}

const pause = (signal?: AbortSignal) => sleep(POLL_MS, undefined, { signal, ref: false }).catch(() => {});

/** Processes emails as they arrive; the returned function waits for the running ones. */
export function startIntake(intake: Intake): () => Promise<void> {
  const stopping = new AbortController();
  const run = async () => {
    while (!stopping.signal.aborted) {
      const arrival = intake.arrivals.next();
      try {
        await takeAll(intake, stopping.signal);
        await Promise.race([arrival, pause(stopping.signal)]);
      } catch (error) {
        intake.log.warn({ err: error }, "could not look for emails that arrived; retrying");
        await pause(stopping.signal);
      }
    }
  };
  const running = run();
  return async () => {
    stopping.abort();
    await running;
    await intake.parser.close();
  };
}
