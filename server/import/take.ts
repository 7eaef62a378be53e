import { ALL_CHANGED } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import { MODELS, type Model, type ModelName, type Relation } from "./models.ts";
import { stagedTable } from "./staging.ts";

const PENDING = "s.batch = $1 and s.outcome is null";

/** Moves one batch of staged rows into their table; those that cannot be taken get a remark. */
export async function take(db: Db, model: ModelName, batch: number): Promise<void> {
  const { table, columns, found = [], relations, unique, way }: Model = MODELS[model];
  const staged = stagedTable(model);
  const settle = (outcome: string, when: string) =>
    query(db, `update ${staged} s set outcome = '${outcome}' where ${PENDING} and ${when}`, [batch]);
  await settle("there", `exists (select from ${table} r where r.id = s.id)`);
  await settle("deleted", "exists (select from gone g where g.id = s.id)");
  for (const relation of relations) await settleRelation(db, model, relation, batch);
  if (unique) {
    if (model === "user") await findSameUsers(db, batch, unique.key);
    await refuseShared(db, model, batch);
  }
  const names = ["id", ...Object.keys(columns), ...found].join(", ");
  await query(
    db,
    `with made as (insert into ${table} (${names}${way ? `, ${way}` : ""}) select ${names}${way ? ", 'import'" : ""} from ${staged} s where ${PENDING} order by n
       on conflict do nothing returning id)
     update ${staged} s set outcome = 'taken' from made where ${PENDING} and s.id = made.id`,
    [batch],
  );
  await refuse(db, model, batch, "true", "'another row like it was made meanwhile; import again'");
}

const refuse = (db: Db, model: ModelName, batch: number, when: string, reason: string) =>
  query(
    db,
    `with no as (update ${stagedTable(model)} s set outcome = 'refused' where ${PENDING} and ${when} returning s.id, ${reason} as reason)
     insert into remarks (model, pk, reason, is_refused) select '${model}', id::text, reason, true from no`,
    [batch],
  );

async function settleRelation(db: Db, model: ModelName, relation: Relation, batch: number): Promise<void> {
  const { column, table, isRequired } = relation;
  const staged = stagedTable(model);
  if (table === "users")
    await query(
      db,
      `update ${staged} s set ${column} = u.same from same_users u where ${PENDING} and s.${column} = u.old`,
      [batch],
    );
  const isThere = `exists (select from ${table} r where r.id = s.${column}${table === "companies" ? " and r.deleted_at is null" : ""})`;
  if (isRequired)
    return void (await refuse(db, model, batch, `not ${isThere}`, `'there is no ${column} ' || s.${column}`));
  await query(
    db,
    `with lost as (select s.id, s.${column} from ${staged} s where ${PENDING} and s.${column} is not null and not ${isThere}),
       emptied as (update ${staged} s set ${column} = null from lost where ${PENDING} and s.id = lost.id)
     insert into remarks (model, pk, reason, is_refused)
     select '${model}', id::text, 'taken without its ${column} ' || ${column} || ', which does not exist', false from lost`,
    [batch],
  );
}

// Who has an account here already, under an id that the dump does not know (the first Admin, say), keeps what they wrote.
const findSameUsers = (db: Db, batch: number, key: string) =>
  query(
    db,
    `with same as (insert into same_users (old, same)
       select s.id, r.id from staged_users s join users r on ${key} = ${key.replaceAll("r.", "s.")}
       where ${PENDING} and not exists (select from staged_users d where d.id = r.id) returning old, same)
     insert into remarks (model, pk, reason, is_refused)
     select 'user', old::text, 'what this user did is credited to the user of the same name here, ' || same, false from same`,
    [batch],
  );

async function refuseShared(db: Db, model: ModelName, batch: number): Promise<void> {
  const { table, unique }: Model = MODELS[model];
  if (!unique) return;
  const { key, where = "true", reason } = unique;
  const mine = (text: string) => text.replaceAll("r.", "s.");
  const applies = mine(where).replaceAll("s.deleted_at is null", "true");
  const known = `${applies} and exists (select from ${table} r where ${where} and ${key} = ${mine(key)})`;
  await refuse(db, model, batch, known, reason);
  const earlier = `select ctid from (select s.ctid, row_number() over (partition by ${mine(key)} order by s.n) as nth
    from ${stagedTable(model)} s where ${PENDING} and ${applies}) x where nth > 1`;
  await refuse(db, model, batch, `s.ctid in (${earlier})`, reason);
}

/**
 * Tells what was taken in a batch as events, in the order in which it happened, and what it changed in tickets already there.
 * Quietly: hundreds of thousands of rows are no news to pass on one by one (see `tellFollowers`).
 */
export async function tell(db: Db, batch: number): Promise<void> {
  await query(
    db,
    `insert into events (at, kind, actor, actor_kind, ticket, about, changes, is_quiet, triggers_reactions)
     select at, kind, actor, case when actor is null then 'system' else 'user' end, ticket, about, changes, true, false from (
       select created_at as at, 0 as rank, 'ticket.created' as kind, created_by as actor, id as ticket, null::uuid as about, null::jsonb as changes
       from staged_tickets where batch = $1 and outcome = 'taken'
       union all select created_at, 1, 'comment.added', author, ticket, id, jsonb_build_object('is_internal', jsonb_build_array(null, is_internal))
       from staged_comments where batch = $1 and outcome = 'taken'
       union all select created_at, 1, 'attachment.added', uploaded_by, ticket, id, jsonb_build_object('name', jsonb_build_array(null, name))
       from staged_attachments where batch = $1 and outcome = 'taken') x order by rank, at`,
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

/** Lets whoever follows what happens know that all should be read again. */
export const tellFollowers = (db: Db) =>
  query(db, `insert into events (kind, actor_kind, triggers_reactions) values ('${ALL_CHANGED}', 'system', false)`);
