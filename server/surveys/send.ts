import { PAUSE_DAYS, SURVEY_DAYS } from "../../wire/survey-words.ts";
import { isPublicComment, isPublicDescription } from "../access/public-ticket.ts";
import { whyNotAnswer } from "../emails/reply-emails.ts";
import { surveyToken } from "../emails/survey-links.ts";
import { writeEmails } from "../emails/write.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { hashToken } from "../platform/link-tokens.ts";
import { whyNotAsk } from "./surveys.ts";

type Context = Pick<Mail, "db" | "sealing" | "addresses" | "mailOut">;

interface DueSurvey {
  contact: string;
  ticket: string;
  address: string;
  name: string;
  language: string;
  reason: string | null;
}

const BATCH_SIZE = 50;

/** Writes the emails of due surveys, and cancels those that must not be sent. */
export async function sendSurveys(mail: Context): Promise<void> {
  while (await sendBatch(mail));
}

const sendBatch = (mail: Context): Promise<boolean> =>
  transact(mail.db, async (db) => {
    // one server at a time, so that nobody gets two surveys
    await query(db, "select 1 from survey_settings for update");
    const due = await query<{ id: string }>(
      db,
      `select id
       from surveys
       where state = 'waiting' and due_at <= now()
       order by due_at, created_at
       limit ${BATCH_SIZE}
       for update skip locked`,
    );
    for (const { id } of due) await send(db, mail, id);
    return due.length === BATCH_SIZE;
  });

async function send(db: Db, { sealing, addresses, mailOut }: Context, id: string): Promise<void> {
  const survey = await readDue(db, id);
  const reason = addresses.publicUrl && mailOut !== "off" ? survey.reason : (survey.reason ?? "not_configured");
  if (reason) {
    await query(db, "update surveys set state = 'cancelled', reason = $2 where id = $1", [id, reason]);
    return;
  }
  const { ticket, contact, address, name, language } = survey;
  await query(
    db,
    `update surveys
     set state = 'sent', address = $2, language = $3, token_hash = $4, sent_at = now(),
       expires_at = now() + interval '${SURVEY_DAYS} days'
     where id = $1`,
    [id, address, language, hashToken(surveyToken(sealing, id))],
  );
  const recipient = { contact, address, name };
  await writeEmails(db, { mailOut }, [{ kind: "survey", recipient, ticket, details: { survey: id } }]);
}

// the language that the contact chose in the help center or wrote in
const LANGUAGE = `coalesce(
  (
    select l.language
    from portal_links l
    where l.contact = ct.id
    order by l.created_at desc
    limit 1),
  case when (t.subject || left(t.description, 2000)) ~ '[ก-๙]' then 'th' end,
  (
    select m.language
    from ticket_mailboxes k
    join mailboxes m on m.id = k.mailbox
    where k.ticket = t.id),
  (select m.language from mailboxes m where m.is_default), 'en')`;

const WAS_ASKED = `exists (select from surveys o
  where o.state = 'sent' and o.sent_at > now() - interval '${PAUSE_DAYS} days'
    and (o.contact = ct.id or lower(o.address) = lower(ct.email)))`;

const HAS_ENDED_SURVEYS = `exists (select from portal_contacts p
  where p.contact = ct.id and not p.receives_surveys)`;

const IS_SUPPRESSED = `exists (select from suppressions x
  where x.address = lower(ct.email) and x.scope = 'all' and (x.until is null or x.until > now()))`;

// only if the contact can see something of the ticket
const SEES_TICKET = `(${isPublicDescription}
  or exists (select from comments m where m.ticket = t.id and ${isPublicComment}))`;

async function readDue(db: Db, id: string): Promise<DueSurvey> {
  const [row] = await query<DueSurvey>(
    db,
    `select s.contact, s.ticket, ct.email as address, ct.name, ${LANGUAGE} as language,
       coalesce(${whyNotAsk("s")}, case
         when ct.email = '' or not ct.is_active or co.deleted_at is not null then 'no_address'
         when ${HAS_ENDED_SURVEYS} then 'unsubscribed'
         when ${WAS_ASKED} then 'recent'
         when ${IS_SUPPRESSED} then 'suppressed'
         when not ${SEES_TICKET} then 'not_visible'
         when exists (select from mailboxes b where lower(b.address) = lower(ct.email))
           or ${whyNotAnswer()} is not null then 'automatic' end) as reason
     from surveys s
     join tickets t on t.id = s.ticket
     join contacts ct on ct.id = s.contact
     left join companies co on co.id = ct.company
     where s.id = $1`,
    [id],
  );
  return row!;
}
