import { type Db, query, transact } from "../platform/database.ts";

const OF_A_DAY = "^T-[0-9]{8}-[0-9]{1,15}$";

/**
 * Raises the sequences of ticket numbers above those in the import. This runs before the tickets, so that a running
 * server never uses a number of the import.
 */
export async function raiseNumbers(db: Db): Promise<void> {
  const days = await query<{ day: string; highest: number; is_near: boolean }>(
    db,
    `select substr(ticket_number, 3, 8) as day, max(substr(ticket_number, 12)::bigint) as highest,
       substr(ticket_number, 3, 8) = any (select to_char(now() + d * interval '1 day', 'YYYYMMDD')
         from generate_series(-1, 1) d) as is_near
     from staged_tickets where ticket_number ~ $1 and outcome is null group by 1`,
    [OF_A_DAY],
  );
  for (const { day, highest, is_near } of days) {
    if (is_near) await query(db, "select open_ticket_day(to_date($1, 'YYYYMMDD'))", [day]);
    const name = `ticket_numbers_${day}`;
    const [row] = await query<{ is_there: boolean }>(db, "select to_regclass($1) is not null as is_there", [name]);
    if (row!.is_there) await transact(db, (db) => raise(db, name, highest));
  }
}

async function raise(db: Db, name: string, highest: number): Promise<void> {
  // changes nothing, but takes the lock that nextval needs: a number that is given out in the meantime would be used
  // twice
  await query(db, `alter sequence ${name} no cycle`);
  await query(
    db,
    `select setval('${name}', $1) from ${name} where last_value < $1 or (last_value = $1 and not is_called)`,
    [highest],
  );
}
