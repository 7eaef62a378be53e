import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { exportDump } from "../import/export.ts";
import { openMigrated, openStorage } from "../open.ts";
import { openLog } from "../platform/log.ts";
import { refuseSwallowed } from "./npm-options.ts";
import { UsageError } from "./usage-error.ts";

const USAGE = "Usage: npm run export -- DUMP.json [--media FOLDER] [--app NAME]";
const HELP = `npm run export -- DUMP.json [--media FOLDER] [--app NAME]

Writes a dump that the Django backend reads (manage.py loaddata DUMP.json): users, companies, contacts, zones, tickets, comments
and attachments, as of one moment, without the trash.

--media FOLDER  copy the attachments' files into this folder
--app NAME      the name of the Django app [crm_app]

Passwords are argon2 hashes: the Django backend needs argon2-cffi. Works whether or not the server is running.`;

export async function run(args: string[]): Promise<void> {
  const options = {
    help: { type: "boolean", short: "h" },
    media: { type: "string" },
    app: { type: "string", default: "crm_app" },
  } as const;
  refuseSwallowed("export", options);
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (values.help) return console.log(HELP);
  const [path] = positionals;
  if (!path || positionals.length > 1) throw new UsageError(USAGE);
  if (!/^\w{1,100}$/.test(values.app))
    throw new UsageError(`--app must be the name of a Django app, not ${values.app}.`);
  const config = readConfig(process.env);
  const log = openLog(config.logLevel, process.stderr);
  const { database, close } = await openMigrated(config, log);
  try {
    const { counts, files, missing } = await exportDump({
      ...{ db: database.db, storage: await openStorage(config, log) },
      ...{ path, app: values.app, media: values.media ?? null },
    });
    for (const { model, rows } of counts) console.log(model.padEnd(18) + rows.toLocaleString("en").padStart(13));
    if (values.media) console.log(`${"files".padEnd(18)}${files.toLocaleString("en").padStart(13)}`);
    if (missing > 0) {
      console.log(`${missing.toLocaleString("en")} attachments have no file here.`);
      process.exitCode = 1;
    }
    console.log(`Wrote ${path}. Read it there: python manage.py loaddata ${path}`);
  } finally {
    await close();
  }
}
