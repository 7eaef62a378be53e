import { noSuch } from "../../wire/problems.ts";
import { visibleTo } from "../access/visible.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { mergedElsewhere } from "./merged.ts";
import type { TicketKey } from "./ticket-cache.ts";

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

/** What the cache finds a ticket by; throws if the actor may not see it, and leads on if it was merged. */
export async function ticketKeyOf(db: Db, actor: Actor, id: string, inTrash: boolean): Promise<TicketKey> {
  const sql = parameters();
  const [key] = await query<TicketKey>(
    db,
    `select t.id, t.version, (select n from name_epoch) as "namesVersion"
     from tickets t
     where t.id = ${sql.add(id)} and (t.deleted_at is not null) = ${sql.add(inTrash)} and ${visibleTo(actor, sql)}`,
    sql.values,
  );
  if (!key) throw inTrash ? noSuch("Ticket") : await mergedElsewhere(db, id);
  return key;
}
