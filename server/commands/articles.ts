import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { parseArgs } from "node:util";
import { ROLE_PERMISSIONS } from "../../wire/permissions.ts";
import { readConfig } from "../config.ts";
import { type ImportResult, importArticles, prepareImport } from "../knowledge/import.ts";
import { isZip, MAX_ENTRIES, type PackedFile, unzip } from "../knowledge/zip.ts";
import { openMigrated, openStorage } from "../open.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";
import { openLog } from "../platform/log.ts";
import { NO_ADMIN } from "./first-admin.ts";
import { refuseSwallowed } from "./npm-options.ts";
import { UsageError } from "./usage-error.ts";

const HELP = `npm run articles -- FOLDER [--publish]

Imports the Markdown and HTML documents of a folder or a zip archive with their pictures, as Knowledge → Import articles does:
folders become categories, links between documents lead to their articles. docs/knowledge.md describes the front matter.

--publish   publish the articles; otherwise they are drafts

Works whether or not the server is running. Exit code: 0 if every file was taken, 1 if any was refused.`;

const options = { help: { type: "boolean", short: "h" }, publish: { type: "boolean", default: false } } as const;

export async function run(args: string[]): Promise<void> {
  refuseSwallowed("articles", options);
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (values.help) return console.log(HELP);
  const [path] = positionals;
  if (!path || positionals.length > 1) throw new UsageError("Usage: npm run articles -- FOLDER [--publish]");
  const files = await filesAt(path);
  const config = readConfig(process.env);
  const log = openLog(config.logLevel, process.stderr);
  const { database, close } = await openMigrated(config, log);
  try {
    const { db, independentQuery } = database;
    const services = { independentQuery, log, storage: await openStorage(config, log) };
    const batch = await prepareImport(services, db, files);
    try {
      printResults(await importArticles(db, await firstAdmin(db), batch, values.publish));
    } finally {
      // deletes only pictures that no article uses
      await batch.drop();
    }
  } finally {
    await close();
  }
}

async function filesAt(path: string): Promise<PackedFile[]> {
  const stats = await stat(path).catch(() => null);
  if (!stats) throw new UsageError(`Folder not found: ${path}.`);
  if (stats.isFile()) {
    const bytes = await readFile(path);
    if (!isZip(bytes)) throw new UsageError(`Neither a folder nor a zip archive: ${path}.`);
    return unzip(bytes);
  }
  const entries = (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(path, join(parentPath, name)))
    .filter((file) => !file.split(sep).some((part) => part.startsWith(".")));
  if (entries.length > MAX_ENTRIES) throw new UsageError(`More than ${MAX_ENTRIES} files in ${path}.`);
  const files: PackedFile[] = [];
  for (const file of entries) files.push({ path: file.replaceAll(sep, "/"), bytes: await readFile(join(path, file)) });
  return files;
}

/** The articles are the work of the first Admin. */
async function firstAdmin(db: Db): Promise<Actor> {
  const [row] = await query<{ id: string }>(
    db,
    "select id from users where role = 'Admin' and is_active order by date_joined, id limit 1",
  );
  if (!row) throw new Error(NO_ADMIN);
  return { kind: "user", id: row.id, role: "Admin", permissions: ROLE_PERMISSIONS.Admin, session: null, via: "api" };
}

function printResults(results: readonly ImportResult[]): void {
  for (const { path, reason, warnings } of results) {
    console.log(`${path}: ${reason || "imported"}`);
    for (const warning of warnings) console.log(`  ${warning}`);
  }
  const refusedCount = results.filter(({ article }) => article === null).length;
  console.log(`Imported: ${results.length - refusedCount}. Refused: ${refusedCount}.`);
  if (refusedCount > 0) process.exitCode = 1;
}
