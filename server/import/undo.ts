import { flushPendingLists, writeInBulk } from "../platform/bulk-load.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { compactTally } from "../tickets/tally.ts";
import { runAlone } from "./history.ts";
import { MODELS, type ModelName } from "./models.ts";
import { tellFollowers } from "./take.ts";

const BATCH_ROWS = 1_000;
// in this order: tickets with everything that belongs to them, then the records that they refer to
const ORDER: ModelName[] = ["ticket", "ticketcomment", "ticketattachment", "zone", "contact", "company", "user"];

// events of an import are quiet, or by the system
const WORK = "e.id > (select min(i.last_event) from imports i) and not e.is_quiet and e.actor_kind <> 'system'";
// work without events
const UNTOLD = {
  "drafts of replies": "drafts d where d.owner in (select id from imported_rows)",
  "drafts of tickets": "new_ticket_drafts d where d.owner in (select id from imported_rows)",
  "replies that wait to be sent": "replies r where r.author in (select id from imported_rows)",
  views: "views v where v.owner in (select id from imported_rows)",
};

/** Why imports cannot be undone, in words; null if they can. */
async function whyNot(db: Db): Promise<string | null> {
  const [work] = await query<{ n: number; last: string }>(
    db,
    `select count(*)::int as n,
      (select t.ticket_number
        from events e
        join tickets t on t.id = e.ticket
        where ${WORK}
        order by e.id desc limit 1) as last
     from events e where ${WORK}`,
  );
  const reasons = work!.n > 0 ? [`${work!.n} changes${work!.last ? `, the latest in ${work!.last}` : ""}`] : [];
  for (const [what, from] of Object.entries(UNTOLD)) {
    const [row] = await query<{ n: number }>(db, `select count(*)::int as n from ${from}`);
    if (row!.n > 0) reasons.push(`${row!.n} ${what}`);
  }
  return reasons.length > 0 ? reasons.join(", ") : null;
}

/**
 * Deletes everything that imports created, as long as nobody has worked on the desk since the first one. Tickets are deleted in
 * batches; another run completes an interrupted undo. Returns the number of rows of each kind.
 */
export const undoImports = (db: Db): Promise<Map<ModelName, number>> =>
  runAlone(db, async (db) => {
    const work = await whyNot(db);
    if (work)
      throw new Error(
        `An import can be undone only while nothing has happened since. There are ${work}. Nothing was undone.`,
      );
    const counts = new Map<ModelName, number>();
    for (const model of ORDER) {
      let rows: number;
      do {
        rows = await removeBatch(db, model);
        counts.set(model, (counts.get(model) ?? 0) + rows);
      } while (rows === BATCH_ROWS);
    }
    await transact(db, async (db) => {
      await flushPendingLists(db);
      await compactTally(db);
      await query(db, "delete from imports");
      await tellFollowers(db);
    });
    return counts;
  });

const removeBatch = (db: Db, model: ModelName): Promise<number> =>
  transact(db, async (db) => {
    await writeInBulk(db);
    const rows = await query<{ id: string }>(
      db,
      `delete from imported_rows
       where ctid in (select ctid from imported_rows where model = $1 limit ${BATCH_ROWS})
       returning id`,
      [model],
    );
    const ids = [rows.map(({ id }) => id)];
    await query(db, `delete from ${MODELS[model].table} where id = any ($1::uuid[])`, ids);
    // the history is deleted, too, so that no report and no later import counts these rows
    const isOfTicket = model.startsWith("ticket");
    await query(
      db,
      `delete from events where ${isOfTicket ? "ticket" : "ticket is null and about"} = any ($1::uuid[])`,
      ids,
    );
    await query(db, "delete from ticket_moves where ticket = any ($1::uuid[])", ids);
    await query(db, "delete from deleted_records where id = any ($1::uuid[])", ids);
    await query(db, "delete from former_people where id = any ($1::uuid[])", ids);
    return rows.length;
  });
