import { parseArgs } from "node:util";
import { type Config, ConfigProblem, loadSecretKey, readConfig } from "../config.ts";
import { checkMailbox } from "../mailboxes/check.ts";
import { type Resolver, systemResolver } from "../mailboxes/dns.ts";
import { oauthApps } from "../mailboxes/oauth-apps.ts";
import { openStorage } from "../open.ts";
import { type Database, openDatabase, query } from "../platform/database.ts";
import { checkServer } from "../platform/database-server.ts";
import { freeBytesOf } from "../platform/disk-space.ts";
import { openEmbedded } from "../platform/embedded-postgres.ts";
import { type Log, openLog } from "../platform/log.ts";
import { openSealing } from "../platform/sealing.ts";
import {
  checkCertificate,
  checkClock,
  checkDatabase,
  checkDisks,
  checkPublicUrl,
  checkStorage,
  type Line,
  look,
} from "./checkup.ts";

const HELP = `npm run doctor [-- --send]

Checks the settings, the database, clocks, disks, files, PUBLIC_URL with its certificate, and each enabled mailbox: its servers up
to the sign-in, and the records of its domain. Prints a line for each check. It leaves nothing behind.

--send  also send a test email from each mailbox to itself

Exit codes: 0 nothing has failed, 1 a check has failed, 2 wrong options.`;

const MARKS = { ok: "ok", warning: "WARNING", failed: "FAILED", skipped: "skipped" } as const;

export async function run(args: string[]): Promise<void> {
  const options = { help: { type: "boolean", short: "h" }, send: { type: "boolean" } } as const;
  const { values } = parseArgs({ args, options });
  if (values.help) return console.log(HELP);
  const counts = { ok: 0, warning: 0, failed: 0, skipped: 0 };
  const print = ({ name, result, detail }: Line) => {
    counts[result] += 1;
    console.log(`${MARKS[result].padEnd(8)} ${name}: ${detail}`);
  };
  await examine(process.env, { sendsTest: values.send ?? false, resolver: systemResolver, print });
  console.log(`\n${counts.ok} ok, ${counts.warning} warnings, ${counts.failed} failed.`);
  if (counts.failed > 0) process.exitCode = 1;
}

interface Examination {
  sendsTest: boolean;
  resolver: Resolver;
  print(line: Line): void;
}

export async function examine(env: NodeJS.ProcessEnv, examination: Examination): Promise<void> {
  const { print } = examination;
  let config: Config;
  try {
    config = readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigProblem)) throw error;
    for (const detail of error.message.split("\n")) print({ name: "settings", result: "failed", detail });
    return;
  }
  print({ name: "settings", result: "ok", detail: "Every setting can be read." });
  const log = openLog(config.logLevel, process.stderr);
  await examineDatabase(config, log, examination);
  const storage = await openStorage(config, log);
  print(await look("files", () => checkStorage(storage)));
  print(await look("PUBLIC_URL", () => checkPublicUrl(config), `${config.publicUrl} could not be reached: `));
  print(await look("certificate", () => checkCertificate(config)));
}

async function examineDatabase(config: Config, log: Log, examination: Examination): Promise<void> {
  const { print } = examination;
  let docket: Awaited<ReturnType<typeof open>>;
  try {
    docket = await open(config, log);
  } catch (error) {
    print({ name: "database", result: "failed", detail: (error as Error).message });
    return;
  }
  const { database, folder, close } = docket;
  try {
    const schema = await look("database", () => checkDatabase(database));
    print(schema);
    print(await look("clock", () => checkClock(database)));
    const folders = { database: folder, files: config.s3 ? null : config.dataDir };
    print(await look("disk", async () => checkDisks(await freeBytesOf(folders)())));
    if (schema.result === "ok") await examineMailboxes(config, database, examination);
  } finally {
    await close();
  }
}

/** Opens the database without migrating it. */
async function open(config: Config, log: Log) {
  const embedded = config.databaseUrl ? null : await openEmbedded({ dataDir: config.dataDir, log });
  const database = openDatabase(embedded?.connection ?? { connectionString: config.databaseUrl! }, {
    size: 2,
    onError: () => {},
  });
  const close = async () => {
    await database.close();
    await embedded?.close();
  };
  try {
    await checkServer(database.pool);
    return { database, folder: embedded?.folder ?? null, close };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}

async function examineMailboxes(
  config: Config,
  { db }: Database,
  { sendsTest, resolver, print }: Examination,
): Promise<void> {
  const mailboxes = await query<{ id: string; address: string }>(
    db,
    "select id, address from mailboxes where is_enabled order by address",
  );
  if (mailboxes.length === 0)
    return print({ name: "mailboxes", result: "skipped", detail: "No mailbox is enabled, so no email is sent." });
  const context = {
    db,
    sealing: openSealing(loadSecretKey(config)),
    addresses: { publicUrl: config.publicUrl, mediaUrl: config.mediaUrl },
    resolver,
    oauthApps: oauthApps(config.mailOAuth),
  };
  for (const { id, address } of mailboxes)
    for (const { step, ...finding } of await checkMailbox(context, id, sendsTest))
      print({ name: `${address} ${step.replace("_", " ")}`, ...finding });
}
