import { PgBoss } from "pg-boss";
import type { App } from "./app.ts";
import { removeUnclaimed } from "./attachments/unclaimed.ts";
import { deleteOldRuns } from "./automations/runs.ts";
import { runTimedAutomations } from "./automations/timed.ts";
import { forgetBulk } from "./bulk/bulk.ts";
import { resumeBulk, watchBulk } from "./bulk/watch.ts";
import { deleteExpiredRecords } from "./companies/trash.ts";
import { deleteExpiredPortalLinks } from "./contacts/portal-links.ts";
import { sweepFiles } from "./drafts/files.ts";
import { startDelivery } from "./emails/delivery.ts";
import { deleteOldTexts } from "./emails/retention.ts";
import { sweepStaging } from "./import/staging.ts";
import type { Intake } from "./incoming/context.ts";
import { startImap } from "./incoming/imap.ts";
import { startIntake } from "./incoming/intake.ts";
import { deleteOldSources } from "./incoming/retention.ts";
import { deleteOldSearches } from "./knowledge/searches.ts";
import { splitAllTexts } from "./knowledge/words.ts";
import { deleteOrphanedMacros } from "./macros/macros.ts";
import { deleteExpiredAttempts } from "./platform/attempts.ts";
import { flushPendingLists } from "./platform/bulk-load.ts";
import { type Connection, type Db, transact } from "./platform/database.ts";
import { whenConnectable } from "./platform/database-server.ts";
import type { Docket } from "./platform/docket.ts";
import { forgetKeys } from "./platform/idempotency.ts";
import type { Log } from "./platform/log.ts";
import { sweepPresence } from "./presence/presence.ts";
import { reactionsOf, startReactions } from "./reactions.ts";
import { createDueTickets } from "./recurrences/run.ts";
import { releaseRest } from "./release-users.ts";
import { forgetReplies } from "./replies/replies.ts";
import { startSending } from "./replies/sending.ts";
import { sendDueReports } from "./report-emails/send.ts";
import { keepRouting, startAvailability } from "./routing/availability.ts";
import { startSla } from "./sla/keep-time.ts";
import { endDueSnoozes } from "./snoozes/snoozes.ts";
import { sendSurveys } from "./surveys/send.ts";
import { deleteOrphanedTemplates } from "./ticket-templates/templates.ts";
import { finishCompanyRestores, finishCompanyTrash } from "./tickets/company-trash.ts";
import { compactTally } from "./tickets/tally.ts";
import { emptyTrash } from "./tickets/trash.ts";
import { deleteExpiredLinks } from "./users/password-links.ts";
import { forgetSessions } from "./users/sessions.ts";
import { forgetDeletedViews } from "./views/deleted.ts";

interface Job {
  name: string;
  /** Its schedule (cron, UTC). */
  schedule: string;
  /** Whether several servers may run it at the same time. */
  isShared?: boolean;
  run(docket: Docket & Pick<App["intake"], "keepDays"> & Pick<App, "mail">): Promise<void>;
}

// the statements of pg-boss are short: one that takes longer has lost its connection, and is repeated on another
const LASTING = { query_timeout: 60_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

/** A job whose server was killed runs again after this time. */
const HEARTBEAT = { heartbeatSeconds: 60 };

// every background job and its schedule
const jobs: readonly Job[] = [
  { name: "sum-tally", schedule: "* * * * *", run: ({ db }) => transact(db, compactTally) },
  { name: "flush-search-indexes", schedule: "* * * * *", run: async ({ db }) => void (await flushPendingLists(db)) },
  { name: "empty-trash", schedule: "17 3 * * *", run: ({ db }) => emptyTrashes(db) },
  { name: "run-automations", schedule: "* * * * *", run: ({ db, mail }) => runTimedAutomations(db, mail) },
  { name: "send-surveys", schedule: "* * * * *", run: ({ mail }) => sendSurveys(mail) },
  { name: "route-tickets", schedule: "* * * * *", run: ({ db }) => keepRouting(db) },
  {
    name: "create-recurring-tickets",
    schedule: "* * * * *",
    run: async ({ db, zone, log }) => void (await createDueTickets(db, zone, log)),
  },
  { name: "send-reports", schedule: "* * * * *", run: async ({ mail, log }) => void (await sendDueReports(mail, log)) },
  { name: "end-snoozes", schedule: "* * * * *", run: ({ db }) => endDueSnoozes(db) },
  // for articles from before an upgrade, or published by an older server during it
  { name: "split-article-texts", schedule: "* * * * *", run: ({ db }) => splitAllTexts(db) },
  { name: "release-tickets", schedule: "* * * * *", run: ({ db }) => releaseRest(db) },
  { name: "trash-tickets", schedule: "* * * * *", run: ({ db }) => finishCompanyTrash(db) },
  { name: "restore-tickets", schedule: "* * * * *", run: ({ db }) => finishCompanyRestores(db) },
  { name: "resume-bulk-changes", schedule: "* * * * *", isShared: true, run: resumeBulk },
  { name: "forget-expired", schedule: "7 * * * *", run: ({ db }) => forgetExpired(db) },
  { name: "delete-old-emails", schedule: "47 3 * * *", run: ({ db, keepDays }) => deleteOldEmails(db, keepDays) },
  // bytes: of deleted files, and of uploads that no row ever named
  { name: "remove-files", schedule: "*/10 * * * *", run: (docket) => removeUnclaimed(docket) },
  // rows of files that were uploaded for a draft and never attached; "remove-files" then deletes their bytes
  { name: "sweep-draft-files", schedule: "27 4 * * *", run: async ({ db }) => void (await sweepFiles(db)) },
  { name: "sweep-staged-imports", schedule: "57 * * * *", run: ({ db }) => sweepStaging(db) },
  // parts of uploads that broke off before the store had the whole file
  { name: "sweep-uploads", schedule: "37 * * * *", run: ({ storage }) => storage.sweep() },
];

async function emptyTrashes(db: Db): Promise<void> {
  await emptyTrash(db);
  await deleteExpiredRecords(db);
}

async function deleteOldEmails(db: Db, days: number): Promise<void> {
  await deleteOldSources(db, days);
  await deleteOldTexts(db, days);
}

async function forgetExpired(db: Db): Promise<void> {
  await forgetKeys(db);
  await deleteExpiredAttempts(db);
  await forgetSessions(db);
  await deleteExpiredLinks(db);
  await deleteExpiredPortalLinks(db);
  await forgetBulk(db);
  await forgetReplies(db);
  await deleteOldRuns(db);
  await deleteOldSearches(db);
  await deleteOrphanedMacros(db);
  await deleteOrphanedTemplates(db);
  await forgetDeletedViews(db);
  await sweepPresence(db);
}

type Running = Pick<App, "docket" | "mail" | "intake" | "metrics">;

/**
 * Starts the worker of background jobs, the sending of replies, and reactions; the returned function waits for running
 * ones. `takeIn` starts the intake of emails.
 */
export async function startJobs(
  connection: Connection,
  app: Running,
  log: Log,
  takeIn: (intake: Intake) => () => Promise<void> = startIntake,
): Promise<() => Promise<void>> {
  const { docket, mail, intake } = app;
  const boss = new PgBoss({ ...connection, ...LASTING, max: 3, application_name: "docket jobs" });
  boss.on("error", (error) => log.warn({ err: error }, "the job queue reported an error"));
  await whenConnectable(log, () => boss.start());
  for (const job of jobs) await schedule(boss, job, app, log);
  const bulk = await watchBulk(connection, docket);
  // a loop of its own: pg-boss gives the work of a dead worker to another one only after a minute
  const stopSending = startSending(docket);
  const stopReactions = startReactions(docket.db, log, reactionsOf(mail));
  const stopDelivery = startDelivery(mail);
  const stopSla = startSla(mail);
  const stopAvailability = startAvailability(docket.db, log);
  const stopIntake = takeIn(intake);
  const stopImap = startImap(intake);
  return async () => {
    await stopImap();
    await stopIntake();
    await stopDelivery();
    await stopAvailability();
    await stopSla();
    await stopReactions();
    await stopSending();
    await bulk.close();
    await boss.stop({ graceful: true, timeout: 10_000 });
  };
}

async function schedule(boss: PgBoss, job: Job, { docket, mail, intake, metrics }: Running, log: Log): Promise<void> {
  await boss.createQueue(job.name, {
    policy: job.isShared ? "standard" : "singleton",
    retryLimit: 2,
    expireInSeconds: 600,
    ...HEARTBEAT,
  });
  // one that an older version created waits for its expiry instead
  if ((await boss.getQueue(job.name))?.heartbeatSeconds !== HEARTBEAT.heartbeatSeconds)
    await boss.updateQueue(job.name, HEARTBEAT);
  await boss.schedule(job.name, job.schedule);
  await boss.work(job.name, async () => {
    try {
      await job.run({ ...docket, keepDays: intake.keepDays, mail });
      metrics.jobRan(job.name, "done");
      log.debug({ job: job.name }, "job done");
    } catch (error) {
      metrics.jobRan(job.name, "failed");
      log.error({ err: error, job: job.name }, "a background job failed and will be retried");
      throw error;
    }
  });
}
