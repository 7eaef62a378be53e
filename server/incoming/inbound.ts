import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import type { Readable } from "node:stream";
import { noSuch, Problem, unauthorized } from "../../wire/problems.ts";
import { parseUuid } from "../../wire/python-values.ts";
import { hasBody } from "../platform/bodies.ts";
import { type Db, query } from "../platform/database.ts";
import type { Received as Body, RequestContext } from "../platform/front-door.ts";
import type { Sealing } from "../platform/sealing.ts";
import type { Intake } from "./context.ts";
import { OtherBytesError, receiveEmail } from "./receive.ts";

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

// whatever is wrong, the answer is the same: who has no secret learns nothing
const refused = () => unauthorized("The signature is not valid.");

export interface Taken extends Body {
  id: string;
}

/** Receives an email as the body of a request. The sender is authenticated before the first byte of it is read. */
export async function takeInbound(intake: Intake, { request }: RequestContext): Promise<Taken> {
  const header = (name: string) => request.raw.headersDistinct[name]?.[0]?.trim() ?? "";
  const mailbox = parseUuid(header("x-docket-mailbox"));
  const [id, timestamp] = [header("x-docket-id"), header("x-docket-timestamp")];
  const [sha256, signature] = [
    header("x-docket-content-sha256").toLowerCase(),
    header("x-docket-signature").toLowerCase(),
  ];
  const isWellFormed =
    mailbox && /^[\x21-\x7e]{1,200}$/.test(id) && /^\d{1,12}$/.test(timestamp) && /^[\da-f]{64}$/.test(sha256);
  if (!isWellFormed || !(await isSigned(intake, mailbox, signature, [id, timestamp, sha256]))) throw refused();
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > CLOCK_SECONDS) throw refused();
  if (!hasBody(request)) throw refused();
  const from = request.raw.headersDistinct["x-docket-envelope-from"]?.[0]?.trim();
  const [to, ip] = [header("x-docket-envelope-to"), header("x-docket-client-ip")];
  const envelope = {
    ...(from !== undefined && { from: from.slice(0, 320) }),
    ...(to && {
      to: to
        .split(",")
        .map((each) => each.trim().slice(0, 320))
        .slice(0, 100),
    }),
    ...(isIP(ip) && { ip }),
  };
  const bytes = (request.body ?? request.raw) as Readable;
  try {
    const { id: email } = await receiveEmail(intake, { mailbox, by: "http", key: id, envelope, sha256 }, bytes);
    return { id: email, fingerprint: sha256, drop: async () => {} };
  } catch (error) {
    bytes.resume();
    throw error instanceof OtherBytesError ? refused() : toProblem(error);
  }
}

// a body that ends before its end is the client's doing
const toProblem = (error: unknown) =>
  error instanceof Problem || !/aborted|premature/i.test((error as Error).message)
    ? error
    : new Problem(400, { detail: "The request ended too early." });

async function isSigned({ db, sealing }: Intake, mailbox: string, signature: string, parts: [string, string, string]) {
  const [row] = await query<{ secret: Buffer }>(db, "select secret from mailbox_inbound_secrets where mailbox = $1", [
    mailbox,
  ]);
  const secret = row ? sealing.unseal(row.secret, ownerOf(mailbox)) : null;
  const expected = Buffer.from(signatureOf(secret ?? randomBytes(SECRET_BYTES).toString("hex"), ...parts));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected) && secret !== null;
}
