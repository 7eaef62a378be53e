import { type Db, query } from "../platform/database.ts";
import { isRising } from "./fields.ts";
import { type ImportSource, stageDump, withStaging } from "./import.ts";
import { MODEL_NAMES, MODELS, type Model, type ModelName } from "./models.ts";
import { type Cause, eachRemark, listCauses, type Remark } from "./remarks.ts";
import { stagedTable } from "./staging.ts";

export interface Verdict {
  /** The number of rows of the dump that were compared. */
  rows: number;
  causes: Cause[];
  onlyHere: { model: ModelName; rows: number }[];
}

/** Compares every field of a dump with the data here; writes nothing. */
export const verifyDump = (
  db: Db,
  source: ImportSource,
  onRead: (bytes: number) => void,
  onRemark: (remark: Remark) => void,
): Promise<Verdict> =>
  withStaging(db, source, async (connections) => {
    const [db] = connections;
    await stageDump(connections, source, { superusersAsAdmins: false }, onRead);
    // rows that cannot be imported stay listed; advice about the import is left out
    await query(db, "delete from remarks where level <> 'refused'");
    await creditUsers(db);
    const onlyHere = [];
    let rows = 0;
    for (const model of MODEL_NAMES) {
      await listMissing(db, model);
      await listDifferences(db, model);
      const [count] = await query<{ rows: number; only: number }>(
        db,
        `select (select count(*)::int from ${stagedTable(model)}) as rows,
          (select count(*)::int from ${MODELS[model].table} r
           where not exists (select from ${stagedTable(model)} s where s.id = r.id)) as only`,
      );
      rows += count!.rows;
      if (count!.only > 0) onlyHere.push({ model, rows: count!.only });
    }
    await eachRemark(db, onRemark);
    return { rows, causes: await listCauses(db), onlyHere };
  });

// users with the same username and another ID were credited with their work
async function creditUsers(db: Db): Promise<void> {
  await query(
    db,
    `insert into same_users (old, same) select s.id, r.id from staged_users s
     join users r on r.username = s.username
     where r.id <> s.id and not exists (select from users o where o.id = s.id)`,
  );
  for (const model of MODEL_NAMES)
    for (const { column, table } of MODELS[model].relations)
      if (table === "users")
        await query(
          db,
          `update ${stagedTable(model)} s set ${column} = u.same from same_users u where u.old = s.${column}`,
        );
}

const listMissing = (db: Db, model: ModelName) => {
  const { table, label } = MODELS[model];
  return query(
    db,
    `insert into remarks (model, pk, label, cause, level)
     select '${model}', s.id::text, ${label},
       case when exists (select from deleted_ids g where g.id = s.id) then 'was deleted here' else 'is not here' end,
       'differs'
     from ${stagedTable(model)} s
     where s.outcome is null and not exists (select from ${table} r where r.id = s.id)`,
  );
};

// the real size of a file is measured when it is copied
const NOT_COMPARED: Partial<Record<ModelName, string[]>> = { ticketattachment: ["size"] };

async function listDifferences(db: Db, model: ModelName): Promise<void> {
  const { table, label, columns }: Model = MODELS[model];
  const names = Object.keys(columns).filter((name) => !NOT_COMPARED[model]?.includes(name));
  const values = names.map((name) => `('${name}', s.${name}::text, r.${name}::text, ${differs(name)})`);
  await query(
    db,
    `insert into remarks (model, pk, label, cause, detail, level)
     select '${model}', s.id::text, ${label}, x.field || ' differs',
       case when x.field <> 'password' then 'there ' || coalesce(to_json(left(x.there, 60))::text,
           'null') || ', here ' || coalesce(to_json(left(x.here, 60))::text, 'null')
         end, 'differs'
     from ${stagedTable(model)} s join ${table} r on r.id = s.id,
       lateral (values ${values.join(", ")}) x (field, there, here, differs)
     where s.outcome is null and x.differs`,
  );
}

function differs(column: string): string {
  if (isRising(column)) return `coalesce(s.${column} > r.${column}, s.${column} is not null and r.${column} is null)`;
  // a hash that argon2id replaced at the first sign-in stands for the same password
  if (column === "password") return "s.password <> r.password and hashtext(r.password) is distinct from r.rehashed";
  return `s.${column} is distinct from r.${column}`;
}
