import { type Db, query } from "../platform/database.ts";
import { endSessions } from "../users/users.ts";
import { followedColumns, hashesOf, hashOf, isRising } from "./fields.ts";
import { MODELS, type Model, type ModelName } from "./models.ts";
import { remarkFrom } from "./remarks.ts";
import { stagedTable } from "./staging.ts";

const EXISTING = "s.batch = $1 and s.outcome = 'there'";

/**
 * Updates rows of a batch that an earlier import created. A field that changed only in the Django backend is updated; one that
 * changed on both sides keeps its value here and is listed.
 */
export async function merge(db: Db, model: ModelName, batch: number): Promise<void> {
  if (!(await compare(db, model, batch))) return;
  await keepSharedNames(db, model, batch);
  await query(
    db,
    remarkFrom(model, `${stagedTable(model)} s, unnest(s.kept) field where ${EXISTING}`, {
      level: "kept",
      cause: "field || ' changed here and in the Django backend; the value here was kept'",
    }),
    [batch],
  );
  await write(db, model, batch);
  await query(
    db,
    `insert into imported_rows (id, model, hashes)
     select s.id, '${model}', ${hashesOf(model, "s")}
     from ${stagedTable(model)} s
     where ${EXISTING} and s.fresh is not null on conflict (id) do update set hashes = excluded.hashes`,
    [batch],
  );
  await query(
    db,
    `update ${stagedTable(model)} s set outcome = 'updated' where ${EXISTING} and cardinality(s.fresh) > 0`,
    [batch],
  );
}

/** Records in each staged row which columns are updated and which are kept. Returns whether there are any. */
async function compare(db: Db, model: ModelName, batch: number): Promise<boolean> {
  const columns = followedColumns(model);
  const list = (when: (column: string, hash: string, was: string) => string) =>
    `array_remove(array[${columns
      .map(
        (column, i) =>
          `case when ${when(column, hashOf(model, "s", column), `i.hashes[${i + 1}]`)} then '${column}' end`,
      )
      .join(", ")}]::text[], null)`;
  const isNews = (column: string, hash: string, was: string) =>
    `r.${column} is distinct from s.${column}
      and (i.id is null or cardinality(i.hashes) < ${columns.indexOf(column) + 1} or ${hash} is distinct from ${was})`;
  const rose = (column: string) => `s.${column} > r.${column} or r.${column} is null`;
  const isUntouched = (column: string, was: string) =>
    column === "password"
      ? `i.id is not null and (hashtext(r.password) = ${was} or hashtext(r.password) = r.rehashed)`
      : `i.id is not null and ${hashOf(model, "r", column)} is not distinct from ${was}`;
  const rows = await query(
    db,
    `update ${stagedTable(model)} s set
       fresh = ${list((column, hash, was) => `${isNews(column, hash, was)} and (${isRising(column) ? rose(column) : isUntouched(column, was)})`)},
       kept = ${list((column, hash, was) => (isRising(column) ? "false" : `${isNews(column, hash, was)} and not (${isUntouched(column, was)})`))}
     from ${MODELS[model].table} r left join imported_rows i on i.id = r.id
     where ${EXISTING} and r.id = s.id and i.hashes is distinct from ${hashesOf(model, "s")} returning 1`,
    [batch],
  );
  return rows.length > 0;
}

// A row keeps the name that it has here. Renamed rows give up their old names first, so that two rows can swap names.
async function keepSharedNames(db: Db, model: ModelName, batch: number): Promise<void> {
  const { table, unique }: Model = MODELS[model];
  if (!unique || unique.column === "ticket_number" || unique.column === "file") return;
  const { key, column, where = "true" } = unique;
  const source = stagedTable(model);
  const isRenamed = `${EXISTING} and '${column}' = any(s.fresh)`;
  const sharedName = `select 1 from ${table} r
    where ${where} and r.id <> s.id and ${key} = ${key.replaceAll("r.", "s.")}`;
  const stays = `not exists (select from ${source} o where o.id = r.id and '${column}' = any(o.fresh))`;
  const drop = () =>
    query(
      db,
      `update ${source} s set fresh = array_remove(s.fresh, '${column}'), kept = s.kept || array['${column}']
       where ${isRenamed} and (exists (${sharedName} and ${stays}) or exists (select from ${source} o
         where o.n < s.n
             and '${column}' = any(o.fresh)
             and ${key.replaceAll("r.", "o.")} = ${key.replaceAll("r.", "s.")}))
         returning 1`,
      [batch],
    );
  while ((await drop()).length > 0);
  await query(db, `update ${table} x set ${column} = x.id::text from ${source} s where s.id = x.id and ${isRenamed}`, [
    batch,
  ]);
}

async function write(db: Db, model: ModelName, batch: number): Promise<void> {
  const { table }: Model = MODELS[model];
  const source = stagedTable(model);
  const set = followedColumns(model).map(
    (column) => `${column} = case when '${column}' = any(s.fresh) then s.${column} else r.${column} end`,
  );
  if (model === "ticket") set.push("version = r.version + 1");
  if (model === "user") set.push("has_weak_password = r.has_weak_password and not 'password' = any(s.fresh)");
  if (model === "user") await endSessionsOfChanged(db, batch);
  if (model === "ticketcomment" || model === "ticketattachment")
    await query(
      db,
      `update tickets t
       set version = version + 1
       where id in (select ticket from ${source} s where ${EXISTING} and cardinality(s.fresh) > 0)`,
      [batch],
    );
  await query(db, tellChanges(model), [batch]);
  await query(
    db,
    `update ${table} r
     set ${set.join(", ")}
     from ${source} s
     where r.id = s.id and ${EXISTING} and cardinality(s.fresh) > 0`,
    [batch],
  );
}

async function endSessionsOfChanged(db: Db, batch: number): Promise<void> {
  const users = await query<{ id: string }>(
    db,
    `select s.id
     from staged_users s
     where ${EXISTING} and ('password' = any(s.fresh) or ('is_active' = any(s.fresh) and not s.is_active))`,
    [batch],
  );
  for (const { id } of users) await endSessions(db, id, null);
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
const HANGS_ON_TICKET = ["ticketcomment", "ticketattachment"];
// fields whose changes the timeline shows; a description is too long to store twice
const REPORTED_FIELDS: Partial<Record<ModelName, string[]>> = {
  ticket: followedColumns("ticket").filter((column) => !isRising(column) && column !== "description"),
  ticketcomment: ["is_internal"],
  ticketattachment: ["name"],
};

/** The insert of the events for the rows that are about to be updated. */
function tellChanges(model: ModelName): string {
  const { table }: Model = MODELS[model];
  const watchedFields = REPORTED_FIELDS[model] ?? [];
  const changes = watchedFields.length
    ? `(select jsonb_object_agg(x.name, jsonb_build_array(x.before, x.after)) from (values ${watchedFields
        .map((name) => `('${name}', to_jsonb(r.${name}), to_jsonb(s.${name}))`)
        .join(", ")}) x (name, before, after) where x.name = any(s.fresh))`
    : "null::jsonb";
  const ticket = model === "ticket" ? "r.id" : HANGS_ON_TICKET.includes(model) ? "r.ticket" : "null::uuid";
  const shouldReport =
    model === "ticketattachment"
      ? "'name' = any(s.fresh)"
      : "exists (select from unnest(s.fresh) x where x <> all (array['updated_at', 'last_login']))";
  return `insert into events (kind, actor_kind, actor_name, ticket, about, changes, is_quiet, triggers_reactions)
    select '${KINDS[model]}', 'system', 'import', ${ticket}, ${model === "ticket" ? "null::uuid" : "r.id"}, ${changes},
      true, false
    from ${stagedTable(model)} s join ${table} r on r.id = s.id
    where ${EXISTING} and ${shouldReport}`;
}
