import { stat } from "node:fs/promises";
import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { type Count, importDump, type Outcome, type Remark } from "../import/import.ts";
import { openProgress } from "../import/progress.ts";
import { openMigrated, openStorage } from "../open.ts";
import { openLog } from "../platform/log.ts";
import { Misuse } from "./misuse.ts";

const HELP = `npm run import -- DUMP.json [--media DIR]

Takes over the data of the Django backend from what its dumpdata wrote (a JSON list, or JSON lines): users with their
passwords, companies, contacts, zones, tickets, comments and attachments, with their ids, numbers, times and authors.
--media names the media folder that the attachments' files are in; they are copied.

The file is read and checked as a whole before anything is written. Rows that cannot be taken are listed with their
reason, and the rest is taken. Running it again changes nothing, and completes a run that was broken off. A server may
run meanwhile. Times without a zone are of TZ_NAME. Other models and fields are passed over.

Exit code: 0 when every row was taken or was there already, 1 when some were refused.`;

export async function run(args: string[]): Promise<void> {
  const options = { help: { type: "boolean", short: "h" }, media: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [path] = positionals;
  if (values.help) return console.log(HELP);
  if (!path || positionals.length > 1)
    throw new Misuse("Name one file, as in: npm run import -- dump.json --media media");
  const dump = await stat(path).catch(() => null);
  if (!dump?.isFile()) throw new Misuse(`There is no file ${path}.`);
  const media = values.media ?? null;
  if (media && !(await stat(media).catch(() => null))?.isDirectory()) throw new Misuse(`There is no folder ${media}.`);
  const config = readConfig(process.env);
  const log = openLog(config.logLevel, process.stderr);
  const { database, close } = await openMigrated(config, log);
  try {
    const outcome = await importDump({
      db: database.db,
      storage: await openStorage(config, log),
      source: { path, media, zone: config.zone },
      progress: openProgress(dump.size, process.stderr),
      onRemark: (remark) => console.log(line(remark)),
    });
    console.log(summary(outcome));
    if (outcome.refused > 0) process.exitCode = 1;
  } finally {
    await close();
  }
}

const line = ({ model, pk, reason, is_refused }: Remark) =>
  `${is_refused ? "not taken" : "note"}: ${model} ${pk}: ${reason}`;

function summary({ counts, skipped, refused }: Outcome): string {
  const cell = (value: string | number) => value.toLocaleString("en").padStart(16);
  const row = ({ model, taken, there, deleted, refused }: Count) =>
    model.padEnd(18) + [taken, there, deleted, refused].map(cell).join("");
  return [
    " ".repeat(18) + ["taken", "already there", "deleted since", "not taken"].map(cell).join(""),
    ...counts.map(row),
    ...[...skipped].map(
      ([model, n]) => `${model}: ${n.toLocaleString("en")} rows passed over, Docket has no use for them`,
    ),
    refused === 0
      ? "Everything was taken."
      : `Not taken: ${refused.toLocaleString("en")}, each listed above with its reason.`,
  ].join("\n");
}
