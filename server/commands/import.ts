import { stat } from "node:fs/promises";
import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { importDump } from "../import/import.ts";
import { openProgress } from "../import/progress.ts";
import { openReport } from "../import/report.ts";
import { openMigrated, openStorage } from "../open.ts";
import { openLog } from "../platform/log.ts";
import { hasAdmin, NO_ADMIN } from "./first-admin.ts";
import { Misuse } from "./misuse.ts";

const USAGE = "Usage: npm run import -- DUMP.json [--media FOLDER]";
const HELP = `npm run import -- DUMP.json [--media FOLDER] [--dry-run] [--deletions] [--superusers-as-admins]

Imports a dumpdata file of the Django backend (JSON or JSON lines, also gzipped): users with their passwords, companies,
contacts, zones, tickets, comments and attachments, with their IDs, numbers, times and authors.

--media FOLDER          the media folder with the attachments' files; the files are copied
--dry-run               check everything and say what would happen; write nothing
--deletions             move to the trash what was deleted in the old backend since the last import
--superusers-as-admins  make users with is_superuser Admins
--list FILE             write every remark to this file [docket-import.txt]

Until you switch, import as often as you like: what changed in the old backend and not here is updated, what changed on both
sides keeps its value here and is listed. Works whether or not the server is running; an interrupted import is completed by
the next one. Times without a time zone are in TZ_NAME. Other models and fields are ignored.

Exit code: 0 if everything in the file is here now, 1 if anything was left out.`;

const options = {
  help: { type: "boolean", short: "h" },
  media: { type: "string" },
  list: { type: "string", default: "docket-import.txt" },
  "dry-run": { type: "boolean", default: false },
  deletions: { type: "boolean", default: false },
  "superusers-as-admins": { type: "boolean", default: false },
} as const;

export async function run(args: string[]): Promise<void> {
  refuseSwallowed(process.env);
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [path] = positionals;
  if (values.help) return console.log(HELP);
  if (!path || positionals.length > 1) throw new Misuse(USAGE);
  const dump = await stat(path).catch(() => null);
  if (!dump?.isFile()) throw new Misuse(`File not found: ${path}.`);
  const media = values.media ?? null;
  if (media && !(await stat(media).catch(() => null))?.isDirectory()) throw new Misuse(`Folder not found: ${media}.`);
  const config = readConfig(process.env);
  const log = openLog(config.logLevel, process.stderr);
  const isDryRun = values["dry-run"];
  const { database, close } = await openMigrated(config, log);
  try {
    const report = openReport(values.list);
    const target = config.databaseUrl ? new URL(config.databaseUrl) : null;
    const [where] = await database.db.query<{ name: string }>("select current_database() as name");
    console.log(
      `Importing ${path} into the database ${where!.name}${target ? ` on ${target.host}` : " in DATA_DIR"}, files into ${config.s3 ? "the bucket" : config.dataDir}, times without a zone as ${config.zone}.${isDryRun ? " Dry run: nothing is written." : ""}`,
    );
    const outcome = await importDump({
      db: database.db,
      storage: await openStorage(config, log),
      source: { path, media, zone: config.zone },
      options: { isDryRun, deletions: values.deletions, superusersAsAdmins: values["superusers-as-admins"] },
      progress: openProgress(dump.size, process.stderr),
      onRemark: report.add,
    });
    const { text, isComplete } = report.finish(outcome, isDryRun);
    console.log(text);
    if (!isDryRun && !(await hasAdmin(database.db))) console.log(NO_ADMIN);
    if (!isComplete) process.exitCode = 1;
  } finally {
    await close();
  }
}

// `npm run import x --media=DIR` gives the option to npm, which passes it on in the environment only
function refuseSwallowed(env: NodeJS.ProcessEnv): void {
  for (const name of ["media", "deletions", "superusers_as_admins", "list", "dry_run"])
    if (env.npm_lifecycle_event === "import" && env[`npm_config_${name}`] !== undefined)
      throw new Misuse(
        `npm took --${name.replaceAll("_", "-")} for itself. ${USAGE.replace("Usage: ", "Put -- before the options: ")}`,
      );
}
