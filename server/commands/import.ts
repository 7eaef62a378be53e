import { stat } from "node:fs/promises";
import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { type Count, importDump, type Outcome, type Remark } from "../import/import.ts";
import { openProgress } from "../import/progress.ts";
import { openMigrated, openStorage } from "../open.ts";
import { openLog } from "../platform/log.ts";
import { Misuse } from "./misuse.ts";

const HELP = `npm run import -- DUMP.json [--media FOLDER]

Imports a dumpdata file of the Django backend (JSON or JSON lines): users with their passwords, companies, contacts, zones,
tickets, comments and attachments, with their IDs, numbers, times and authors. --media is the media folder with the
attachments' files; the files are copied.

The whole file is checked before anything is written. Rows that cannot be imported are listed with the reason; all others
are imported. You can run it again: rows that exist are not changed, and an interrupted import is completed. Works whether
or not the server is running. Times without a time zone are in TZ_NAME. Other models and fields are ignored.

Exit code: 0 if every row was imported or already existed, 1 if any row was rejected.`;

export async function run(args: string[]): Promise<void> {
  const options = { help: { type: "boolean", short: "h" }, media: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [path] = positionals;
  if (values.help) return console.log(HELP);
  if (!path || positionals.length > 1) throw new Misuse("Usage: npm run import -- DUMP.json [--media FOLDER]");
  const dump = await stat(path).catch(() => null);
  if (!dump?.isFile()) throw new Misuse(`File not found: ${path}.`);
  const media = values.media ?? null;
  if (media && !(await stat(media).catch(() => null))?.isDirectory()) throw new Misuse(`Folder not found: ${media}.`);
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
      ([model, n]) => `${model}: ${n.toLocaleString("en")} rows ignored (Docket does not use this model)`,
    ),
    refused === 0
      ? "Everything was taken."
      : `Rejected: ${refused.toLocaleString("en")} rows, listed above with the reason.`,
  ].join("\n");
}
