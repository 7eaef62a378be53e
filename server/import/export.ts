import { open } from "node:fs/promises";
import { type Db, query } from "../platform/database.ts";
import type { Storage } from "../platform/storage.ts";
import { copyOut, exportedFile } from "./export-files.ts";
import { MODEL_NAMES, MODELS, type Model, type ModelName } from "./models.ts";

export interface Export {
  db: Db;
  storage: Storage;
  /** The dump that is written. */
  path: string;
  /** The name of the Django app; the part before the dot of each model. */
  app: string;
  /** The folder that files are copied to; null to copy none. */
  media: string | null;
}

export interface ExportCounts {
  counts: { model: ModelName; rows: number }[];
  files: number;
  /** Attachments whose bytes are missing here. */
  missing: number;
}

const PAGE = 500;
// columns that the Django backend requires but that may be empty here
const NO_COMPANY = "00000000-0000-4000-8000-00000000d0c7";

/** Writes a dump for the Django backend's `loaddata`: everything at one moment, without the trash. */
export async function exportDump({ db, storage, path, app, media }: Export): Promise<ExportCounts> {
  const file = await open(path, "w");
  let counts: ExportCounts["counts"] = [];
  try {
    await db.connect(async (db) => {
      await query(db, "set statement_timeout = 0");
      try {
        counts = await db.transact(async (db) => {
          await query(db, "set transaction isolation level repeatable read, read only");
          // a repeated transaction writes the file again from its beginning
          await file.truncate(0);
          return writeRows(db, app, (text) => file.write(text, null));
        });
      } finally {
        await query(db, "reset statement_timeout");
      }
    });
  } finally {
    await file.close();
  }
  const files = media ? await copyOut(db, storage, media) : { files: 0, missing: 0 };
  return { counts, ...files };
}

async function writeRows(
  db: Db,
  app: string,
  write: (text: string) => Promise<unknown>,
): Promise<ExportCounts["counts"]> {
  const counts: ExportCounts["counts"] = [];
  let separator = "[\n";
  const add = async (rows: { text: string }[]) => {
    if (rows.length === 0) return;
    await write(separator + rows.map(({ text }) => text).join(",\n"));
    separator = ",\n";
  };
  for (const model of MODEL_NAMES) {
    let rows = 0;
    if (model === "company") {
      const stand = await query<{ text: string }>(db, STAND_IN, [app]);
      await add(stand);
      rows += stand.length;
    }
    for (let after: string | null = null; ; ) {
      const page: { id: string; text: string }[] = await query(db, selectRows(model), [app, after]);
      await add(page);
      rows += page.length;
      if (page.length < PAGE) break;
      after = page.at(-1)!.id;
    }
    counts.push({ model, rows });
  }
  await write(separator === "[\n" ? "[]\n" : "\n]\n");
  return counts;
}

const PRESENT_TICKET = "exists (select from tickets t where t.id = r.ticket and t.deleted_at is null)";
const HAS_COMPANY = "exists (select from companies c where c.id = r.company and c.deleted_at is null)";
const PRESENT: Partial<Record<ModelName, string>> = {
  company: "r.deleted_at is null",
  contact: `(r.company is null or ${HAS_COMPANY})`,
  zone: HAS_COMPANY,
  ticket: "r.deleted_at is null",
  ticketcomment: PRESENT_TICKET,
  ticketattachment: PRESENT_TICKET,
};
const EXTRA: Partial<Record<ModelName, string>> = {
  user: "'is_superuser', r.role = 'Admin', 'is_staff', r.role = 'Admin', 'groups', '[]'::json, 'user_permissions', '[]'::json",
  ticketattachment: "'updated_at', wire_time(r.created_at)",
};

function selectRows(model: ModelName): string {
  const { table, columns }: Model = MODELS[model];
  const fields = Object.keys(columns).map((column) => `'${column}', ${exportedValue(model, column)}`);
  const extra = EXTRA[model] ? [EXTRA[model]] : [];
  return `select r.id,
    json_build_object('model', $1 || '.${model}', 'pk', r.id, 'fields',
        json_build_object(${[...fields, ...extra].join(", ")}))::text as text
    from ${table} r
    where ($2::uuid is null or r.id > $2::uuid) and ${PRESENT[model] ?? "true"}
    order by r.id limit ${PAGE}`;
}

function exportedValue(model: ModelName, column: string): string {
  const { columns, relations }: Model = MODELS[model];
  if (model === "ticketattachment" && column === "file") return exportedFile("r");
  if (model === "contact" && column === "email") return EXPORTED_EMAIL;
  const relation = relations.find((each) => each.column === column);
  if (column === "company") return `coalesce(r.company, '${NO_COMPANY}')`;
  // deleted users and records are not in the dump
  if (relation && !relation.isRequired)
    return `(
      select o.id
      from ${relation.table} o
      where o.id = r.${column})`;
  if (columns[column]!.kind === "time") return `wire_time(r.${column})`;
  // Django writes the algorithm in front of the PHC string
  if (column === "password")
    return "case when r.password like '$argon2%' then 'argon2' || r.password else r.password end";
  return `r.${column}`;
}

// the Django backend allows one contact without an address per company; others get an address that leads nowhere
const EXPORTED_EMAIL = `case
  when r.email = '' and exists (select from contacts o
    where o.company is not distinct from r.company and o.email = '' and o.id < r.id)
  then 'no-email-' || r.id || '@docket.invalid'
  else r.email end`;

const STAND_IN = `select json_build_object('model', $1 || '.company', 'pk', '${NO_COMPANY}', 'fields',
    json_build_object('name', 'No company (Docket)', 'created_at', wire_time(now()), 'updated_at',
        wire_time(now())))::text as text
  where exists (select from tickets where company is null and deleted_at is null)
    or exists (select from contacts where company is null)`;
