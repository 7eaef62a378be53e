import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { openMigrated } from "../open.ts";
import { openLog } from "../platform/log.ts";

const HELP = `npm run migrate

Brings the database (DATABASE_URL, or the embedded one) up to date. Safe to repeat, and beside a running server.`;

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { help: { type: "boolean", short: "h" } } });
  if (values.help) return console.log(HELP);
  const config = readConfig(process.env);
  const opened = await openMigrated(config, openLog(config.logLevel, process.stderr));
  console.log(opened.migrated.length > 0 ? `Ran ${opened.migrated.join(", ")}.` : "The database is up to date.");
  await opened.close();
}
