import { type Db, query } from "../platform/database.ts";
import { MODELS, type ModelName } from "./models.ts";

/**
 * The outcome of a row: `refused` and `incomplete` leave something out, `kept` keeps Docket's value of a field that
 * changed on both sides, `differs` is a difference found by a comparison, `note` needs a look.
 */
export type Level = "refused" | "incomplete" | "kept" | "differs" | "note";

export interface Remark {
  model: string;
  pk: string;
  /** A username, a name or a ticket number. */
  label: string;
  /** The same for all rows with this problem. */
  cause: string;
  detail: string | null;
  level: Level;
}

export const openRemarks = (db: Db, create: string) =>
  query(
    db,
    `${create}remarks (n int generated always as identity, model text, pk text, label text, cause text, detail text, level text)`,
  );

/** The text of an insert of a remark for each row of `source`, which selects staged rows `s`. */
export const remarkFrom = (
  model: ModelName,
  source: string,
  { level, cause, detail = "null" }: { level: Level; cause: string; detail?: string },
): string =>
  `insert into remarks (model, pk, label, cause, detail, level)
   select '${model}', s.id::text, ${MODELS[model].label}, ${cause}, ${detail}, '${level}' from ${source}`;

export const addRemarks = (db: Db, remarks: readonly Remark[]): Promise<unknown> =>
  query(
    db,
    `insert into remarks (model, pk, label, cause, detail, level)
     select model, pk, label, cause, detail, level
     from json_to_recordset($1::json) as x (model text, pk text, label text, cause text, detail text, level text)`,
    [JSON.stringify(remarks)],
  );

/** Passes on every remark, a page at a time, because there may be one for each row. */
export async function eachRemark(db: Db, onRemark: (remark: Remark) => void): Promise<void> {
  let after = 0;
  for (;;) {
    const rows = await query<Remark & { n: number }>(
      db,
      "select n, model, pk, label, cause, detail, level from remarks where n > $1 order by n limit 1000",
      [after],
    );
    for (const { n: _, ...row } of rows) onRemark(row);
    if (rows.length < 1000) return;
    after = rows.at(-1)!.n;
  }
}

export interface Cause {
  level: Level;
  model: string;
  cause: string;
  rows: number;
  /** The first rows with this problem. */
  labels: string[];
}

/** The causes of all remarks, one a line. */
export const listCauses = (db: Db): Promise<Cause[]> =>
  query<Cause>(
    db,
    `select level, model, cause, count(*) as rows,
       (array_agg(left(label, 40) || case when cardinality(string_to_array(detail, chr(10))) = 1
         and length(detail) <= 60 then ' (' || detail || ')' else '' end
         order by n) filter (where label is not null))[1:5] as labels
     from remarks group by level, model, cause
     order by array_position(array['refused', 'incomplete', 'kept', 'differs', 'note'], level), count(*) desc, cause`,
  );
