import type { EmailState } from "../../wire/email-words.ts";
import { type Db, query } from "../platform/database.ts";
import { emailUpdated } from "./updated.ts";

/** The outcome of an email for one recipient, as a report states it. */
export interface ReportedOutcome {
  action: "failed" | "delayed" | "delivered" | "relayed" | "expanded";
  status: string;
  recipients: readonly string[];
  diagnostic: string;
  isComplaint: boolean;
}

export interface ReportedEmail {
  ticket: string | null;
  address: string;
  /** What is reported about this address, or else about the first one. */
  report: ReportedOutcome;
  /** Whether a mail server on the email's way says it, about the email's own address. */
  isProven: boolean;
  /** Whether this is the first report that the email did not arrive. */
  isNews: boolean;
  /** Whether the email notified a user. Customers miss nothing then. */
  isToUser: boolean;
}

interface Email {
  id: string;
  ticket: string | null;
  address: string;
  state: EmailState;
  is_to_user: boolean;
}

// the mailbox does not exist, or accepts no email from us: writing again would only harm the desk's reputation
const NO_MAILBOX = /^5\.(?:1\.(?:1|10|2|3)|7\.\d+)$/;
const FULL = /^5\.2\.2$/;
const FULL_TIMES = 3;

/**
 * Records what a delivery report says about an email; null if there is no such email. A report that nothing proves, or that is
 * about another address, only leaves a mark on the email. A repeated report changes nothing.
 */
export async function recordReport(
  db: Db,
  id: string,
  reports: readonly ReportedOutcome[],
  isFromServer: boolean,
): Promise<ReportedEmail | null> {
  const [email] = await query<Email>(
    db,
    `select id, ticket, address, state, user_id is not null as is_to_user
     from outgoing_emails
     where id = $1
     for update`,
    [id],
  );
  if (!email) return null;
  const { ticket, address } = email;
  const own = reports.find((report) => isAbout(report, address));
  const report = own ?? reports[0]!;
  const isProven = isFromServer && own !== undefined;
  const isNews = isProven ? await apply(db, email, report) : await note(db, email, report);
  return { ticket, address, report, isProven, isNews, isToUser: email.is_to_user };
}

const isAbout = ({ recipients }: ReportedOutcome, address: string) =>
  recipients.length === 0 || recipients.some((each) => each.toLowerCase() === address.toLowerCase());

const isBounce = ({ action, isComplaint }: ReportedOutcome) => action === "failed" && !isComplaint;

/** Applies a proven report. True if the email had not bounced before. */
async function apply(db: Db, email: Email, report: ReportedOutcome): Promise<boolean> {
  const { action, status, diagnostic, isComplaint } = report;
  const hasBounced = isBounce(report);
  const outcome = hasBounced ? "bounced" : action === "delayed" ? "delayed" : "delivered";
  if (!isComplaint) await addOutcome(db, email.id, outcome, report);
  const isNewBounce = hasBounced && email.state !== "bounced";
  if (isNewBounce || (outcome === "delivered" && !isComplaint && email.state === "accepted"))
    await query(
      db,
      `with updated as (
         update outgoing_emails
         set state = $2, reason = case when $2 = 'bounced' then 'bounced' end, ended_at = now()
         where id = $1
         returning id, kind, ticket, state)
       ${emailUpdated("updated")}`,
      [email.id, outcome],
    );
  const isFullOften = hasBounced && FULL.test(status) && (await timesFull(db, email.address)) >= FULL_TIMES;
  if (isComplaint || isFullOften || (hasBounced && NO_MAILBOX.test(status)))
    await suppress(db, email.address, isComplaint ? "complaint" : "bounce", email.id, diagnostic);
  return isNewBounce;
}

/** Marks an email as perhaps bounced. True if it was not marked before. */
const note = async (db: Db, { id, state }: Email, report: ReportedOutcome): Promise<boolean> =>
  isBounce(report) && state !== "bounced" && (await addOutcome(db, id, "perhaps_bounced", report));

/** Adds an outcome to the attempts of an email; false if it is there already. */
const addOutcome = async (
  db: Db,
  id: string,
  outcome: string,
  { status, diagnostic }: ReportedOutcome,
): Promise<boolean> =>
  (
    await query(
      db,
      `insert into delivery_attempts (email, outcome, enhanced_code, reply)
       select $1, $2, nullif($3, ''), nullif($4, '')
       where not exists (select from delivery_attempts where email = $1 and outcome = $2)
       returning id`,
      [id, outcome, status, diagnostic],
    )
  ).length > 0;

async function timesFull(db: Db, address: string): Promise<number> {
  const [row] = await query<{ n: number }>(
    db,
    `select count(distinct e.id)::int as n
     from delivery_attempts a
     join outgoing_emails e on e.id = a.email
     where lower(e.address) = lower($1)
       and a.outcome = 'bounced'
       and a.enhanced_code = '5.2.2'
       and a.at > now() - interval '7 days'`,
    [address],
  );
  return row!.n;
}

const suppress = (db: Db, address: string, because: "bounce" | "complaint", email: string, note: string) =>
  query(
    db,
    `insert into suppressions (address, scope, because, note, email) values (lower($1), 'all', $2, $3, $4)
     on conflict (address)
       do update set scope = 'all', because = excluded.because, note = excluded.note, email = excluded.email,
         until = null
     where suppressions.because <> 'admin'`,
    [address, because, note.slice(0, 500), email],
  );
