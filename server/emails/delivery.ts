import { setTimeout as sleep } from "node:timers/promises";
import { runNextCheck } from "../mailboxes/check.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { OAuthError } from "../mailboxes/oauth.ts";
import {
  defaultMailbox,
  readSender,
  recordMailboxFailure,
  recordSuccess,
  type Sender,
  UnreadableSecretError,
} from "../mailboxes/senders.ts";
import { isDialogFault, type SmtpOutcome, type SmtpSession, UnreachableError } from "../mailboxes/smtp.ts";
import { query } from "../platform/database.ts";
import {
  type ClaimedEmail,
  claimEmails,
  keepRenewing,
  mailboxesWithWork,
  recoverAbandoned,
  rehomeEmails,
} from "./claim.ts";
import { type ComposedEmail, composeEmail } from "./compose.ts";
import { writeDigests, writeReminders } from "./digests.ts";
import { type EmailRow, readEmail } from "./email-row.ts";
import { answerResetRequests } from "./invitations.ts";
import { isSecret } from "./kinds.ts";
import { encode } from "./mime.ts";
import { nextStep } from "./outcome.ts";
import { answerPortalLinkRequests } from "./portal-links.ts";
import { openSessions, type Sessions } from "./sessions.ts";
import { emailUpdated } from "./updated.ts";

const POLL_MS = 500;
const HOUSEKEEPING_MS = 10_000;
// for all mailboxes together, because each delivery takes memory
const MAX_IN_FLIGHT = 64;
const MAX_PER_ROUND = 20;
const NO_REPLY = { code: null, enhanced: null };

/** Delivers one claimed email, from rendering it to recording the outcome. */
async function deliver(mail: Mail, sessions: Sessions, claim: ClaimedEmail): Promise<void> {
  mail.onStep("claimed");
  const email = await readEmail(mail.db, claim.id);
  if (!email) return;
  const startedAt = performance.now();
  const toOutcome = (error: unknown): EndResult => ({ outcome: outcomeOf(mail, claim, error) });
  const attempt = await prepare(mail, claim, email).catch(toOutcome);
  if (attempt === "cancelled") return;
  if ("bytes" in attempt) mail.onStep("composed");
  const { outcome } = "bytes" in attempt ? await talk(sessions, attempt).catch(toOutcome) : attempt;
  mail.onStep("sent");
  const server = "bytes" in attempt ? `${attempt.sender.smtp.host}:${attempt.sender.smtp.port}` : null;
  await recordOutcome(mail, claim, email, { outcome, server, ms: Math.round(performance.now() - startedAt) });
  mail.onStep("recorded");
}

interface PreparedEmail {
  sender: Sender;
  envelope: ComposedEmail["envelope"];
  bytes: Buffer;
}

interface EndResult {
  outcome: SmtpOutcome;
}

/** Renders the bytes of an email, and stores its text. */
async function prepare(
  mail: Mail,
  claim: ClaimedEmail,
  email: EmailRow,
): Promise<PreparedEmail | EndResult | "cancelled"> {
  const sender = await readSender(mail, claim.mailbox);
  if (!sender) return { outcome: { kind: "deferred", ...NO_REPLY, text: "The mailbox was deleted." } };
  const message = await composeEmail(mail, email, sender);
  if ("cancel" in message) {
    await cancelClaimed(mail, claim, message.cancel);
    return "cancelled";
  }
  const bytes = await encode(message);
  const isOurs = await saveContent(mail, claim, email, message);
  return isOurs ? { sender, envelope: message.envelope, bytes } : "cancelled";
}

function outcomeOf({ log }: Mail, { id, mailbox }: ClaimedEmail, error: unknown): SmtpOutcome {
  if (error instanceof UnreachableError) return { kind: "unreachable", ...error.reply };
  if (error instanceof UnreadableSecretError || error instanceof OAuthError)
    return { kind: "unreachable", ...NO_REPLY, text: error.message };
  log.warn({ err: error, email: id, mailbox }, "could not compose an email; retrying");
  return { kind: "deferred", ...NO_REPLY, text: "The email could not be put together. The server's log says why." };
}

async function talk(sessions: Sessions, { sender, envelope, bytes }: PreparedEmail): Promise<EndResult> {
  let session: SmtpSession = await sessions.take(sender);
  let outcome = await session.send(envelope, bytes);
  // the server may have closed a connection that was kept open, or misunderstood what was sent on it
  if ((outcome.kind === "unreachable" && outcome.code === null) || isDialogFault(outcome)) {
    session.close();
    session = await sessions.take(sender);
    outcome = await session.send(envelope, bytes);
  }
  sessions.returnSession(sender, session);
  return { outcome };
}

/** Stores what this attempt sends. False if someone has stopped the email since. */
async function saveContent(
  { db }: Mail,
  claim: ClaimedEmail,
  email: EmailRow,
  message: ComposedEmail,
): Promise<boolean> {
  const rows = await query(
    db,
    `update outgoing_emails
     set message_id = $3, subject = coalesce($4, subject), body_text = coalesce($5, body_text),
      body_html = coalesce($6, body_html)
     where id = $1 and state = 'sending' and claimed_at = $2::timestamptz returning id`,
    [
      claim.id,
      claim.claimed_at,
      message.messageId,
      ...(isSecret(email.kind) ? [null, null, null] : [message.subject, message.text, message.html]),
    ],
  );
  return rows.length > 0;
}

const cancelClaimed = ({ db }: Mail, { id, attempt, claimed_at }: ClaimedEmail, reason: string) =>
  query(
    db,
    `with ended as (update outgoing_emails set state = 'cancelled', reason = $3, ended_at = now()
       where id = $1 and state = 'sending' and claimed_at = $2::timestamptz returning id)
     delete from delivery_attempts where id = $4 and exists (select 1 from ended)`,
    [id, claimed_at, reason, attempt],
  );

async function recordOutcome(
  mail: Mail,
  { id, mailbox, attempt, claimed_at }: ClaimedEmail,
  { tries, unknowns, first_tried_at }: EmailRow,
  { outcome, server, ms }: { outcome: SmtpOutcome; server: string | null; ms: number },
): Promise<void> {
  const { db, aheadSeconds } = mail;
  const startMs = Date.parse(first_tried_at ?? claimed_at);
  const elapsedSeconds = (Date.parse(claimed_at) - startMs) / 1000;
  const next = nextStep(outcome.kind, { tries, unknowns, elapsedSeconds }, Math.random());
  await query(
    db,
    `with attempt as (update delivery_attempts
      set outcome = $4, smtp_code = $5, enhanced_code = $6, reply = $7, server = $8, ms = $9
      where id = $3),
     updated as (update outgoing_emails set state = $10, reason = $11, tries = $12, unknowns = $13, claimed_at = null,
       next_try_at = now() + make_interval(secs => $14 + coalesce($15::float8, 0)), ended_at = case
         when $15::float8 is null then now()
         end
     where id = $1 and state = 'sending' and claimed_at = $2::timestamptz returning id, kind, ticket, state)
     ${emailUpdated("updated")}`,
    [
      id,
      claimed_at,
      attempt,
      outcome.kind,
      outcome.code,
      outcome.enhanced,
      outcome.text,
      server,
      ms,
      next.state,
      next.reason,
      next.tries,
      next.unknowns,
      aheadSeconds,
      next.waitSeconds,
    ],
  );
  if (outcome.kind === "unreachable") await recordMailboxFailure(db, mailbox, outcome.text, aheadSeconds);
  else await recordSuccess(db, mailbox);
}

export interface EmailDelivery {
  /** Starts to send due emails, as many as there are connections for, and returns their number. */
  begin(): Promise<number>;
  /** Resolves when one of the running deliveries ends, at once if there is none. */
  next(): Promise<void>;
  /** Sends all that is due, and waits for it. */
  deliverDue(): Promise<number>;
  close(): Promise<void>;
}

/** Sends emails on this server. */
export function openDelivery(mail: Mail): EmailDelivery {
  const sessions = openSessions(mail);
  const running = new Map<string, { claim: ClaimedEmail; work: Promise<void> }>();
  const works = () => [...running.values()].map(({ work }) => work);
  const stopRenewing = keepRenewing(mail, running);
  const start = (claim: ClaimedEmail) => {
    const work = deliver(mail, sessions, claim)
      .catch((error: unknown) =>
        mail.log.warn({ err: error, email: claim.id }, "could not finish a delivery; retrying"),
      )
      .finally(() => running.delete(claim.id));
    running.set(claim.id, { claim, work });
  };
  const begin = async (): Promise<number> => {
    let n = 0;
    for (const mailbox of await mailboxesWithWork(mail)) {
      const claims = await claimEmails(mail, mailbox, Math.min(MAX_PER_ROUND, MAX_IN_FLIGHT - running.size));
      for (const each of claims) start(each);
      n += claims.length;
    }
    return n;
  };
  const next = async () => {
    if (running.size > 0) await Promise.race(works());
  };
  return {
    begin,
    next,
    deliverDue: () => deliverAll({ begin, next, isIdle: () => running.size === 0 }),
    close: async () => {
      await Promise.all(works());
      stopRenewing();
      sessions.close();
    },
  };
}

interface Rounds extends Pick<EmailDelivery, "begin" | "next"> {
  isIdle(): boolean;
}

/** Delivers until nothing is due, and returns how many deliveries that took. */
async function deliverAll({ begin, next, isIdle }: Rounds): Promise<number> {
  for (let total = 0; ; ) {
    // a delivery that is just ending may still lock the mailbox, which is then skipped
    const wasIdle = isIdle();
    const startedCount = await begin();
    total += startedCount;
    if (startedCount === 0 && wasIdle) return total;
    await next();
  }
}

/** Repairs what a crashed server or a deleted mailbox left behind. */
export async function tidyEmails(mail: Mail): Promise<void> {
  await recoverAbandoned(mail);
  await rehomeEmails(mail.db, await defaultMailbox(mail.db));
}

/** Writes the emails that depend on time, not on an event: reminders of due dates, and digests. */
export async function writeByTheClock(mail: Mail): Promise<void> {
  await writeReminders(mail);
  await writeDigests(mail);
}

/** Sends emails when they are due. Returns a function that stops after running deliveries. */
export function startDelivery(mail: Mail): () => Promise<void> {
  const delivery = openDelivery(mail);
  const stopping = new AbortController();
  /** Sends for this long; each delivery that ends makes room for the next one. */
  const sendFor = async (ms: number) => {
    const end = performance.now() + ms;
    while (!stopping.signal.aborted && performance.now() < end) {
      const startedCount = await delivery.begin();
      // a mailbox whose server does not respond must not delay the others: none is waited for longer than a poll
      await Promise.race([startedCount > 0 ? delivery.next() : pause(stopping.signal), pause(stopping.signal)]);
    }
  };
  const round = async () => {
    await tidyEmails(mail);
    await writeByTheClock(mail);
    const tidyAgainAt = performance.now() + HOUSEKEEPING_MS;
    while (!stopping.signal.aborted && performance.now() < tidyAgainAt) {
      while (!stopping.signal.aborted && (await runNextCheck(mail)));
      await answerResetRequests(mail);
      await answerPortalLinkRequests(mail);
      await sendFor(POLL_MS);
    }
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      try {
        await round();
      } catch (error) {
        mail.log.warn({ err: error }, "could not look for emails to send; retrying");
        await pause(stopping.signal);
      }
    }
  };
  const running = run();
  return async () => {
    stopping.abort();
    await running;
    await delivery.close();
  };
}

const pause = (signal: AbortSignal) => sleep(POLL_MS, undefined, { signal }).catch(() => {});
