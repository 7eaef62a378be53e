import { Readable } from "node:stream";
import type { ConnectionOptions } from "node:tls";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import XOAuth2 from "nodemailer/lib/xoauth2";
import type { MailServer, ServerTimeouts } from "./mail-server.ts";

export interface SmtpSettings extends MailServer {
  /** The name by which the client introduces itself (EHLO). */
  clientName: string;
}

export interface Envelope {
  from: string;
  to: string;
}

export interface SmtpReply {
  code: number | null;
  /** As in 5.1.1 (RFC 3463). */
  enhanced: string | null;
  text: string;
}

/**
 * The result of offering an email to a server. `unknown`: the connection ended after the whole message was sent and
 * before the server's reply, so the email may have arrived. `unreachable` concerns the mailbox, not the email.
 */
export interface SmtpOutcome extends SmtpReply {
  kind: "accepted" | "deferred" | "failed" | "unknown" | "unreachable";
}

export interface SmtpSession {
  /** "203.0.113.5:587", for the record of attempts. */
  server: string;
  isEncrypted: boolean;
  isOpen(): boolean;
  send(envelope: Envelope, message: Buffer): Promise<SmtpOutcome>;
  close(): void;
}

/** The server could not be reached, encrypted with, or signed in to. */
export class UnreachableError extends Error {
  readonly stage: "dns" | "tcp" | "tls" | "login";
  readonly reply: SmtpReply;

  constructor(stage: UnreachableError["stage"], reply: SmtpReply) {
    super(reply.text);
    this.stage = stage;
    this.reply = reply;
  }
}

interface SmtpError extends Error {
  code?: string;
  command?: string;
  response?: string;
  responseCode?: number;
}

const MAX_REPLY_LENGTH = 1_000;
const PIECE_BYTES = 16_384;
export const SMTP_TIMEOUTS: ServerTimeouts = { connectMs: 20_000, silenceMs: 60_000 };
// authentication failed, mechanism too weak, encryption required
const LOGIN_CODES = new Set([530, 534, 535, 538]);
// RFC 5321, 4.2.3: the server did not understand a command, or did not expect it
const COMMAND_CODES = new Set([500, 502, 503, 504]);
// RFC 5321 and 7504: a parameter, which can be the address, or a server that accepts no email
const PARAMETER_CODES = new Set([501, 521, 555]);

function replyOf(error: SmtpError): SmtpReply {
  const text = (error.response ?? error.message).replaceAll(/[\0\s]+/g, " ").slice(0, MAX_REPLY_LENGTH);
  return { code: error.responseCode || null, enhanced: enhancedOf(text), text };
}

const enhancedOf = (text: string): string | null => /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1] ?? null;

function stageOf({ code, command = "" }: SmtpError): UnreachableError["stage"] {
  if (code === "EDNS") return "dns";
  if (code === "ETLS" || command === "STARTTLS") return "tls";
  return code === "EAUTH" || code === "ENOAUTH" || command.startsWith("AUTH") ? "login" : "tcp";
}

/** Connects, encrypts and signs in; never without the required encryption. */
export function openSmtp(
  { host, port, security, username, password, accessToken, clientName }: SmtpSettings,
  { connectMs, silenceMs }: ServerTimeouts = SMTP_TIMEOUTS,
  tls: ConnectionOptions = {},
): Promise<SmtpSession> {
  const connection = new SMTPConnection({
    host,
    port,
    name: clientName,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    dnsTimeout: connectMs,
    socketTimeout: silenceMs,
    tls: { minVersion: "TLSv1.2", ...tls },
  });
  return new Promise((resolve, reject) => {
    const fail = (error: SmtpError) => {
      connection.close();
      reject(new UnreachableError(stageOf(error), replyOf(error)));
    };
    connection.once("error", fail);
    connection.connect((error) => {
      if (error) return fail(error);
      const ready = () => {
        connection.off("error", fail);
        resolve(sessionOf(connection, `${host}:${port}`));
      };
      if (!username) return ready();
      const auth = accessToken
        ? { user: username, oauth2: new XOAuth2({ user: username, accessToken }) }
        : { user: username, pass: password ?? "" };
      connection.login(auth, (error) => (error ? fail(error) : ready()));
    });
  });
}

function sessionOf(connection: SMTPConnection, server: string): SmtpSession {
  let isOpen = true;
  let mayBeWithinEmail = false;
  // a connection that breaks within a message also fails the message
  connection.on("error", () => {
    isOpen = false;
  });
  connection.once("end", () => {
    isOpen = false;
  });
  return {
    server,
    isEncrypted: connection.secure,
    isOpen: () => isOpen,
    send: async (envelope, message) => {
      // without RSET, the server would take the next email for a part of the one that it refused
      if (mayBeWithinEmail) await reset(connection).catch(() => connection.close());
      mayBeWithinEmail = true;
      const outcome = await offer(connection, envelope, message);
      if (outcome.kind === "accepted") mayBeWithinEmail = false;
      if (isDialogFault(outcome)) {
        isOpen = false;
        connection.close();
      }
      return outcome;
    },
    close: () => {
      isOpen = false;
      connection.quit();
      // does not wait for a server that does not answer QUIT
      setTimeout(() => connection.close(), 2_000).unref();
    },
  };
}

/** Ends what the server has begun with an email (RSET). */
function reset(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once("end", reject);
    connection.reset((error) => {
      connection.off("end", reject);
      if (error) reject(error);
      else resolve();
    });
  });
}

function offer(connection: SMTPConnection, envelope: Envelope, message: Buffer): Promise<SmtpOutcome> {
  return new Promise((resolve) => {
    const source = sourceOf(message);
    const asciiOnly = message.every((byte) => byte < 128);
    const smtpEnvelope = { ...envelope, size: message.length, use8BitMime: !asciiOnly };
    connection.send(smtpEnvelope, source.stream, (error, info) => {
      if (error) return resolve(outcomeOf(error, source.isSent()));
      const text = (info.response ?? "").slice(0, MAX_REPLY_LENGTH);
      resolve({ kind: "accepted", code: Number.parseInt(text, 10) || 250, enhanced: enhancedOf(text), text });
    });
  });
}

/** The message as a stream that knows whether all of it has been passed to the connection. */
function sourceOf(message: Buffer): { stream: Readable; isSent(): boolean } {
  let isSent = false;
  // sent in pieces: what the connection has not accepted yet has not been sent
  const pieces = Array.from({ length: Math.ceil(message.length / PIECE_BYTES) }, (_, at) =>
    message.subarray(at * PIECE_BYTES, (at + 1) * PIECE_BYTES),
  );
  const stream = Readable.from(pieces, { objectMode: false, highWaterMark: PIECE_BYTES });
  stream.once("end", () => {
    isSent = true;
  });
  return { stream, isSent: () => isSent };
}

function outcomeOf(error: SmtpError, isSent: boolean): SmtpOutcome {
  const reply = replyOf(error);
  const { code } = reply;
  if (code !== null && LOGIN_CODES.has(code)) return { kind: "unreachable", ...reply };
  if (code !== null && code >= 500)
    return { kind: concernsDialog(reply, error.command) ? "deferred" : "failed", ...reply };
  if (code !== null && code >= 400) return { kind: "deferred", ...reply };
  if (isSent) return { kind: "unknown", ...reply };
  // the client refuses the address or the message
  if (error.code === "EENVELOPE" || (error.code === "EMESSAGE" && error.command === "MAIL FROM"))
    return { kind: "failed", ...reply };
  return { kind: "unreachable", ...reply };
}

/** Whether a permanent refusal is about the dialog of client and server, and says nothing about the email. */
function concernsDialog({ code, enhanced }: SmtpReply, command: string | undefined): boolean {
  if (code === null) return false;
  if (COMMAND_CODES.has(code)) return true;
  // "no valid recipients"; other codes with 5.5 are used for unknown mailboxes, too
  if (code === 554) return enhanced === "5.5.1";
  if (!PARAMETER_CODES.has(code)) return false;
  return enhanced ? enhanced.startsWith("5.5.") : !(code === 501 && command === "RCPT TO");
}

/** Whether the dialog with the server failed: another connection may succeed. */
export const isDialogFault = ({ kind, code }: SmtpOutcome): boolean => kind === "deferred" && (code ?? 0) >= 500;
