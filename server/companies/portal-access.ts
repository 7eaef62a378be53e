import { noSuch } from "../../wire/problems.ts";
import { insertEvents } from "../events/events.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";

export interface CompanyPortal {
  shares_tickets: boolean;
}

/** What a company's contacts may do in the help center. */
export async function companyPortal(db: Db, id: string): Promise<CompanyPortal> {
  const [row] = await query<CompanyPortal>(
    db,
    `select coalesce(p.shares_tickets, false) as shares_tickets
     from companies co left join portal_companies p on p.company = co.id
     where co.id = $1 and co.deleted_at is null`,
    [id],
  );
  if (!row) throw noSuch("Company");
  return row;
}

export const changeCompanyPortal = (db: Db, actor: Actor, id: string, values: Partial<CompanyPortal>): Promise<void> =>
  transact(db, async (db) => {
    const present = "select 1 from companies where id = $1 and deleted_at is null for update";
    if ((await query(db, present, [id])).length === 0) throw noSuch("Company");
    if (values.shares_tickets === undefined) return;
    await query(
      db,
      `insert into portal_companies (company, shares_tickets)
       values ($1, $2)
       on conflict (company) do update set shares_tickets = excluded.shares_tickets`,
      [id, values.shares_tickets],
    );
    const event = insertEvents("company.updated", "companies where id = $1", { actor: "$2", about: "$1::uuid" });
    await query(db, event, [id, actor.id]);
  });
