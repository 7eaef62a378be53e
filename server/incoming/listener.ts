import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from "smtp-server";
import { Problem } from "../../wire/problems.ts";
import { query } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import type { Intake } from "./context.ts";
import { BareLineEndError, strictLines } from "./line-ends.ts";
import type { ListenAddress } from "./listen-address.ts";
import { readTls, watchTls } from "./listener-tls.ts";
import { receiveEmail } from "./receive.ts";

const MAX_CONNECTIONS = 50;
const MAX_PER_ADDRESS = 10;
const MAX_RECIPIENTS = 100;
const IDLE_MS = 5 * 60_000;

const refusal = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });
const LATER = "4.3.0 Not stored, try again later";

/** Receives emails for the desk's mailboxes by SMTP or LMTP. It relays nothing, and accepts an email only once it is stored. */
export async function startListener(
  intake: Intake,
  address: ListenAddress,
): Promise<{ port: number; close(): Promise<void> }> {
  const { protocol, host, port, tls } = address;
  const server = new SMTPServer({
    lmtp: protocol === "lmtp",
    authOptional: true,
    disabledCommands: tls ? ["AUTH"] : ["AUTH", "STARTTLS"],
    ...(tls && { ...readTls(tls), minVersion: "TLSv1.2" }),
    disableReverseLookup: true,
    size: intake.maxEmailBytes,
    maxClients: MAX_CONNECTIONS,
    socketTimeout: IDLE_MS,
    closeTimeout: 2_000,
    banner: "Docket",
    logger: false,
    ...limitPerAddress(),
    ...receiving(intake, protocol),
  });
  server.on("error", (error) => intake.log.debug({ err: error }, "a connection of the mail listener ended"));
  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const unwatch = tls && watchTls(tls, intake.log, (read) => server.updateSecureContext(read));
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => {
      unwatch?.();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Refuses connections from an address that has too many. */
function limitPerAddress(): Pick<SMTPServerOptions, "onConnect" | "onClose"> {
  const connections = new Map<string, number>();
  const count = ({ remoteAddress }: SMTPServerSession, by: number) => {
    const open = (connections.get(remoteAddress) ?? 0) + by;
    if (open > 0) connections.set(remoteAddress, open);
    else connections.delete(remoteAddress);
    return open;
  };
  return {
    onConnect: (session, done) => {
      if (count(session, 1) > MAX_PER_ADDRESS) return done(refusal(421, "4.7.0 Too many connections from you"));
      done();
    },
    onClose: (session) => void count(session, -1),
  };
}

/** Accepts recipients that are mailboxes of the desk, and stores the email once for all of them. */
function receiving(
  intake: Intake,
  protocol: ListenAddress["protocol"],
): Pick<SMTPServerOptions, "onRcptTo" | "onData"> {
  const mailboxes = new WeakMap<SMTPServerSession, string>();
  return {
    onRcptTo: ({ address }, session, done) => {
      if (session.envelope.rcptTo.length >= MAX_RECIPIENTS) return done(refusal(452, "4.5.3 Too many recipients"));
      mailboxOf(intake, address).then(
        (mailbox) => {
          if (!mailbox) return done(refusal(550, "5.1.1 There is no such mailbox here"));
          // an email to two mailboxes of the desk is stored once
          if (!mailboxes.has(session)) mailboxes.set(session, mailbox);
          done();
        },
        () => done(refusal(451, LATER)),
      );
    },
    onData: (stream, session, done) => {
      const mailbox = mailboxes.get(session)!;
      mailboxes.delete(session);
      const arrival = { mailbox, by: "smtp" as const, key: null, envelope: envelopeOf(session, protocol) };
      receiveEmail(intake, arrival, Readable.from(strictLines(stream), { objectMode: false })).then(
        ({ id }) => done(null, `2.0.0 Stored as ${id}`),
        (error: unknown) => {
          // reads and drops the rest, so that the sender reads the reply
          stream.resume();
          done(refusalOf(error, intake.log));
        },
      );
    },
  };
}

function refusalOf(error: unknown, log: Log): Error {
  if (error instanceof BareLineEndError) return refusal(554, "5.6.11 Lines must end with CR LF");
  if (error instanceof Problem && error.status === 413) return refusal(552, "5.3.4 The email is too large");
  if (!(error instanceof Problem)) log.error({ err: error }, "could not store an email");
  return refusal(451, LATER);
}

async function mailboxOf({ db }: Intake, address: string): Promise<string | null> {
  const [row] = await query<{ id: string }>(
    db,
    `select id
     from mailboxes
     where lower(address) = regexp_replace(lower($1), '\\+[^@]*@', '@') or lower(address) = lower($1)
     limit 1`,
    [address],
  );
  return row?.id ?? null;
}

// over LMTP, the client is our own mail server, and the address is not that of the sender
function envelopeOf({ envelope, remoteAddress, hostNameAppearsAs }: SMTPServerSession, protocol: string) {
  return {
    from: envelope.mailFrom ? envelope.mailFrom.address : "",
    to: envelope.rcptTo.map(({ address }) => address),
    ...(protocol === "smtp" && {
      ip: remoteAddress,
      ...(typeof hostNameAppearsAs === "string" && { helo: hostNameAppearsAs }),
    }),
  };
}
