import { noSuch } from "../../wire/problems.ts";
import { insertEvents } from "../events/events.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";

export interface ContactPortal {
  sees_company_tickets: boolean;
  company_shares_tickets: boolean;
  receives_surveys: boolean;
  has_password: boolean;
  last_sign_in_at: string | null;
  /** The number of browsers that are signed in. */
  sessions: number;
}

/** What a contact may do in the help center, and their sign-ins. */
export async function contactPortal(db: Db, id: string): Promise<ContactPortal> {
  const [row] = await query<ContactPortal>(
    db,
    `select coalesce(p.sees_company_tickets, false) as sees_company_tickets,
       coalesce(pm.shares_tickets, false) as company_shares_tickets,
       coalesce(p.receives_surveys, true) as receives_surveys,
       exists (select from portal_passwords w where w.contact = ct.id) as has_password,
       wire_time(coalesce(p.last_sign_in_at,
         (select max(s.created_at) from portal_sessions s where s.contact = ct.id))) as last_sign_in_at,
       (
         select count(*)::int
         from portal_sessions s
         where s.contact = ct.id and s.expires_at > now()) as sessions
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

type Changes = Partial<Record<"sees_company_tickets" | "receives_surveys", boolean>>;

export const changeContactPortal = (db: Db, actor: Actor, id: string, changes: Changes): Promise<void> =>
  transact(db, async (db) => {
    const present = `
      select 1
      from contacts ct
      left join companies co on co.id = ct.company
      where ct.id = $1 and co.deleted_at is null for update of ct`;
    if ((await query(db, present, [id])).length === 0) throw noSuch("Contact");
    await set(db, id, changes);
    const event = insertEvents("contact.updated", "contacts where id = $1", { actor: "$2", about: "$1::uuid" });
    await query(db, event, [id, actor.id]);
  });

const set = (db: Db, contact: string, { sees_company_tickets, receives_surveys }: Changes) =>
  query(
    db,
    `insert into portal_contacts as p (contact, sees_company_tickets, receives_surveys)
     values ($1, coalesce($2, false), coalesce($3, true))
     on conflict (contact)
       do update set sees_company_tickets = coalesce($2, p.sees_company_tickets),
         receives_surveys = coalesce($3, p.receives_surveys)`,
    [contact, sees_company_tickets ?? null, receives_surveys ?? null],
  );

/** Whether a contact is asked how satisfied they are. */
export async function receivesSurveys(db: Db, contact: string): Promise<boolean> {
  const rows = await query(db, "select 1 from portal_contacts where contact = $1 and not receives_surveys", [contact]);
  return rows.length === 0;
}

/** Stores what a contact has chosen about surveys. */
export const setReceivesSurveys = (db: Db, contact: string, receives: boolean) =>
  set(db, contact, { receives_surveys: receives });
