import { setTimeout as sleep } from "node:timers/promises";
import { openSignedIn } from "../mailboxes/grants.ts";
import { ImapError, type ImapSession, openImap, refusalText } from "../mailboxes/imap.ts";
import { OAuthError } from "../mailboxes/oauth.ts";
import { readReceiver } from "../mailboxes/receivers.ts";
import { UnreadableSecretError } from "../mailboxes/senders.ts";
import type { Intake } from "./context.ts";
import {
  type Cursor,
  LeaseLostError,
  leaseFolders,
  recordCursorFailure,
  releaseLease,
  renewLease,
} from "./imap-cursors.ts";
import { type Folder, RENEW_MS, readFolder } from "./imap-folder.ts";

const LOOK_MS = 2_000;
// how often a server that announces no emails is asked
const READ_AGAIN_MS = 60_000;

/** Reads every folder that no other server reads, once. */
export async function readFoldersOnce(intake: Intake): Promise<void> {
  const { signal } = new AbortController();
  for (const cursor of await leaseFolders(intake.db))
    await withFolder(intake, cursor, (folder) => readFolder(intake, folder, signal));
}

/** Fetches emails as they arrive. Returns a function that stops after the running fetch. */
export function startImap(intake: Intake): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const tasks = new Set<Promise<void>>();
  const run = async () => {
    while (!signal.aborted) {
      try {
        for (const cursor of await leaseFolders(intake.db)) {
          const following = withFolder(intake, cursor, (folder) => watchFolder(intake, folder, signal));
          tasks.add(following);
          void following.finally(() => tasks.delete(following));
        }
      } catch (error) {
        intake.log.warn({ err: error }, "could not look for mailboxes to read; retrying");
      }
      await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
    }
  };
  const running = run();
  return async () => {
    stopping.abort();
    await running;
    await Promise.all(tasks);
  };
}

/** Reads a folder now, and again whenever the server announces an email, until the connection or the lease ends. */
async function watchFolder(intake: Intake, folder: Folder, signal: AbortSignal): Promise<void> {
  const { session } = folder;
  while (!signal.aborted && session.isOpen()) {
    await readFolder(intake, folder, signal);
    const readAt = Date.now();
    let hasNews = false;
    while (!hasNews && !signal.aborted && session.isOpen() && Date.now() - readAt < READ_AGAIN_MS) {
      hasNews = await session.waitForNews(RENEW_MS, signal);
      await renewLease(intake.db, folder.cursor);
    }
  }
}

/** Connects to a folder for some work, records the result, and releases the lease. */
async function withFolder(intake: Intake, cursor: Cursor, work: (folder: Folder) => Promise<void>): Promise<void> {
  const { db, log } = intake;
  let session: ImapSession | null = null;
  try {
    await intake.onStep("leased");
    const receiver = await readReceiver(intake, cursor.mailbox);
    if (!receiver) return;
    session = await openSignedIn(intake, receiver.id, receiver.imap, openImap);
    await work({ receiver, session, cursor });
  } catch (error) {
    if (error instanceof LeaseLostError) return;
    log.warn({ err: error, mailbox: cursor.mailbox }, "could not read a mailbox; retrying");
    await recordCursorFailure(db, cursor, sentenceOf(error)).catch(() => {});
  } finally {
    session?.close();
    // recordCursorFailure may already have released the lease
    await releaseLease(db, cursor).catch(() => {});
  }
}

const SENTENCES: Record<ImapError["stage"], string> = {
  dns: "The name of the IMAP server could not be looked up",
  tcp: "The IMAP server could not be reached",
  tls: "The connection to the IMAP server could not be encrypted",
  login: "The IMAP server refused to sign in",
  folder: "The IMAP server did not open the folder",
};

const sentenceOf = (error: unknown): string => {
  if (error instanceof ImapError) return `${SENTENCES[error.stage]}: ${error.message}`;
  return error instanceof UnreadableSecretError || error instanceof OAuthError
    ? error.message
    : `Emails could not be fetched: ${refusalText(error as Error)}`;
};
