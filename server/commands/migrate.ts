import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { openMigrated } from "../open.ts";
import { openLog } from "../platform/log.ts";

const HELP = `npm run migrate

Updates the schema of the database in DATABASE_URL, or of the embedded one. Safe to repeat and to run beside a server.`;

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { help: { type: "boolean", short: "h" } } });
  if (values.help) return console.log(HELP);
  const config = readConfig(process.env);
  const docket = await openMigrated(config, openLog(config.logLevel, process.stderr));
  console.log(
    docket.newMigrations.length > 0 ? `Applied ${docket.newMigrations.join(", ")}.` : "The database is up to date.",
  );
  await docket.close();
}
