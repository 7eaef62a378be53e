import { randomUUID } from "node:crypto";
import type { CheckStep } from "../../wire/mailboxes.ts";
import { type Db, query } from "../platform/database.ts";
import { checkImap } from "./check-imap.ts";
import { checkDkim, checkDmarc, checkMx, checkSpf, domainOf, type Finding, type Resolver } from "./dns.ts";
import { type GrantContext, openSignedIn } from "./grants.ts";
import { OAuthError } from "./oauth.ts";
import { type Receiver, readReceiver } from "./receivers.ts";
import { readSender, recordSuccess, type Sender, UnreadableSecretError } from "./senders.ts";
import { openSmtp, type SmtpSession, UnreachableError } from "./smtp.ts";

export interface CheckResult extends Finding {
  step: CheckStep;
}

export interface CheckContext extends GrantContext {
  resolver: Resolver;
}

const CONNECTION_STEPS = ["dns", "tcp", "tls", "login"] as const;
// a check by a server that has crashed starts again after this time
const ABANDONED_AFTER = "2 minutes";

/** Requests a check; a server with WORKER runs it. */
export const requestCheck = (db: Db, mailbox: string) =>
  query(
    db,
    `insert into mailbox_checks (mailbox) values ($1)
     on conflict (mailbox) do update set requested_at = now(), started_at = null, finished_at = null, steps = '[]'`,
    [mailbox],
  );

/** The last check of a mailbox as JSON text; null if there is no such mailbox. */
export async function showCheck(db: Db, mailbox: string): Promise<string | null> {
  const [row] = await query<{ json: string }>(
    db,
    `select json_build_object('mailbox', m.id,
       'state', case when k.mailbox is null then 'none' when k.finished_at is not null then 'done'
         when k.started_at is not null then 'running' else 'waiting' end,
       'requested_at', wire_time(k.requested_at), 'finished_at', wire_time(k.finished_at), 'steps',
           coalesce(k.steps, '[]'))::text as json
     from mailboxes m left join mailbox_checks k on k.mailbox = m.id where m.id = $1`,
    [mailbox],
  );
  return row?.json ?? null;
}

/** Runs the next requested check; false if there is none. */
export async function runNextCheck(context: CheckContext): Promise<boolean> {
  const [claim] = await query<{ mailbox: string; requested_at: string }>(
    context.db,
    `update mailbox_checks set started_at = now() where mailbox = (
       select mailbox from mailbox_checks
       where finished_at is null and (started_at is null or started_at < now() - interval '${ABANDONED_AFTER}')
       order by requested_at limit 1 for update skip locked)
     returning mailbox, requested_at`,
  );
  if (!claim) return false;
  const steps = await checkMailbox(context, claim.mailbox);
  await query(
    context.db,
    `update mailbox_checks
     set finished_at = now(), steps = $3::jsonb
     where mailbox = $1 and requested_at = $2::timestamptz`,
    [claim.mailbox, claim.requested_at, JSON.stringify(steps)],
  );
  return true;
}

/** Runs every step of a check. Without `sendsTest`, no email is sent. */
export async function checkMailbox(context: CheckContext, mailbox: string, sendsTest = true): Promise<CheckResult[]> {
  let sender: Sender | null;
  let receiver: Receiver | null;
  try {
    sender = await readSender(context, mailbox);
    receiver = await readReceiver(context, mailbox);
  } catch (error) {
    if (!(error instanceof UnreadableSecretError)) throw error;
    return [{ step: "settings", result: "failed", detail: error.message }];
  }
  if (!sender) return [];
  if (!sender.smtp.host)
    return [{ step: "settings", result: "failed", detail: "The mailbox has no server. Enter its name." }];
  return [
    settingsStep(context),
    ...(await checkConnection(context, sender, sendsTest)),
    ...(receiver ? await checkImap(context, receiver) : []),
    ...(await checkRecords(context.resolver, sender)),
  ];
}

const settingsStep = ({ addresses }: CheckContext): CheckResult =>
  addresses.publicUrl
    ? { step: "settings", result: "ok", detail: `Links in emails begin with ${addresses.publicUrl}.` }
    : { step: "settings", result: "failed", detail: "PUBLIC_URL is not set. Emails contain links to this server." };

async function checkConnection(context: CheckContext, sender: Sender, sendsTest: boolean): Promise<CheckResult[]> {
  const { host, port } = sender.smtp;
  let addresses: string[];
  try {
    addresses = await context.resolver.addresses(host);
  } catch (error) {
    const detail = `The name ${host} could not be looked up (${(error as Error).message}). Check its spelling.`;
    return [{ step: "dns", result: "failed", detail }, ...skippedSteps("dns")];
  }
  const dns: CheckResult = { step: "dns", result: "ok", detail: `${host} is ${addresses.join(", ")}.` };
  let session: SmtpSession;
  try {
    session = await openSignedIn(context, sender.id, sender.smtp, openSmtp);
  } catch (error) {
    if (error instanceof OAuthError) return [dns, ...refusedSteps(error)];
    if (!(error instanceof UnreachableError)) throw error;
    return [dns, ...failedSteps(error, sender)];
  }
  try {
    const steps = [dns, ...passedSteps(sender, session)];
    return sendsTest ? [...steps, await roundTrip(context.db, sender, session)] : steps;
  } finally {
    session.close();
  }

  function failedSteps(error: UnreachableError, { smtp }: Sender): CheckResult[] {
    const reason = error.reply.text;
    const details: Record<UnreachableError["stage"], string> = {
      dns: `The name ${host} could not be looked up (${reason}).`,
      tcp: `No connection to ${host}, port ${port} (${reason}). Check the port and the firewall.`,
      tls: `The connection could not be encrypted (${reason}). Docket does not send without encryption.`,
      login: `${host} refused to sign in ${smtp.username} (${reason}). Check the password; some providers ask for an app password.`,
    };
    const before = CONNECTION_STEPS.slice(1, Math.max(CONNECTION_STEPS.indexOf(error.stage), 1));
    return [
      ...before.map((step): CheckResult => ({ step, result: "ok", detail: "Done." })),
      { step: error.stage, result: "failed", detail: details[error.stage] },
      ...skippedSteps(error.stage),
    ];
  }
}

const skippedSteps = (after: (typeof CONNECTION_STEPS)[number]): CheckResult[] =>
  [...CONNECTION_STEPS.slice(CONNECTION_STEPS.indexOf(after) + 1), "roundtrip" as const].map((step) => ({
    step,
    result: "skipped",
    detail: "Not tried, because an earlier step failed.",
  }));

const refusedSteps = (error: OAuthError): CheckResult[] => [
  { step: "tcp", result: "skipped", detail: "Not tried, because there is no token to sign in with." },
  { step: "tls", result: "skipped", detail: "Not tried, because there is no token to sign in with." },
  { step: "login", result: "failed", detail: error.message },
  ...skippedSteps("login"),
];

function passedSteps({ smtp }: Sender, session: SmtpSession): CheckResult[] {
  return [
    { step: "tcp", result: "ok", detail: `Connected to ${smtp.host}, port ${smtp.port}.` },
    session.isEncrypted
      ? { step: "tls", result: "ok", detail: "The connection is encrypted and the certificate is valid." }
      : {
          step: "tls",
          result: "warning",
          detail: "The connection is not encrypted. Use this only for a server on the same machine.",
        },
    smtp.username
      ? { step: "login", result: "ok", detail: `Signed in as ${smtp.username}.` }
      : { step: "login", result: "skipped", detail: "No username is set, so the server is used without signing in." },
  ];
}

async function roundTrip(db: Db, { id, address }: Sender, session: SmtpSession): Promise<CheckResult> {
  const lines = [
    `From: <${address}>`,
    `To: <${address}>`,
    "Subject: Docket checks this mailbox",
    `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <check.${randomUUID()}@${domainOf(address)}>`,
    "Auto-Submitted: auto-generated",
    "X-Auto-Response-Suppress: All",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "",
    "This email shows that Docket can send through this mailbox. No action is needed.",
    "",
  ];
  const outcome = await session.send({ from: address, to: address }, Buffer.from(lines.join("\r\n")));
  if (outcome.kind !== "accepted")
    return { step: "roundtrip", result: "failed", detail: `The server refused a test email: ${outcome.text}` };
  await recordSuccess(db, id);
  return {
    step: "roundtrip",
    result: "ok",
    detail: `The server accepted a test email to ${address}: ${outcome.text}`,
  };
}

async function checkRecords(resolver: Resolver, { address, dkim }: Sender): Promise<CheckResult[]> {
  const domain = domainOf(address);
  const look = async <T>(
    step: CheckStep,
    name: string,
    asking: (name: string) => Promise<T>,
    judge: (answer: T) => Finding,
  ): Promise<CheckResult> => {
    try {
      return { step, ...judge(await asking(name)) };
    } catch (error) {
      return { step, result: "warning", detail: `${name} could not be looked up (${(error as Error).message}).` };
    }
  };
  const { texts, mailServers } = resolver;
  const selector = dkim && `${dkim.selector}._domainkey.${domain}`;
  return [
    await look("mx", domain, mailServers, (servers) => checkMx(domain, servers)),
    await look("spf", domain, texts, (texts) => checkSpf(domain, texts)),
    dkim && selector
      ? await look("dkim", selector, texts, (texts) => checkDkim(selector, dkim.key, texts))
      : {
          step: "dkim",
          result: "warning",
          detail: "Docket does not sign emails of this mailbox. If your provider does not either, create a DKIM key.",
        },
    await look("dmarc", `_dmarc.${domain}`, texts, (texts) => checkDmarc(domain, texts)),
  ];
}
