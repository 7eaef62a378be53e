import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import type { IncomingReason } from "../../wire/incoming-words.ts";
import { badRequest, conflict, diskFull, tooLarge } from "../../wire/problems.ts";
import { claimFile, expectFile, removeFiles } from "../attachments/unclaimed.ts";
import { query } from "../platform/database.ts";
import type { ReceivedEnvelope } from "./authenticate.ts";
import type { Intake } from "./context.ts";
import { wordsOfBytes } from "./headers.ts";
import { plainAddress } from "./sender.ts";
import { incomingUpdated } from "./updated.ts";

export interface Arrival {
  mailbox: string;
  by: "http" | "pipe" | "smtp" | "imap";
  /** The sender's ID of this delivery. A second one with the same ID is not stored. */
  key: string | null;
  envelope: ReceivedEnvelope;
  /** The checksum of the bytes, if the sender gave one. */
  sha256?: string;
  /** When it arrived at the mail server that it was fetched from. */
  receivedAt?: Date | null;
  /** Why the email is quarantined at once, with what is known about it. */
  quarantine?: Quarantine;
}

interface Quarantine extends Glimpse {
  reason: IncomingReason;
  detail: string;
  /** The size of the whole email, if only its header is stored. */
  fullSize: number;
}

export interface Receipt {
  id: string;
  /** False if there was an earlier delivery with its key. */
  isNew: boolean;
}

type ReceiveContext = Pick<Intake, "db" | "independentQuery" | "storage" | "log" | "maxEmailBytes" | "onStep"> &
  Partial<Pick<Intake, "arrivals" | "isDiskLow">>;

/** The bytes of an email differ from those that its sender signed. */
export class OtherBytesError extends Error {}

/** Stores an email, then its row. Only then may the sender be told that it was accepted. */
export async function receiveEmail(context: ReceiveContext, arrival: Arrival, bytes: Readable): Promise<Receipt> {
  if (context.isDiskLow?.()) throw diskFull();
  const key = newEmailKey();
  await expectFile(context, key);
  try {
    const storedFile = await context.storage.put(
      key,
      Readable.from(limitBytes(bytes, context.maxEmailBytes), { objectMode: false }),
    );
    if (arrival.sha256 && arrival.sha256 !== storedFile.sha256) throw new OtherBytesError();
    await context.onStep("stored");
    const receipt = await record(context, arrival, { file: key, ...storedFile });
    if (!receipt.isNew) await removeFiles(context.db, context, [key]);
    await context.onStep("recorded");
    if (receipt.isNew) context.arrivals?.ring();
    return receipt;
  } catch (error) {
    await removeFiles(context.db, context, [key]);
    throw error;
  }
}

/** The name of a new file for the bytes of an email. */
export const newEmailKey = (): string =>
  `emails/${new Date().toISOString().slice(0, 10).replaceAll("-", "/")}/${randomBytes(16).toString("hex")}.eml`;

export const tooLargeWords = (size: number, most: number): string =>
  `It has ${size} bytes; the limit is ${most / 1024 / 1024} MB.`;

async function* limitBytes(bytes: Readable, most: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of bytes) {
    size += (chunk as Buffer).length;
    if (size > most) throw tooLarge(`The email is too large: at most ${most / 1024 / 1024} MB.`);
    yield chunk as Buffer;
  }
  if (size === 0) throw badRequest("The request contains no email.");
}

async function record(
  { db }: ReceiveContext,
  { mailbox, by, key, envelope, receivedAt, quarantine }: Arrival,
  storedFile: { file: string; size: number; sha256: string },
): Promise<Receipt> {
  const [row] = await query<{ id: string }>(
    db,
    `with recorded as (
       insert into incoming_emails (mailbox, arrived_by, arrival_key, envelope, file, size, sha256, received_at, state,
         reason, reason_detail, from_address, subject, full_size, ended_at)
       values ($1, $2, $3, $4, $5, $6, $7, least(coalesce($8, now()), now()),
         case when $9::text is null then 'received' else 'quarantined' end,
         $9, $10, $11, $12, $13, case when $9::text is not null then now() end)
       on conflict (mailbox, arrived_by, arrival_key) where arrival_key is not null do nothing
       returning id, state),
     quarantined as (select id from recorded where state = 'quarantined'),
     event as (${incomingUpdated("quarantined")}),
     claimed as (${claimFile("$5")} and exists (select from recorded))
     select id from recorded`,
    [
      mailbox,
      by,
      key,
      JSON.stringify(envelope),
      storedFile.file,
      storedFile.size,
      storedFile.sha256,
      receivedAt ?? null,
      quarantine?.reason ?? null,
      quarantine?.detail ?? null,
      quarantine?.address ?? null,
      quarantine?.subject ?? null,
      quarantine?.fullSize ?? null,
    ],
  );
  if (row) return { id: row.id, isNew: true };
  const [earlier] = await query<{ id: string; sha256: string }>(
    db,
    "select id, sha256 from incoming_emails where mailbox = $1 and arrived_by = $2 and arrival_key = $3",
    [mailbox, by, key],
  );
  // some IMAP servers return an email with small differences each time
  const isSame = by === "imap" || earlier?.sha256 === storedFile.sha256;
  if (!earlier || !isSame) throw conflict("Another email was delivered with this ID.");
  return { id: earlier.id, isNew: false };
}

/** Sender and subject of an email that cannot be parsed, so that a person can recognize it. */
export interface Glimpse {
  subject: string;
  address: string | null;
}

export const GLANCE_BYTES = 64 * 1024;

export function glance(bytes: Buffer): Glimpse {
  const head = bytes.toString("latin1", 0, GLANCE_BYTES).replaceAll(/\r?\n[ \t]+/g, " ");
  const header = (name: string) => new RegExp(`^${name}:[ \\t]*([^\r\n]{0,500})`, "im").exec(head)?.[1] ?? "";
  const address = /[^\s<>"(),:;]{1,64}@[^\s<>"(),:;]{1,189}/.exec(header("from"))?.[0] ?? "";
  const subject = wordsOfBytes(header("subject"))
    .replaceAll(/\p{Cc}/gu, " ")
    .toWellFormed()
    .slice(0, 200);
  return { subject, address: plainAddress(address) };
}
