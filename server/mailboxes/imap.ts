import type { ConnectionOptions } from "node:tls";
import type { ImapFlow } from "imapflow";
import type { MailServer, ServerTimeouts } from "./mail-server.ts";

export interface ImapSettings extends MailServer {
  folder: string;
}

/** An email in a folder, before it is fetched. */
export interface ListedEmail {
  uid: number;
  size: number;
  arrivedAt: Date | null;
}

export interface ImapSession {
  /** A number that the server changes when it renumbers the emails of the folder. */
  uidValidity: string;
  /** The UID of the next email that arrives; null if the server does not say. */
  nextUid: number | null;
  isEncrypted: boolean;
  isOpen(): boolean;
  /** UIDs above this one, in ascending order. */
  uidsAfter(uid: number): Promise<number[]>;
  list(uids: readonly number[]): Promise<ListedEmail[]>;
  /** The bytes of an email, without marking it as read; null if it is no longer there. */
  fetch(uid: number): Promise<Buffer | null>;
  /** Only its header. */
  fetchHeader(uid: number): Promise<Buffer | null>;
  /** Moves emails to another folder, which is created if needed; false if the server refuses. */
  move(uids: readonly number[], folder: string): Promise<boolean>;
  hasFolder(folder: string): Promise<boolean>;
  /**
   * Waits until the server announces an email, the time is over, the connection ends or the signal fires. Returns whether one
   * was announced.
   */
  waitForNews(ms: number, signal: AbortSignal): Promise<boolean>;
  close(): void;
}

export type ImapStage = "dns" | "tcp" | "tls" | "login" | "folder";

/** The folder could not be reached, or a command failed: at which stage, and the server's words. */
export class ImapError extends Error {
  readonly stage: ImapStage;

  constructor(stage: ImapStage, text: string) {
    super(text);
    this.stage = stage;
  }
}

interface FlowError extends Error {
  code?: string;
  authenticationFailed?: boolean;
  tlsFailed?: boolean;
  responseText?: string;
}

export const IMAP_TIMEOUTS: ServerTimeouts = { connectMs: 20_000, silenceMs: 120_000 };
const MAX_REPLY_LENGTH = 500;
// servers end an IDLE after 30 minutes at most, and some connections that look idle much earlier
const IDLE_MS = 9 * 60_000;
const IDLE_DELAY_MS = 250;
const DNS_CODES = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EDNS"]);
const TLS_CODE =
  /^(?:ERR_SSL|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|EPROTO|UPGRADE_TIMEOUT|STARTTLS)/;

export const refusalText = ({ responseText, message }: FlowError): string =>
  (responseText || message)
    .replaceAll(/[\0\s]+/g, " ")
    .trim()
    .slice(0, MAX_REPLY_LENGTH);

function stageOf({ code = "", authenticationFailed, tlsFailed }: FlowError): ImapStage {
  if (authenticationFailed) return "login";
  if (DNS_CODES.has(code)) return "dns";
  return tlsFailed || TLS_CODE.test(code) ? "tls" : "tcp";
}

/** Connects, encrypts, signs in and opens the folder; never without the required encryption. */
export async function openImap(
  { host, port, security, username, password, accessToken, folder }: ImapSettings,
  { connectMs, silenceMs }: ServerTimeouts = IMAP_TIMEOUTS,
  tls: ConnectionOptions = {},
): Promise<ImapSession> {
  // loaded with the first mailbox that is read
  const { ImapFlow } = await import("imapflow");
  const client = new ImapFlow({
    host,
    port,
    secure: security === "tls",
    ...(security !== "tls" && { doSTARTTLS: security === "starttls" }),
    auth: { user: username, ...(accessToken ? { accessToken } : { pass: password ?? "" }) },
    tls: { minVersion: "TLSv1.2", ...tls },
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: silenceMs,
    maxIdleTime: IDLE_MS,
    autoIdleDelay: IDLE_DELAY_MS,
    logger: false,
  });
  // a failed command throws its own error
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    client.close();
    throw new ImapError(stageOf(error as FlowError), refusalText(error as FlowError));
  }
  try {
    const { uidValidity, uidNext } = await client.mailboxOpen(folder);
    return sessionOf(client, String(uidValidity), uidNext || null);
  } catch (error) {
    client.close();
    throw new ImapError("folder", refusalText(error as FlowError));
  }
}

function sessionOf(client: ImapFlow, uidValidity: string, nextUid: number | null): ImapSession {
  // new emails may be announced while others are fetched
  let hasNews = false;
  client.on("exists", () => {
    hasNews = true;
  });
  return {
    uidValidity,
    nextUid,
    isEncrypted: Boolean(client.secureConnection),
    isOpen: () => client.usable,
    uidsAfter: async (uid) => {
      hasNews = false;
      const uids = await client.search({ uid: `${uid + 1}:*` }, { uid: true });
      if (!uids) throw new ImapError("folder", "The server does not list the emails of the folder.");
      // "*" means the last email, even if its UID is lower
      return uids.filter((each) => each > uid).sort((a, b) => a - b);
    },
    list: (uids) => listEmails(client, uids),
    fetch: (uid) => fetchPart(client, uid, { source: true }),
    fetchHeader: (uid) => fetchPart(client, uid, { headers: true }),
    move: (uids, folder) => moveEmails(client, uids.join(","), folder),
    hasFolder: async (folder) => (await client.list()).some(({ path }) => path === folder),
    waitForNews: async (ms, signal) => {
      if (!hasNews) await waitForNews(client, ms, signal);
      return hasNews;
    },
    close: () => signOut(client),
  };
}

async function listEmails(client: ImapFlow, uids: readonly number[]): Promise<ListedEmail[]> {
  const emails = await client.fetchAll(uids.join(","), { uid: true, size: true, internalDate: true }, { uid: true });
  return emails
    .map(({ uid, size = 0, internalDate }) => ({ uid, size, arrivedAt: timeOf(internalDate) }))
    .sort((a, b) => a.uid - b.uid);
}

async function fetchPart(client: ImapFlow, uid: number, part: { source: true } | { headers: true }) {
  const email = await client.fetchOne(String(uid), { uid: true, ...part }, { uid: true });
  return (email && (email.source ?? email.headers)) || null;
}

async function moveEmails(client: ImapFlow, range: string, folder: string): Promise<boolean> {
  // With either extension, only these emails are removed. Without, the server would remove all that anyone has marked
  // as deleted.
  if (!client.capabilities.has("MOVE") && !client.capabilities.has("UIDPLUS")) return false;
  if (await client.messageMove(range, folder, { uid: true })) return true;
  await client.mailboxCreate(folder).catch(() => {});
  return Boolean(await client.messageMove(range, folder, { uid: true }));
}

/** Signs out if the server responds; otherwise the connection is closed. */
function signOut(client: ImapFlow): void {
  const timer = setTimeout(() => client.close(), 2_000).unref();
  void client
    .logout()
    .catch(() => {})
    .finally(() => {
      clearTimeout(timer);
      client.close();
    });
}

const timeOf = (date: Date | string | undefined): Date | null => {
  const time = new Date(date ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? null : time;
};

const waitForNews = (client: ImapFlow, ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      client.off("exists", finish);
      client.off("close", finish);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    client.on("exists", finish);
    client.on("close", finish);
    signal.addEventListener("abort", finish);
    if (signal.aborted || !client.usable) finish();
  });
