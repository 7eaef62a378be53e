import { invalid, noSuch, stale } from "../../wire/problems.ts";
import { MAX_STEPS } from "../../wire/template-words.ts";
import { actorSql, type EventActor, insertEvents } from "../events/events.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { doerId, doerName } from "../users/names.ts";

const ITEM = `i.id, i.text, i.done_at is not null as is_done, wire_time(i.done_at) as done_at,
  ${doerId("i.done_by")} as done_by, ${doerName("i.done_by")} as done_by_name,
  wire_time(i.created_at) as created_at, i.version`;

export interface ItemRow {
  id: string;
  text: string;
  is_done: boolean;
  version: number;
}

/** The checklist of a ticket, in its order. */
export async function showChecklist(db: Db, ticket: string) {
  const results = await query<ItemRow>(
    db,
    `select ${ITEM}
     from checklist_items i
     where i.ticket = $1
     order by i.position, i.id`,
    [ticket],
  );
  return { results, done: results.filter(({ is_done }) => is_done).length, total: results.length };
}

/** Locks the checklist of a ticket, so that changes of its order come one after the other. */
async function lockChecklist(db: Db, ticket: string): Promise<{ id: string; version: number }[]> {
  const rows = await query(db, "select 1 from tickets where id = $1 and deleted_at is null for no key update", [
    ticket,
  ]);
  if (rows.length === 0) throw noSuch("Ticket");
  return query(db, "select id, version from checklist_items where ticket = $1 order by position, id", [ticket]);
}

const placeBehind = (items: readonly { id: string }[], after: string | null): number => {
  if (after === null) return 0;
  const at = items.findIndex(({ id }) => id === after);
  if (at < 0) throw invalid({ after: [`Invalid pk "${after}" - object does not exist.`] });
  return at + 1;
};

/** Adds steps at the end of a ticket's checklist, or after one of its steps. */
export function addSteps(
  db: Db,
  actor: EventActor,
  ticket: string,
  { steps, after = null }: { steps: readonly string[]; after?: string | null | undefined },
): Promise<void> {
  return transact(db, async (db) => {
    const items = await lockChecklist(db, ticket);
    if (steps.length === 0) return;
    if (items.length + steps.length > MAX_STEPS)
      throw invalid({ steps: [`A ticket can have at most ${MAX_STEPS} steps.`] });
    const place = after === null ? items.length : placeBehind(items, after);
    const sql = parameters();
    const by = actorSql(actor, sql);
    const [own, texts, at] = [`${sql.add(ticket)}::uuid`, `${sql.add(steps)}::text[]`, `${sql.add(place)}::int`];
    await query(
      db,
      `with moved as (
         update checklist_items
         set position = n.position + case when n.position > ${at} then cardinality(${texts}) else 0 end
         from (select id, row_number() over (order by position, id)::int as position
           from checklist_items
           where ticket = ${own}) n
         where n.id = checklist_items.id
       ),
       inserted as (
         insert into checklist_items (ticket, position, text, created_by)
         select ${own}, ${at} + n::int, step, ${actor.kind === "user" ? by.id : "null::uuid"}
         from unnest(${texts}) with ordinality as s (step, n)
       )
       ${insertEvents("checklist.added", "(select 1) x", {
         actor: by,
         ticket: own,
         changes: `jsonb_build_object('steps', jsonb_build_array(null, to_jsonb(${texts})))`,
       })}`,
      sql.values,
    );
  });
}

export interface StepChange {
  text?: string | undefined;
  is_done?: boolean | undefined;
  after?: string | null | undefined;
}

/** Changes one step; 412 if it is not at the version that the caller read. */
export function changeStep(
  db: Db,
  actor: EventActor,
  ticket: string,
  item: string,
  { change: { text, is_done, after }, expectedVersion }: { change: StepChange; expectedVersion: number | null },
): Promise<ItemRow> {
  return transact(db, async (db) => {
    const items = await lockChecklist(db, ticket);
    const current = items.find(({ id }) => id === item);
    if (!current) throw noSuch("ChecklistItem");
    if (expectedVersion !== null && current.version !== expectedVersion) throw stale(current.version);
    if (text !== undefined) await setText(db, actor, item, text.replaceAll(/\s+/g, " "));
    if (is_done !== undefined) await setDone(db, actor, item, is_done);
    if (after !== undefined && after !== item) await move(db, actor, ticket, { items, item, after });
    const [row] = await query<ItemRow>(db, `select ${ITEM} from checklist_items i where i.id = $1`, [item]);
    return row!;
  });
}

async function setText(db: Db, actor: EventActor, item: string, text: string): Promise<void> {
  const sql = parameters();
  const by = actorSql(actor, sql);
  const [own, next] = [`${sql.add(item)}::uuid`, `${sql.add(text)}::text`];
  await query(
    db,
    `with before as (select * from checklist_items where id = ${own}),
     updated as (
       update checklist_items set text = ${next}, version = version + 1
       where id = ${own} and text <> ${next}
       returning *
     )
     ${insertEvents("checklist.changed", "updated join before on true", {
       actor: by,
       ticket: "updated.ticket",
       about: "updated.id",
       changes: "jsonb_build_object('step', jsonb_build_array(before.text, updated.text))",
     })}`,
    sql.values,
  );
}

/** Ticks a step, or reopens it. A step that already is in that state does not change. */
async function setDone(db: Db, actor: EventActor, item: string, isDone: boolean): Promise<void> {
  const sql = parameters();
  const by = actorSql(actor, sql);
  const set = isDone
    ? `done_at = now(), done_by = ${actor.kind === "user" ? by.id : "null"}`
    : "done_at = null, done_by = null";
  const order = isDone ? "null, updated.text" : "updated.text, null";
  await query(
    db,
    `with updated as (
       update checklist_items
       set ${set}, version = version + 1
       where id = ${sql.add(item)}::uuid and (done_at is null) = ${sql.add(isDone)}
       returning *
     )
     ${insertEvents(isDone ? "checklist.done" : "checklist.opened", "updated", {
       actor: by,
       ticket: "updated.ticket",
       about: "updated.id",
       changes: `jsonb_build_object('step_done', jsonb_build_array(${order}))`,
     })}`,
    sql.values,
  );
}

async function move(
  db: Db,
  actor: EventActor,
  ticket: string,
  { items, item, after }: { items: readonly { id: string }[]; item: string; after: string | null },
): Promise<void> {
  const others = items.filter(({ id }) => id !== item);
  const order = others.map(({ id }) => id).toSpliced(placeBehind(others, after), 0, item);
  const sql = parameters();
  const by = actorSql(actor, sql);
  await query(
    db,
    `with moved as (
       update checklist_items i
       set position = n.position
       from unnest(${sql.add(order)}::uuid[]) with ordinality as n (id, position)
       where i.id = n.id
     )
     ${insertEvents("checklist.moved", "(select 1) x", {
       actor: by,
       ticket: `${sql.add(ticket)}::uuid`,
       about: `${sql.add(item)}::uuid`,
     })}`,
    sql.values,
  );
}

export function removeStep(db: Db, actor: EventActor, ticket: string, item: string): Promise<void> {
  return transact(db, async (db) => {
    await lockChecklist(db, ticket);
    const sql = parameters();
    const by = actorSql(actor, sql);
    const rows = await query(
      db,
      `with removed as (
         delete from checklist_items
         where ticket = ${sql.add(ticket)}::uuid and id = ${sql.add(item)}::uuid
         returning *
       ),
       event as (${insertEvents("checklist.removed", "removed", {
         actor: by,
         ticket: "removed.ticket",
         about: "removed.id",
         changes: "jsonb_build_object('step', jsonb_build_array(removed.text, null))",
       })})
       select 1 from removed`,
      sql.values,
    );
    if (rows.length === 0) throw noSuch("ChecklistItem");
  });
}

/** Moves the checklist of a merged ticket to the end of its target's. Returns the moved steps. */
export async function moveChecklist(db: Db, from: string, to: string): Promise<string[]> {
  const rows = await query<{ id: string }>(
    db,
    `update checklist_items
     set
       ticket = $2,
       position = position + (
         select coalesce(max(position), 0)
         from checklist_items
         where ticket = $2)
     where ticket = $1
     returning id`,
    [from, to],
  );
  return rows.map(({ id }) => id);
}

export const returnChecklist = (db: Db, to: string, ids: readonly string[]) =>
  query(db, "update checklist_items set ticket = $1 where id = any($2::uuid[])", [to, ids]);
