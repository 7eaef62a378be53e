import { setTimeout as sleep } from "node:timers/promises";
import type { IncomingReason } from "../../wire/incoming-words.ts";
import { Problem } from "../../wire/problems.ts";
import { query } from "../platform/database.ts";
import type { Intake } from "./context.ts";
import { ParserDiedError, UnreadableError } from "./parser.ts";
import { processEmail, TakenOverError } from "./process.ts";
import { type Glimpse, glance } from "./receive.ts";
import { type Claimed, end } from "./settle.ts";

const POLL_MS = 500;
const LOCK_SECONDS = 120;
// together they must not take longer than the lock
const AT_ONCE = 4;
/** An email that ends the thread which reads it, or fails in another way, so many times is quarantined. */
const MAX_TRIES = 2;

/**
 * The next email that no server works on. Its attempt is counted before it is read: an email that crashes the server is
 * not read for ever.
 */
async function claimNext({ db }: Intake): Promise<Claimed | null> {
  const [row] = await query<Claimed>(
    db,
    `update incoming_emails set tries = tries + 1, locked_until = now() + make_interval(secs => $1)
     where id = (select id
       from incoming_emails
       where state = 'received' and (locked_until is null or locked_until < now())
       order by serial limit 1 for update skip locked)
     returning id, serial, mailbox, wire_time(received_at) as received_at, file, sha256, envelope, tries,
       locked_until::text as locked_until, released_by,
       (select t.id from tickets t where t.id = chosen_ticket and t.deleted_at is null) as chosen_ticket`,
    [LOCK_SECONDS],
  );
  return row ?? null;
}

/** Processes one waiting email; false if there is none. */
export async function takeNext(intake: Intake): Promise<boolean> {
  const claimed = await claimNext(intake);
  if (claimed) await takeClaimed(intake, claimed, Promise.resolve());
  return claimed !== null;
}

/** `before` ends with the email that arrived before this one: what it brought is known when this one is placed. */
async function takeClaimed(intake: Intake, claimed: Claimed, before: Promise<void>): Promise<void> {
  await intake.onStep("claimed");
  try {
    if (claimed.tries > MAX_TRIES) await quarantine(intake, claimed, "failed", "It was given up after two tries.");
    else await take(intake, claimed, before);
  } catch (error) {
    await fail(intake, claimed, error);
  }
}

async function take(intake: Intake, claimed: Claimed, before: Promise<void>): Promise<void> {
  const bytes = await readBytes(intake, claimed);
  if (!bytes) return quarantine(intake, claimed, "missing", "Its bytes are not in the file store.");
  const message = await intake.parser.parse(bytes).catch((error: unknown) => {
    if (error instanceof UnreadableError) return { unreadable: error.message, ...glance(bytes) };
    throw error;
  });
  if ("unreadable" in message) return quarantine(intake, claimed, "unreadable", message.unreadable, message);
  await intake.onStep("parsed");
  await processEmail(intake, claimed, bytes, message, before);
}

async function readBytes({ storage }: Intake, { file }: Claimed): Promise<Buffer | null> {
  const stream = file === null ? null : await storage.read(file);
  return stream ? Buffer.concat(await stream.toArray()) : null;
}

async function fail(intake: Intake, claimed: Claimed, error: unknown): Promise<void> {
  if (error instanceof TakenOverError) return;
  // a file store or database that is away says nothing about the email
  if (error instanceof Problem && error.status === 503) return postpone(intake, claimed, 15, true);
  if (claimed.tries < MAX_TRIES) {
    intake.log.warn({ err: error, email: claimed.id }, "could not take in an email; trying once more");
    return postpone(intake, claimed, 1, false);
  }
  intake.log.error({ err: error, email: claimed.id }, "could not take in an email; it is quarantined");
  const isParser = error instanceof ParserDiedError;
  await quarantine(
    intake,
    claimed,
    isParser ? "reading_failed" : "failed",
    isParser ? error.message : "The server's log says why.",
  );
}

const quarantine = async (
  { db }: Intake,
  claimed: Claimed,
  reason: IncomingReason,
  detail: string,
  glanced: Glimpse | null = null,
): Promise<void> => {
  await end(db, claimed, { state: "quarantined", reason, detail }, glanced ? { glanced } : {});
};

const postpone = async (
  { db }: Intake,
  { id, locked_until }: Claimed,
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
 * Processes all that waits, several at a time: reading one and asking DNS about its sender does not hold up the others.
 * They are placed in the order in which they arrived.
 */
export async function takeAll(intake: Intake, signal?: AbortSignal): Promise<void> {
  const running = new Set<Promise<void>>();
  let before = Promise.resolve();
  try {
    for (;;) {
      const claimed = signal?.aborted ? null : await claimNext(intake);
      if (!claimed && running.size === 0) return;
      if (claimed) {
        const taking = takeClaimed(intake, claimed, before)
          .catch((error: unknown) => intake.log.warn({ err: error, email: claimed.id }, "could not finish an email"))
          .finally(() => running.delete(taking));
        running.add(taking);
        before = Promise.all([before, taking]).then(() => {});
      }
      if (!claimed || running.size >= AT_ONCE) await Promise.race(running);
    }
  } finally {
    await Promise.all(running);
  }
}

/** Processes emails as they arrive; the returned function waits for the running ones. */
export function startIntake(intake: Intake): () => Promise<void> {
  const stopping = new AbortController();
  const run = async () => {
    while (!stopping.signal.aborted) {
      try {
        await takeAll(intake, stopping.signal);
      } catch (error) {
        intake.log.warn({ err: error }, "could not look for emails that arrived; retrying");
      }
      await sleep(POLL_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const running = run();
  return async () => {
    stopping.abort();
    await running;
    await intake.parser.close();
  };
}
