import { actorSql, type EventActor, insertEvents } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";

export interface NewContact {
  name: string;
  email: string;
  /** Null for a customer whose company is unknown. */
  company: string | null;
}

/**
 * Creates the contact of someone who writes for the first time. If two emails from one address arrive at once, they get one
 * contact.
 */
export async function createContact(db: Db, actor: EventActor, { name, email, company }: NewContact): Promise<string> {
  const sql = parameters();
  const by = actorSql(actor, sql);
  const [contactName, address, of] = [sql.add(name), sql.add(email), `${sql.add(company)}::uuid`];
  const [row] = await query<{ id: string }>(
    db,
    `with inserted as (insert into contacts (name, email, company)
      select ${contactName}, ${address}, ${of}
      on conflict do nothing
      returning id),
      event as (${insertEvents("contact.created", "inserted", { actor: by, about: "inserted.id" })})
      select id from inserted`,
    sql.values,
  );
  if (row) return row.id;
  const [existing] = await query<{ id: string }>(
    db,
    "select id from contacts where lower(email) = lower($1) and company is not distinct from $2::uuid",
    [email, company],
  );
  return existing!.id;
}
