import { mkdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Config, readConfig } from "../config.ts";
import { importDump } from "../import/import.ts";
import { openProgress } from "../import/progress.ts";
import { openReport } from "../import/report.ts";
import { checkSpace, databaseBytes, diskFullAdvice, type Need } from "../import/space.ts";
import { undoImports } from "../import/undo.ts";
import { verifyDump } from "../import/verify.ts";
import { openMigrated, openStorage } from "../open.ts";
import type { Db } from "../platform/database.ts";
import { type Log, openLog } from "../platform/log.ts";
import { hasAdmin, NO_ADMIN } from "./first-admin.ts";
import { refuseSwallowed } from "./npm-options.ts";
import { UsageError } from "./usage-error.ts";

const USAGE = "Usage: npm run import -- DUMP.json [--media FOLDER]";
const HELP = `npm run import -- DUMP.json [--media FOLDER] [--dry-run] [--deletions] [--superusers-as-admins]
npm run import -- --verify DUMP.json
npm run import -- --undo

Imports a dumpdata file of the Django backend (JSON or JSON lines, also gzipped): users with their passwords, companies,
contacts, zones, tickets, comments and attachments, with their IDs, numbers, times and authors.

--media FOLDER          the media folder with the attachments' files; the files are copied
--dry-run               check everything and say what would happen; write nothing
--deletions             move to the trash what was deleted in the Django backend since the last import
--superusers-as-admins  make users with is_superuser Admins
--verify                compare every field of the dump with what is here, and write nothing
--undo                  delete everything that imports brought, as long as nothing has happened since
--ignore-disk           import even if the disk seems too small
--list FILE             write every remark to this file [import.txt in DATA_DIR]

Until you switch, import as often as you like: what changed in the Django backend and not here is updated, what changed on both
sides keeps its value here and is listed. Works whether or not the server is running; an interrupted import is completed by
the next one. Times without a time zone are in TZ_NAME, which has to be set then. Other models and fields are ignored.

Exit code: 0 if everything in the file is here now, 1 if anything was left out or, with --verify, differs.`;

const options = {
  help: { type: "boolean", short: "h" },
  media: { type: "string" },
  list: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  deletions: { type: "boolean", default: false },
  verify: { type: "boolean", default: false },
  undo: { type: "boolean", default: false },
  "ignore-disk": { type: "boolean", default: false },
  "superusers-as-admins": { type: "boolean", default: false },
} as const;

export async function run(args: string[]): Promise<void> {
  refuseSwallowed("import", options);
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [path] = positionals;
  if (values.help) return console.log(HELP);
  if (values.undo && !path) return withDocket(undo);
  if (!path || positionals.length > 1 || values.undo) throw new UsageError(USAGE);
  const dump = await stat(path).catch(() => null);
  if (!dump?.isFile()) throw new UsageError(`File not found: ${path}.`);
  const media = values.media ?? null;
  if (media && !(await stat(media).catch(() => null))?.isDirectory())
    throw new UsageError(`Folder not found: ${media}.`);
  await withDocket(async (docket) => {
    const { config, db } = docket;
    const list = values.list ?? join(config.dataDir, "import.txt");
    await mkdir(dirname(list), { recursive: true });
    const report = openReport(list);
    const source = { path, media, zone: config.zone, isZoneSet: Boolean(process.env.TZ_NAME) };
    const progress = openProgress(dump.size, process.stderr);
    if (values.verify) {
      await sayWhere(docket, `Comparing ${path} with`);
      return printResult(report.compare(await verifyDump(db, source, progress.read, report.add)));
    }
    const isDryRun = values["dry-run"];
    await sayWhere(docket, `${isDryRun ? "Dry run, nothing is written: importing" : "Importing"} ${path} into`);
    const isChecked = !isDryRun && !values["ignore-disk"];
    const outcome = await importDump({
      ...{ db, storage: await openStorage(config, docket.log), source, progress, onRemark: report.add },
      options: { isDryRun, deletions: values.deletions, superusersAsAdmins: values["superusers-as-admins"] },
      checkSpace: isChecked ? (bytes) => checkSpace(needsOf(docket, dump.size, bytes, path)) : undefined,
    }).catch((error: unknown) => {
      const advice = diskFullAdvice(error);
      throw advice ? new Error(advice) : error;
    });
    if (!isDryRun && !(await hasAdmin(db))) console.log(NO_ADMIN);
    // the last line says whether everything was imported
    printResult(report.finish(outcome, isDryRun));
  });
}

interface ImportContext {
  config: Config;
  log: Log;
  db: Db;
  /** The folder of the embedded database. */
  cluster: string | null;
}

async function withDocket(work: (docket: ImportContext) => Promise<void>): Promise<void> {
  const config = readConfig(process.env);
  const log = openLog(config.logLevel, process.stderr);
  const { database, embedded, close } = await openMigrated(config, log);
  try {
    await work({ config, log, db: database.db, cluster: embedded?.folder ?? null });
  } finally {
    await close();
  }
}

// the disk of a remote database cannot be measured
const needsOf = ({ config, cluster }: ImportContext, dumpBytes: number, fileBytes: number, path: string): Need[] => [
  ...(cluster ? [{ folder: cluster, bytes: databaseBytes(dumpBytes, path.endsWith(".gz")) }] : []),
  ...(config.s3 ? [] : [{ folder: config.dataDir, bytes: fileBytes }]),
];

async function undo(docket: ImportContext): Promise<void> {
  await sayWhere(docket, "Undoing all imports into");
  const counts = await undoImports(docket.db);
  for (const [model, rows] of counts)
    console.log(`${model.padEnd(18)}${rows.toLocaleString("en").padStart(15)} deleted`);
  console.log("Everything that was imported is deleted. A running server deletes the files within ten minutes.");
  if (!(await hasAdmin(docket.db))) console.log(NO_ADMIN);
}

function printResult({ text, isComplete }: { text: string; isComplete: boolean }): void {
  console.log(text);
  if (!isComplete) process.exitCode = 1;
}

/** Names the database and the folder of the files, because an import into the wrong ones is hard to undo. */
async function sayWhere({ db, config }: ImportContext, what: string): Promise<void> {
  const { databaseUrl, s3, dataDir, zone } = config;
  const [row] = await db.query<{ name: string }>("select current_database() as name");
  const server = databaseUrl ? ` on ${new URL(databaseUrl).host}` : "";
  const files = s3 ? `the bucket ${s3.bucket}` : resolve(dataDir, "files");
  console.log(`${what} the database ${row!.name}${server}. Files: ${files}. Times without a zone: ${zone}.`);
}
