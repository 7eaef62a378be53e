import { noSuch } from "../../wire/problems.ts";
import { insertEvents } from "../events/events.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";

export interface ContactPortal {
  sees_company_tickets: boolean;
  company_shares_tickets: boolean;
}

/** What a contact may do in the help center. */
export async function contactPortal(db: Db, id: string): Promise<ContactPortal> {
  const [row] = await query<ContactPortal>(
    db,
    `select coalesce(p.sees_company_tickets, false) as sees_company_tickets,
       coalesce(pm.shares_tickets, false) as company_shares_tickets
     from contacts ct
     left join companies co on co.id = ct.company
     left join portal_contacts p on p.contact = ct.id
     left join portal_companies pm on pm.company = ct.company
     where ct.id = $1 and co.deleted_at is null`,
    [id],
  );
  if (!row) throw noSuch("Contact");
  return row;
}

export const changeContactPortal = (
  db: Db,
  actor: Actor,
  id: string,
  { sees_company_tickets = null }: { sees_company_tickets?: boolean | null },
): Promise<void> =>
  transact(db, async (db) => {
    const present = `select 1 from contacts ct left join companies co on co.id = ct.company
      where ct.id = $1 and co.deleted_at is null for update of ct`;
    if ((await query(db, present, [id])).length === 0) throw noSuch("Contact");
    await query(
      db,
      `insert into portal_contacts as p (contact, sees_company_tickets)
       values ($1, coalesce($2, false))
       on conflict (contact)
         do update set sees_company_tickets = coalesce($2, p.sees_company_tickets)`,
      [id, sees_company_tickets],
    );
    const event = insertEvents("contact.updated", "contacts where id = $1", { actor: "$2", about: "$1::uuid" });
    await query(db, event, [id, actor.id]);
  });
