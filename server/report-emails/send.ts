import type { EmailState } from "../../wire/email-words.ts";
import type { Role } from "../../wire/permissions.ts";
import { invalid, Problem } from "../../wire/problems.ts";
import type { ReportName } from "../../wire/reports.ts";
import type { WrittenReport } from "../emails/report.ts";
import { reportValues } from "../emails/report.ts";
import { readReader } from "../emails/subjects.ts";
import { previewTemplate } from "../emails/template-preview.ts";
import { templateOf } from "../emails/templates.ts";
import type { EmailLanguage } from "../emails/texts/texts.ts";
import { writeEmails } from "../emails/write.ts";
import type { Mail } from "../mailboxes/mail.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import { csvOf } from "../reports/csv.ts";
import { runReport } from "../reports/reports.ts";
import { fullName } from "../users/names.ts";
import { latestTime, type ScheduleTimes, timeAfter } from "./dates.ts";
import { periodText, reportHtml } from "./figures.ts";
import { actorOf, questionAt, type ScheduleValues } from "./schedules.ts";

type Context = Pick<Mail, "mailOut">;
type ReportSettings = Required<Pick<ScheduleValues, "name" | "reports" | "filters" | "time_zone" | "days">>;

/** The figures at a moment, as this user may see them. */
async function writeReport(
  db: Db,
  settings: ReportSettings,
  { actor, language, moment }: { actor: Actor; language: EmailLanguage; moment: Temporal.Instant },
): Promise<WrittenReport> {
  const question = questionAt(settings, actor, moment);
  const html: string[] = [];
  const files: WrittenReport["files"] = [];
  for (const name of settings.reports) {
    const answer = await runReport(db, name as ReportName, question);
    html.push(reportHtml(answer, language));
    files.push({ name: `${name}-${answer.from}-${answer.to}.csv`, text: csvOf(answer) });
  }
  return { name: settings.name, period: periodText(question, language), html: html.join("\n"), files };
}

/** The language of a user; if they have chosen none, that of the default mailbox. */
async function languageOf(db: Db, user: string): Promise<EmailLanguage> {
  const reader = await readReader(db, user);
  if (reader?.language) return reader.language;
  const [box] = await query<{ language: EmailLanguage }>(
    db,
    "select language from mailboxes order by is_enabled desc, is_default desc, created_at limit 1",
  );
  return box?.language ?? "en";
}

interface Due extends ReportSettings, ScheduleTimes {
  id: string;
  next_at: string;
}

interface Reader {
  id: string;
  role: Role;
  email: string;
  name: string;
}

const writeTo = async (db: Db, mail: Context, { id, email, name }: Reader, report: WrittenReport) =>
  (
    await writeEmails(db, mail, [
      { kind: "report", recipient: { user: id, address: email, name }, details: { report } },
    ])
  )[0] ?? null;

/**
 * Writes the reports that are due, one email at a time, in short transactions that record what each recipient has got. If a
 * server is killed, the next round writes the rest, and two servers never write the same one.
 */
export async function sendDueReports(mail: Context & Pick<Mail, "db">, log: Pick<Log, "error">): Promise<number> {
  const { db } = mail;
  const schedules = await query<Due>(
    db,
    `select id, name, reports, filters, days, every, weekday, time_of_day as time, time_zone,
       wire_time(next_at) as next_at
     from report_schedules
     where is_active and next_at <= now()
     order by next_at, id`,
  );
  let total = 0;
  for (const due of schedules) {
    try {
      total += await sendOne(mail, due);
    } catch (error) {
      // the other schedules continue; the next run of the job tries this one again
      log.error({ err: error, schedule: due.id }, "could not write a report by email; retrying");
    }
  }
  return total;
}

async function sendOne(mail: Context & Pick<Mail, "db">, due: Due): Promise<number> {
  const { db } = mail;
  const now = Temporal.Now.instant();
  const moment = latestTime(due, Temporal.Instant.from(due.next_at), now);
  const readers = await query<Reader>(
    db,
    `select u.id, u.role, u.email, ${fullName("u")} as name
     from report_recipients r
     join users u on u.id = r.user_id
     where r.schedule = $1 and u.is_active and u.email <> ''
       and (r.sent_for is null or r.sent_for < $2::timestamptz)
     order by u.id`,
    [due.id, moment.toString()],
  );
  let count = 0;
  let error: string | null = null;
  for (const reader of readers) {
    try {
      if (await sendTo(mail, due, reader, moment)) count += 1;
    } catch (problem) {
      // a filter names something that was deleted in the meantime
      if (!(problem instanceof Problem)) throw problem;
      error = JSON.stringify(problem.body).slice(0, 1_000);
    }
  }
  await query(
    db,
    `update report_schedules
     set next_at = $3, last_error = $5, last_sent_at = case when $5::text is null then $4::timestamptz else last_sent_at end
     where id = $1 and next_at = $2::timestamptz`,
    [due.id, due.next_at, timeAfter(due, now).toString(), moment.toString(), error],
  );
  return count;
}

async function sendTo(mail: Context & Pick<Mail, "db">, due: Due, reader: Reader, moment: Temporal.Instant) {
  const language = await languageOf(mail.db, reader.id);
  const report = await writeReport(mail.db, due, { actor: actorOf(reader.id, reader.role), language, moment });
  return transact(mail.db, async (db) => {
    const rows = await query(
      db,
      `update report_recipients set sent_for = $3
       where schedule = $1 and user_id = $2 and (sent_for is null or sent_for < $3::timestamptz)
       returning 1`,
      [due.id, reader.id, moment.toString()],
    );
    if (rows.length === 0) return false;
    await writeTo(db, mail, reader, report);
    return true;
  });
}

/** Sends a report now to the user who asks for it, and says what became of the email. */
export async function sendReportNow(db: Db, mail: Context, actor: Actor, settings: ReportSettings) {
  const [reader] = await query<Reader>(
    db,
    `select u.id, u.role, u.email, ${fullName("u")} as name from users u where u.id = $1`,
    [actor.id],
  );
  if (!reader?.email) throw invalid({ non_field_errors: ["Your account has no email address."] });
  const language = await languageOf(db, actor.id);
  const report = await writeReport(db, settings, { actor, language, moment: Temporal.Now.instant() });
  const email = await writeTo(db, mail, reader, report);
  const [row] = await query<{ state: EmailState }>(db, "select state from outgoing_emails where id = $1", [email]);
  return { email, state: row?.state ?? null };
}

/** The email as it would be sent now. */
export async function previewReport(mail: Mail, actor: Actor, settings: ReportSettings) {
  const language = await languageOf(mail.db, actor.id);
  const report = await writeReport(mail.db, settings, { actor, language, moment: Temporal.Now.instant() });
  const template = await templateOf(mail.db, "report", language);
  const values = reportValues(mail, { details: { report } });
  const preview = await previewTemplate(
    mail,
    { kind: "report", language },
    { ticket: null, user: actor.id, template, values },
  );
  return { ...preview, files: report.files.map(({ name }) => name) };
}
