import { mkdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Config, readConfig } from "../config.ts";
import { importDump } from "../import/import.ts";
import { openProgress } from "../import/progress.ts";
import { openReport } from "../import/report.ts";
import { verifyDump } from "../import/verify.ts";
import { openMigrated, openStorage } from "../open.ts";
import type { Db } from "../platform/database.ts";
import { openLog } from "../platform/log.ts";
import { hasAdmin, NO_ADMIN } from "./first-admin.ts";
import { UsageError } from "./usage-error.ts";

const USAGE = "Usage: npm run import -- DUMP.json [--media FOLDER]";
const HELP = `npm run import -- DUMP.json [--media FOLDER] [--dry-run] [--deletions] [--superusers-as-admins]
npm run import -- --verify DUMP.json

Imports a dumpdata file of the Django backend (JSON or JSON lines, also gzipped): users with their passwords, companies,
contacts, zones, tickets, comments and attachments, with their IDs, numbers, times and authors.

--media FOLDER          the media folder with the attachments' files; the files are copied
--dry-run               check everything and say what would happen; write nothing
--deletions             move to the trash what was deleted in the old backend since the last import
--superusers-as-admins  make users with is_superuser Admins
--verify                compare every field of the dump with what is here, and write nothing
--list FILE             write every remark to this file [import.txt in DATA_DIR]

Until you switch, import as often as you like: what changed in the old backend and not here is updated, what changed on both
sides keeps its value here and is listed. Works whether or not the server is running; an interrupted import is completed by
the next one. Times without a time zone are in TZ_NAME. Other models and fields are ignored.

Exit code: 0 if everything in the file is here now, 1 if anything was left out or, with --verify, differs.`;

const options = {
  help: { type: "boolean", short: "h" },
  media: { type: "string" },
  list: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  deletions: { type: "boolean", default: false },
  verify: { type: "boolean", default: false },
  "superusers-as-admins": { type: "boolean", default: false },
} as const;

export async function run(args: string[]): Promise<void> {
  refuseSwallowed(process.env);
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [path] = positionals;
  if (values.help) return console.log(HELP);
  if (!path || positionals.length > 1) throw new UsageError(USAGE);
  const dump = await stat(path).catch(() => null);
  if (!dump?.isFile()) throw new UsageError(`File not found: ${path}.`);
  const media = values.media ?? null;
  if (media && !(await stat(media).catch(() => null))?.isDirectory())
    throw new UsageError(`Folder not found: ${media}.`);
  const config = readConfig(process.env);
  const log = openLog(config.logLevel, process.stderr);
  const { database, close } = await openMigrated(config, log);
  const list = values.list ?? join(config.dataDir, "import.txt");
  await mkdir(dirname(list), { recursive: true });
  const report = openReport(list);
  const source = { path, media, zone: config.zone };
  const progress = openProgress(dump.size, process.stderr);
  try {
    if (values.verify) {
      await sayWhere(database.db, config, `Comparing ${path} with`);
      const verdict = await verifyDump(database.db, source, progress.read, report.add);
      return tell(report.compare(verdict));
    }
    const isDryRun = values["dry-run"];
    await sayWhere(
      database.db,
      config,
      `${isDryRun ? "Dry run, nothing is written: importing" : "Importing"} ${path} into`,
    );
    const outcome = await importDump({
      ...{ db: database.db, storage: await openStorage(config, log), source, progress, onRemark: report.add },
      options: { isDryRun, deletions: values.deletions, superusersAsAdmins: values["superusers-as-admins"] },
    });
    tell(report.finish(outcome, isDryRun));
    if (!isDryRun && !(await hasAdmin(database.db))) console.log(NO_ADMIN);
  } finally {
    await close();
  }
}

function tell({ text, isComplete }: { text: string; isComplete: boolean }): void {
  console.log(text);
  if (!isComplete) process.exitCode = 1;
}

/** Names the database and the place of the files: what is imported into the wrong ones is hard to take back. */
async function sayWhere(db: Db, { databaseUrl, s3, dataDir, zone }: Config, what: string): Promise<void> {
  const [row] = await db.query<{ name: string }>("select current_database() as name");
  const server = databaseUrl ? ` on ${new URL(databaseUrl).host}` : "";
  const files = s3 ? `the bucket ${s3.bucket}` : resolve(dataDir, "files");
  console.log(`${what} the database ${row!.name}${server}. Files: ${files}. Times without a zone: ${zone}.`);
}

// `npm run import x --media=DIR` gives the option to npm, which passes it on in the environment only
function refuseSwallowed(env: NodeJS.ProcessEnv): void {
  for (const name of ["media", "deletions", "superusers_as_admins", "list", "dry_run"])
    if (env.npm_lifecycle_event === "import" && env[`npm_config_${name}`] !== undefined)
      throw new UsageError(
        `npm took --${name.replaceAll("_", "-")} for itself. ${USAGE.replace("Usage: ", "Put -- before the options: ")}`,
      );
}
