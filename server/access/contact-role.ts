import { type Db, query } from "../platform/database.ts";

/** Why a contact sees a ticket: it is their own, they are in Cc, or agents let them see their company's tickets. */
export type ContactRole = "contact" | "participant" | "company";

/**
 * The role of a contact (an expression) on a ticket t, or null if the contact may not see it. Only this decides who sees a
 * ticket; public-ticket.ts decides how much of it is public. A participant is a contact who has proved to own an accepted
 * address. A third party that an agent wrote to gets emails, but cannot read earlier messages.
 */
export const contactRole = (contact: string): string => `(case
  when t.contact = ${contact} then 'contact'
  when exists (select from participants p join contact_addresses a on a.address_key = address_key(p.address)
    where p.ticket = t.id
      and p.state = 'accepted'
      and p.origin <> 'third_party'
      and a.contact = ${contact}
      and a.verified_at is not null) then 'participant'
  when t.company in (${sharedCompany(contact)}) then 'company'
  end)`;

const sharedCompany = (contact: string) => `select c.company from contacts c
  left join portal_contacts pc on pc.contact = c.id
  left join portal_companies pm on pm.company = c.company
  where c.id = ${contact} and (pc.sees_company_tickets or pm.shares_tickets)`;

// if a company has more tickets, customers find the older ones with the search of the help center
const MAX_OF_COMPANY = 1000;

/**
 * The IDs of the tickets for which contactRole may be other than null, each from an index. It lets a list start from few
 * rows, and decides nothing.
 */
export const ticketsNear = (contact: string): string => `(
  select id from tickets where contact = ${contact}
  union
  select p.ticket
  from contact_addresses a
  join participants p on address_key(p.address) = a.address_key
    where a.contact = ${contact}
  union select o.id from (${sharedCompany(contact)}) s cross join lateral (
    select id from tickets
    where company = s.company and deleted_at is null
    order by created_at desc limit ${MAX_OF_COMPANY}) o)`;

export async function roleOnTicket(db: Db, ticket: string, contact: string): Promise<ContactRole | null> {
  const [row] = await query<{ role: ContactRole | null }>(
    db,
    `select ${contactRole("$2")} as role from tickets t where t.id = $1 and t.deleted_at is null`,
    [ticket, contact],
  );
  return row?.role ?? null;
}
