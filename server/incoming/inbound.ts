import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Readable } from "node:stream";
import { noSuch, Problem, unauthorized } from "../../wire/problems.ts";
import { type Db, query } from "../platform/database.ts";
import type { ReceivedBody as Body } from "../platform/front-door.ts";
import type { Sealing } from "../platform/sealing.ts";
import type { ReceivedEnvelope } from "./authenticate.ts";
import type { Intake } from "./context.ts";
import { OtherBytesError, receiveEmail } from "./receive.ts";

/** An email as a program sends it over HTTP: a signature of its headers, and bytes that are not read yet. */
export interface SignedEmail {
  mailbox: string;
  id: string;
  /** Seconds since 1970. */
  timestamp: string;
  sha256: string;
  signature: string;
  envelope: ReceivedEnvelope;
  bytes: Readable;
}

const CLOCK_SECONDS = 300;
const SECRET_BYTES = 24;
const ownerOf = (mailbox: string) => `inbound secret of ${mailbox}`;

/** Gives a mailbox a new secret for emails over HTTP, and returns it: it cannot be read again. */
export async function createInboundSecret(db: Db, sealing: Sealing, mailbox: string): Promise<string> {
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  const rows = await query(
    db,
    `insert into mailbox_inbound_secrets (mailbox, secret) select id, $2 from mailboxes where id = $1
     on conflict (mailbox) do update set secret = excluded.secret, created_at = now() returning mailbox`,
    [mailbox, sealing.seal(secret, ownerOf(mailbox))],
  );
  if (rows.length === 0) throw noSuch("Mailbox");
  return secret;
}

export const signatureOf = (secret: string, id: string, timestamp: string, sha256: string): string =>
  createHmac("sha256", secret).update(`${id}.${timestamp}.${sha256}`).digest("hex");

// always the same, so that a sender without the secret learns nothing
const badSignature = () => unauthorized("The signature is not valid.");

export interface InboundEmail extends Body {
  id: string;
}

/** Receives an email as the body of a request. The sender is authenticated before the first byte is read. */
export async function takeInbound(intake: Intake, email: SignedEmail | null): Promise<InboundEmail> {
  if (!email || !(await isSigned(intake, email))) throw badSignature();
  if (Math.abs(Date.now() / 1000 - Number(email.timestamp)) > CLOCK_SECONDS) throw badSignature();
  const { mailbox, id, sha256, envelope, bytes } = email;
  try {
    const { id: email } = await receiveEmail(intake, { mailbox, by: "http", key: id, envelope, sha256 }, bytes);
    return { id: email, fingerprint: sha256, drop: async () => {} };
  } catch (error) {
    bytes.resume();
    throw error instanceof OtherBytesError ? badSignature() : toProblem(error);
  }
}

// the client ended the body too early
const toProblem = (error: unknown) =>
  error instanceof Problem || !/aborted|premature/i.test((error as Error).message)
    ? error
    : new Problem(400, { detail: "The request ended too early." });

async function isSigned(
  { db, sealing }: Intake,
  { mailbox, id, timestamp, sha256, signature }: SignedEmail,
): Promise<boolean> {
  const [row] = await query<{ secret: Buffer }>(db, "select secret from mailbox_inbound_secrets where mailbox = $1", [
    mailbox,
  ]);
  const secret = row ? sealing.unseal(row.secret, ownerOf(mailbox)) : null;
  const expected = Buffer.from(signatureOf(secret ?? randomBytes(SECRET_BYTES).toString("hex"), id, timestamp, sha256));
  const actual = Buffer.from(signature);
  return actual.length === expected.length && timingSafeEqual(actual, expected) && secret !== null;
}
