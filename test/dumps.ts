import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ImportOptions, type ImportOutcome, importDump } from "../server/import/import.ts";
import type { Remark } from "../server/import/remarks.ts";
import type { World } from "./world.ts";

export type DumpRow = { model: string; pk?: unknown; fields: Record<string, unknown> };

export const dumpId = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** A row in the format of dumpdata. */
export const dumpRow = (model: string, n: number, fields: Record<string, unknown>): DumpRow => ({
  model: `desk.${model}`,
  pk: dumpId(n),
  fields: { created_at: "2025-11-17T09:00:00Z", updated_at: "2025-11-17T09:00:00Z", ...fields },
});

export interface DumpImport extends ImportOutcome {
  remarks: Remark[];
  /** "cause: label" of each remark that is not a note. */
  problems: string[];
}

export async function importRows(
  world: World,
  rows: readonly DumpRow[],
  options: Partial<ImportOptions> & { media?: string | null; zone?: string; isZoneSet?: boolean } = {},
): Promise<DumpImport> {
  const path = join(world.folder, "dump.json");
  writeFileSync(path, JSON.stringify(rows));
  const remarks: Remark[] = [];
  const outcome = await importDump({
    db: world.database.db,
    storage: world.app.docket.storage,
    source: { path, media: options.media ?? null, zone: options.zone ?? "UTC", isZoneSet: options.isZoneSet ?? true },
    options,
    progress: { read() {}, write() {} },
    onRemark: (remark) => remarks.push(remark),
  });
  const problems = remarks.filter(({ level }) => level !== "note").map(({ cause, label }) => `${cause}: ${label}`);
  return { ...outcome, remarks, problems };
}
