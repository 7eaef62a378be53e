import { ALL_CHANGED } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import { settleAccounts, settleContactTwins } from "./accounts.ts";
import { hashesOf } from "./fields.ts";
import { merge } from "./merge.ts";
import { type ForeignKey, MODELS, type Model, type ModelName } from "./models.ts";
import { remarkFrom } from "./remarks.ts";
import { stagedTable } from "./staging.ts";

const PENDING = "s.batch = $1 and s.outcome is null";
const HAS_TRASH: ModelName[] = ["company", "ticket"];

/**
 * Moves one batch of staged rows into their table and updates existing rows; remarks on those that cannot be imported.
 */
export async function take(db: Db, model: ModelName, batch: number): Promise<void> {
  const { table, columns, computed = [], relations, unique, way }: Model = MODELS[model];
  const source = stagedTable(model);
  const settle = (outcome: string, when: string) =>
    query(db, `update ${source} s set outcome = '${outcome}' where ${PENDING} and ${when}`, [batch]);
  const isGone = `(exists (select from deleted_ids g where g.id = s.id)
    and not exists (select from ${table} r where r.id = s.id))`;
  const isInTrash = `exists (
      select from ${table} r
      where r.id = s.id and r.deleted_at is not null)`;
  await settle("deleted", HAS_TRASH.includes(model) ? `(${isGone} or ${isInTrash})` : isGone);
  for (const relation of relations) await settleRelation(db, model, relation, batch);
  await settle("there", `exists (select from ${table} r where r.id = s.id)`);
  await merge(db, model, batch);
  if (model === "user") await settleAccounts(db);
  if (model === "contact") await settleContactTwins(db);
  if (unique) await refuseShared(db, model, batch);
  const names = ["id", ...Object.keys(columns), ...computed].join(", ");
  await query(
    db,
    `with inserted as (insert into ${table} (${names}${way ? `, ${way}` : ""})
      select ${names}${way ? ", 'import'" : ""}
      from ${source} s
      where ${PENDING}
      order by n
       on conflict do nothing returning id)
     update ${source} s set outcome = 'taken' from inserted where ${PENDING} and s.id = inserted.id`,
    [batch],
  );
  await query(
    db,
    `insert into imported_rows (id, model, hashes)
     select s.id, '${model}', ${hashesOf(model, "s")}
     from ${source} s
     where s.batch = $1 and s.outcome = 'taken'
     on conflict (id) do nothing`,
    [batch],
  );
  await refuse(db, model, batch, "true", "another row like it was created in the meantime; import again");
}

const refuse = (db: Db, model: ModelName, batch: number, when: string, cause: string, detail?: string) =>
  query(
    db,
    `with s as (update ${stagedTable(model)} s set outcome = 'refused' where ${PENDING} and ${when} returning s.*)
     ${remarkFrom(model, "s", { level: "refused", cause: `'${cause}'`, ...(detail && { detail }) })}`,
    [batch],
  );

async function settleRelation(db: Db, model: ModelName, relation: ForeignKey, batch: number): Promise<void> {
  const { column, table, isRequired } = relation;
  const source = stagedTable(model);
  if (table === "users")
    await query(
      db,
      `update ${source} s set ${column} = u.same from same_users u where ${PENDING} and s.${column} = u.old`,
      [batch],
    );
  const isThere = `exists (select from ${table} o
    where o.id = s.${column}${table === "companies" ? " and o.deleted_at is null" : ""})`;
  if (isRequired) return settleOwner(db, model, column, isThere, batch);
  const isLost = `${PENDING} and s.${column} is not null and not ${isThere}`;
  await query(
    db,
    remarkFrom(
      model,
      `${source} s
       where ${isLost} and not exists (select from deleted_ids g where g.id = s.${column})`,
      {
        level: "incomplete",
        cause: `'imported without its ${column}, which does not exist'`,
        detail: `s.${column}::text`,
      },
    ),
    [batch],
  );
  await query(db, `update ${source} s set ${column} = null where ${isLost}`, [batch]);
}

/** Refuses new rows whose owner does not exist; rows that are already here stay. */
async function settleOwner(db: Db, model: ModelName, column: string, isThere: string, batch: number): Promise<void> {
  const source = stagedTable(model);
  const { table } = MODELS[model];
  await query(
    db,
    `update ${source} s
     set ${column} = r.${column}
     from ${table} r
     where ${PENDING} and r.id = s.id and not ${isThere}`,
    [batch],
  );
  const isStray = `not exists (select from ${table} r where r.id = s.id) and not ${isThere}`;
  const isGone = `exists (select from deleted_ids g where g.id = s.${column})`;
  const hasCompany = "exists (select from companies r where r.id = s.company)";
  const isInTrash = column === "company" ? hasCompany : "false";
  await query(
    db,
    `update ${source} s set outcome = 'deleted' where ${PENDING} and ${isStray} and (${isGone} or ${isInTrash})`,
    [batch],
  );
  await refuse(db, model, batch, isStray, `its ${column} does not exist`, `s.${column}::text`);
}

async function refuseShared(db: Db, model: ModelName, batch: number): Promise<void> {
  const { table, unique }: Model = MODELS[model];
  if (!unique) return;
  const { key: plain, column, where = "true", cause, hasTwins } = unique;
  const key = hasTwins ? `(${plain}, r.twin)` : plain;
  const mine = (text: string) => text.replaceAll("r.", "s.");
  const applies = mine(where).replaceAll("s.deleted_at is null", "true");
  const isTaken = `${applies} and exists (
      select from ${table} r
      where ${where} and ${key} = ${mine(key)})`;
  await refuse(db, model, batch, isTaken, cause, `s.${column}`);
  const earlier = `
    select ctid
    from (
      select s.ctid, row_number() over (partition by ${mine(key)} order by s.n) as nth
      from ${stagedTable(model)} s
      where ${PENDING} and ${applies}) x
    where nth > 1`;
  await refuse(db, model, batch, `s.ctid in (${earlier})`, cause, `s.${column}`);
}

/**
 * Writes events for the rows of a batch, in the order in which they happened, and for the changes to existing tickets.
 * They are quiet: clients do not need hundreds of thousands of rows one by one (see `tellFollowers`).
 */
export async function writeEvents(db: Db, batch: number): Promise<void> {
  await query(
    db,
    // computes the version as event_version() does: a look-up for each row took a tenth of the import
    `insert into events (at, kind, actor, actor_kind, ticket, version, about, changes, is_quiet, triggers_reactions)
     select x.at, x.kind, x.actor, case when x.actor is null then 'system' else 'user' end, x.ticket,
       t.version + case when t.xmin = pg_current_xact_id()::xid then 0 else 1 end, x.about, x.changes, true, false
       from (
       select created_at as at, 0 as rank, 'ticket.created' as kind, created_by as actor, id as ticket,
         null::uuid as about, null::jsonb as changes
       from staged_tickets where batch = $1 and outcome = 'taken'
       union all
       select created_at, 1, 'comment.added', author, ticket, id,
         jsonb_build_object('is_internal', jsonb_build_array(null, is_internal))
       from staged_comments where batch = $1 and outcome = 'taken'
       union all
       select created_at, 1, 'attachment.added', uploaded_by, ticket, id,
         jsonb_build_object('name', jsonb_build_array(null, name))
       from staged_attachments where batch = $1 and outcome = 'taken') x
       join tickets t on t.id = x.ticket
       order by x.rank, x.at`,
    [batch],
  );
  await query(
    db,
    `update tickets t set version = version + 1 where id in (
       select ticket from staged_comments where batch = $1 and outcome = 'taken'
       union select ticket from staged_attachments where batch = $1 and outcome = 'taken'
       except select id from staged_tickets where batch = $1 and outcome = 'taken')`,
    [batch],
  );
}

/** Tells clients that follow events to reload everything. */
export const tellFollowers = (db: Db) =>
  query(db, `insert into events (kind, actor_kind, triggers_reactions) values ('${ALL_CHANGED}', 'system', false)`);
