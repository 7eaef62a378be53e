import { type Db, query } from "../platform/database.ts";
import { endSessions } from "../users/users.ts";
import { followedColumns, hashesOf, hashOf, isRising } from "./fields.ts";
import { MODELS, type Model, type ModelName } from "./models.ts";
import { remarkFrom } from "./remarks.ts";
import { stagedTable } from "./staging.ts";

// A repeated import finds rows that an earlier one created. Three values of each field are compared: the one here (row r),
// the one in the dump (staged row s), and a hash of the one that the earlier import read (i). A field that changed only in
// the Django backend is updated; one that changed on both sides keeps its value here and is listed. Each staged row records
// the columns that are updated (`fresh`) and those that are kept (`kept`), in three steps: compare, keep names that
// another row has, write.

/** The staged rows of the batch $1 that exist here. */
const EXISTING = "s.batch = $1 and s.outcome = 'there'";
const IS_UPDATED = `${EXISTING} and cardinality(s.fresh) > 0`;

/** Updates the rows of a batch that an earlier import created. */
export async function merge(db: Db, model: ModelName, batch: number): Promise<void> {
  if (!(await compare(db, model, batch))) return;
  await keepSharedNames(db, model, batch);
  await listKept(db, model, batch);
  await write(db, model, batch);
  await rememberHashes(db, model, batch);
  const text = `
    update ${stagedTable(model)} s
    set outcome = 'updated'
    where ${IS_UPDATED}`;
  await query(db, text, [batch]);
}

/** How a column of a row differs between here, the dump and the earlier import, as conditions. */
interface Difference {
  /** The dump has another value, and not the one that the earlier import read. */
  isNews: string;
  /** The value here may be replaced. */
  isReplaceable: string;
}

function differenceOf(model: ModelName, columns: readonly string[], column: string): Difference {
  const place = columns.indexOf(column) + 1;
  const hashBefore = `i.hashes[${place}]`;
  const wasNotRead = `i.id is null or cardinality(i.hashes) < ${place}`;
  const hasChangedThere = `${hashOf(model, "s", column)} is distinct from ${hashBefore}`;
  const isUntouchedHere =
    column === "password"
      ? `hashtext(r.password) = ${hashBefore} or hashtext(r.password) = r.rehashed`
      : `${hashOf(model, "r", column)} is not distinct from ${hashBefore}`;
  return {
    isNews: `r.${column} is distinct from s.${column} and (${wasNotRead} or ${hasChangedThere})`,
    isReplaceable: isRising(column)
      ? `s.${column} > r.${column} or r.${column} is null`
      : `i.id is not null and (${isUntouchedHere})`,
  };
}

/** Records in each staged row which columns are updated and which are kept. Returns whether there are any. */
async function compare(db: Db, model: ModelName, batch: number): Promise<boolean> {
  const columns = followedColumns(model);
  const columnsIf = (condition: (column: string) => string) => {
    const cases = columns.map((column) => `case when ${condition(column)} then '${column}' end`);
    return `array_remove(array[${cases.join(",\n        ")}]::text[], null)`;
  };
  const isFresh = (column: string) => {
    const { isNews, isReplaceable } = differenceOf(model, columns, column);
    return `${isNews} and (${isReplaceable})`;
  };
  const isKept = (column: string) => {
    const { isNews, isReplaceable } = differenceOf(model, columns, column);
    // of two times, the later one wins on either side
    return isRising(column) ? "false" : `${isNews} and not (${isReplaceable})`;
  };
  const text = `
    update ${stagedTable(model)} s
    set
      fresh = ${columnsIf(isFresh)},
      kept = ${columnsIf(isKept)}
    from ${MODELS[model].table} r
    left join imported_rows i on i.id = r.id
    where ${EXISTING}
      and r.id = s.id
      and i.hashes is distinct from ${hashesOf(model, "s")}
    returning 1`;
  return (await query(db, text, [batch])).length > 0;
}

// A row keeps the name that it has here. Renamed rows give up their old names first, so that two rows can swap names.
async function keepSharedNames(db: Db, model: ModelName, batch: number): Promise<void> {
  const { table, unique }: Model = MODELS[model];
  if (!unique || unique.column === "ticket_number" || unique.column === "file") return;
  const { key, column, where = "true" } = unique;
  const source = stagedTable(model);
  const keyOf = (row: string) => key.replaceAll("r.", `${row}.`);
  const isRenamed = `${EXISTING} and '${column}' = any(s.fresh)`;
  const isTakenHere = `exists (
        select 1
        from ${table} r
        where ${where}
          and r.id <> s.id
          and ${key} = ${keyOf("s")}
          and not exists (
            select from ${source} o
            where o.id = r.id and '${column}' = any(o.fresh)))`;
  const isTakenInDump = `exists (
        select from ${source} o
        where o.n < s.n
          and '${column}' = any(o.fresh)
          and ${keyOf("o")} = ${keyOf("s")})`;
  const keepNames = `
    update ${source} s
    set fresh = array_remove(s.fresh, '${column}'), kept = s.kept || array['${column}']
    where ${isRenamed} and (${isTakenHere} or ${isTakenInDump})
    returning 1`;
  // a row that keeps its name may need the one that another row was to get
  while ((await query(db, keepNames, [batch])).length > 0);
  const giveUpNames = `
    update ${table} x
    set ${column} = x.id::text
    from ${source} s
    where s.id = x.id and ${isRenamed}`;
  await query(db, giveUpNames, [batch]);
}

/** Lists the fields that changed on both sides. */
async function listKept(db: Db, model: ModelName, batch: number): Promise<void> {
  const text = remarkFrom(model, `${stagedTable(model)} s, unnest(s.kept) field where ${EXISTING}`, {
    level: "kept",
    cause: "field || ' changed here and in the Django backend; the value here was kept'",
  });
  await query(db, text, [batch]);
}

/** Remembers what this import read, for the next one. */
async function rememberHashes(db: Db, model: ModelName, batch: number): Promise<void> {
  const text = `
    insert into imported_rows (id, model, hashes)
    select s.id, '${model}', ${hashesOf(model, "s")}
    from ${stagedTable(model)} s
    where ${EXISTING} and s.fresh is not null
    on conflict (id) do update set hashes = excluded.hashes`;
  await query(db, text, [batch]);
}

async function write(db: Db, model: ModelName, batch: number): Promise<void> {
  const { table }: Model = MODELS[model];
  const source = stagedTable(model);
  if (model === "user") await endSessionsOfChanged(db, batch);
  if (OF_TICKETS.includes(model)) await touchTickets(db, source, batch);
  await query(db, insertChanges(model), [batch]);
  const set = followedColumns(model).map(
    (column) => `${column} = case when '${column}' = any(s.fresh) then s.${column} else r.${column} end`,
  );
  if (model === "ticket") set.push("version = r.version + 1");
  if (model === "user") set.push("has_weak_password = r.has_weak_password and not 'password' = any(s.fresh)");
  const text = `
    update ${table} r
    set ${set.join(",\n      ")}
    from ${source} s
    where r.id = s.id and ${IS_UPDATED}`;
  await query(db, text, [batch]);
}

/** Gives the tickets of changed comments and files a new version. */
async function touchTickets(db: Db, source: string, batch: number): Promise<void> {
  const text = `
    update tickets t
    set version = version + 1
    where id in (
      select ticket
      from ${source} s
      where ${IS_UPDATED})`;
  await query(db, text, [batch]);
}

async function endSessionsOfChanged(db: Db, batch: number): Promise<void> {
  const text = `
    select s.id
    from staged_users s
    where ${EXISTING} and ('password' = any(s.fresh) or ('is_active' = any(s.fresh) and not s.is_active))`;
  for (const { id } of await query<{ id: string }>(db, text, [batch])) await endSessions(db, id, null);
}

const KINDS: Record<ModelName, string> = {
  user: "user.updated",
  company: "company.updated",
  contact: "contact.updated",
  zone: "zone.updated",
  ticket: "ticket.updated",
  ticketcomment: "comment.updated",
  ticketattachment: "attachment.renamed",
};
const OF_TICKETS: ModelName[] = ["ticketcomment", "ticketattachment"];
// fields whose changes the timeline shows; a description is too long to store twice
const REPORTED_FIELDS: Partial<Record<ModelName, string[]>> = {
  ticket: followedColumns("ticket").filter((column) => !isRising(column) && column !== "description"),
  ticketcomment: ["is_internal"],
  ticketattachment: ["name"],
};

/** The insert of the events for the rows that are about to be updated. */
function insertChanges(model: ModelName): string {
  const { table }: Model = MODELS[model];
  const ticket = model === "ticket" ? "r.id" : OF_TICKETS.includes(model) ? "r.ticket" : "null::uuid";
  const about = model === "ticket" ? "null::uuid" : "r.id";
  const hasReportedChange =
    model === "ticketattachment"
      ? "'name' = any(s.fresh)"
      : "exists (select from unnest(s.fresh) x where x <> all (array['updated_at', 'last_login']))";
  return `
    insert into events (kind, actor_kind, actor_name, ticket, about, changes, is_quiet, triggers_reactions)
    select '${KINDS[model]}', 'system', 'import', ${ticket}, ${about}, ${reportedChanges(model)}, true, false
    from ${stagedTable(model)} s
    join ${table} r on r.id = s.id
    where ${EXISTING} and ${hasReportedChange}`;
}

/** The reported fields of a row that change, as {"field": [before, after]}. */
function reportedChanges(model: ModelName): string {
  const fields = REPORTED_FIELDS[model] ?? [];
  if (fields.length === 0) return "null::jsonb";
  const values = fields.map((name) => `('${name}', to_jsonb(r.${name}), to_jsonb(s.${name}))`);
  return `(
      select jsonb_object_agg(x.name, jsonb_build_array(x.before, x.after))
      from (values ${values.join(", ")}) x (name, before, after)
      where x.name = any(s.fresh))`;
}
