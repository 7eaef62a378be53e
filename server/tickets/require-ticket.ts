import { noSuch } from "../../wire/problems.ts";
import { visibleTo } from "../access/visible.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";

/** Throws unless there is a ticket with this ID that the actor may see. */
export const requireTicket =
  ({ db, actor }: { db: Db; actor: Actor }, id: string) =>
  async () => {
    const sql = parameters();
    const text = `select 1
      from tickets t
      where t.id = ${sql.add(id)} and t.deleted_at is null and ${visibleTo(actor, sql)}`;
    if ((await query(db, text, sql.values)).length === 0) throw noSuch("Ticket");
  };

/** The condition that a ticket `t` is the requested one, in the trash or not, and that the actor may see it. */
export const isTicketFor =
  (actor: Actor, id: string, inTrash: boolean) =>
  (sql: Parameters): string =>
    `t.id = ${sql.add(id)} and (t.deleted_at is not null) = ${sql.add(inTrash)} and ${visibleTo(actor, sql)}`;
