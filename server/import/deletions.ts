import { insertAttachmentDeleted } from "../attachments/attachments.ts";
import { insertCommentDeleted } from "../comments/comments.ts";
import { insertEvents } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import { endSessions } from "../users/users.ts";
import { hashesOf } from "./fields.ts";
import { MODEL_NAMES, MODELS, type ModelName } from "./models.ts";
import { stagedTable } from "./staging.ts";

/** What "deleted in the Django backend" means here, as a statement over the IDs in $1; a user is deactivated. */
const REMOVE: Record<ModelName, string> = {
  user: `with updated as (update users u set is_active = false where id = any($1) returning id)
    ${insertEvents("user.updated", "updated", { actor: "null", about: "updated.id", triggers: "false" })}`,
  company: `with updated as (update companies c set deleted_at = now() where id = any($1) returning id)
    ${insertEvents("company.deleted", "updated", { actor: "null", about: "updated.id", triggers: "false" })}`,
  contact: `with trashed as (
      select x.id
      from unnest($1::uuid[]) x (id)
      where trash_record('contact', x.id, null))
    ${insertEvents("contact.deleted", "trashed", { actor: "null", about: "trashed.id", triggers: "false" })}`,
  zone: `with trashed as (
      select x.id
      from unnest($1::uuid[]) x (id)
      where trash_record('zone', x.id, null))
    ${insertEvents("zone.deleted", "trashed", { actor: "null", about: "trashed.id", triggers: "false" })}`,
  ticket: `with trashed as (update tickets t
    set deleted_at = now(), updated_at = now(), version = version + 1
    where id = any($1) and deleted_at is null
    returning id)
    ${insertEvents("ticket.deleted", "trashed", { actor: "null", ticket: "trashed.id", triggers: "false" })}`,
  ticketcomment: `with deleted as (delete from comments c where id = any($1) returning *),
    touched as (
      update tickets t set version = version + 1
      where id in (select ticket from deleted))
    ${insertCommentDeleted({ actor: "null", triggers: "false" })}`,
  ticketattachment: `with deleted as (delete from attachments a where id = any($1) returning *),
    touched as (
      update tickets t set version = version + 1
      where id in (select ticket from deleted))
    ${insertAttachmentDeleted({ actor: "null", triggers: "false" })}`,
};
const DONE: Record<ModelName, string> = {
  user: "deactivated here",
  company: "moved to the trash here",
  contact: "moved to the trash here",
  zone: "moved to the trash here",
  ticket: "moved to the trash here",
  ticketcomment: "deleted here",
  ticketattachment: "deleted here",
};
const LABEL: Record<ModelName, string> = {
  user: "r.username",
  company: "r.name",
  contact: "r.name",
  zone: "r.name",
  ticket: "r.ticket_number",
  ticketcomment: "(select ticket_number from tickets t where t.id = r.ticket)",
  ticketattachment: "(select ticket_number from tickets t where t.id = r.ticket) || ' (' || r.name || ')'",
};

/**
 * Lists rows of an earlier import that the dump no longer has. With `isMoving` they go to the trash, unless they were
 * changed here. If the dump has no row of a model at all, the model was left out, not deleted.
 */
export async function settleDeletions(db: Db, isMoving: boolean): Promise<void> {
  await query(db, "create temp table deleted_there (id uuid, is_untouched boolean)");
  for (const model of MODEL_NAMES) {
    await query(db, "truncate deleted_there");
    await findDeleted(db, model);
    await query(
      db,
      `insert into remarks (model, pk, label, cause, level)
       select '${model}', r.id::text, ${LABEL[model]}, case
         when not $1 then 'was deleted in the Django backend and is still here; --deletions removes it here too'
         when d.is_untouched then 'was deleted in the Django backend; ${DONE[model]}'
         else 'was deleted in the Django backend but has changed here; kept' end,
         case when $1 and not d.is_untouched then 'kept' else 'note' end
       from deleted_there d join ${MODELS[model].table} r on r.id = d.id order by r.id`,
      [isMoving],
    );
    if (!isMoving) continue;
    const ids = await query<{ id: string }>(db, "select id from deleted_there where is_untouched");
    if (ids.length === 0) continue;
    await query(db, REMOVE[model], [ids.map(({ id }) => id)]);
    if (model === "user") for (const { id } of ids) await endSessions(db, id, null);
  }
  await query(db, "drop table deleted_there");
}

const findDeleted = (db: Db, model: ModelName) =>
  query(
    db,
    `insert into deleted_there (id, is_untouched) select r.id, ${isUntouched(model)}
     from imported_rows i join ${MODELS[model].table} r on r.id = i.id
     where i.model = '${model}' and ${isPresent(model)}
       and exists (select from ${stagedTable(model)})
         and not exists (select from ${stagedTable(model)} s where s.id = i.id)
       and not exists (
         select from remarks x
         where x.pk = i.id::text and x.level = 'refused')`,
  );

const isUntouched = (model: ModelName) =>
  // a sign-in does not count as a change of the user
  model === "user" ? "true" : `i.hashes = ${hashesOf(model, "r")}`;

function isPresent(model: ModelName): string {
  if (model === "company" || model === "ticket") return "r.deleted_at is null";
  if (model === "user") return "r.is_active";
  // rows that were deleted with their ticket are reported with it
  if (model === "ticketcomment" || model === "ticketattachment")
    return `exists (select from tickets t where t.id = r.ticket and t.deleted_at is null)
      and exists (select from staged_tickets s where s.id = r.ticket)`;
  return "true";
}
