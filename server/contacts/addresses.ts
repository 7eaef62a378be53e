import { domainToASCII, domainToUnicode } from "node:url";
import { type Db, query } from "../platform/database.ts";

/** A contact who may own an address. */
export interface AddressOwner {
  contact: string;
  name: string;
  company: string | null;
  is_primary: boolean;
  is_active: boolean;
  is_verified: boolean;
}

// an international domain can be written in two ways
const spellings = (address: string): string[] => {
  const at = address.lastIndexOf("@");
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  return [...new Set([domain, domainToASCII(domain), domainToUnicode(domain)])]
    .filter(Boolean)
    .map((each) => `${local}@${each}`);
};

/** The contacts that have an address, in any of its spellings; none of a company in the trash. */
export const contactsOfAddress = (db: Db, address: string): Promise<AddressOwner[]> =>
  query<AddressOwner>(
    db,
    `select ct.id as contact, ct.name, ct.company, ct.is_primary, ct.is_active,
      bool_or(a.verified_at is not null) as is_verified
     from contact_addresses a
     join contacts ct on ct.id = a.contact
     left join companies co on co.id = ct.company
     where a.address_key in (
       select address_key(x)
       from unnest($1::text[]) x) and co.deleted_at is null
     group by ct.id order by is_verified desc, ct.is_primary desc, ct.created_at, ct.id`,
    [spellings(address)],
  );

/**
 * Adds an address to a contact. It is verified once an email from it was authenticated, or a link sent to it was
 * followed.
 */
export const addAddress = (db: Db, contact: string, address: string, isVerified: boolean) =>
  query(
    db,
    `insert into contact_addresses (contact, address_key, address, verified_at)
     values ($1, address_key($2), $2, case when $3::boolean then now() end)
     on conflict (contact, address_key)
       do update set verified_at = coalesce(contact_addresses.verified_at, excluded.verified_at)`,
    [contact, address, isVerified],
  );
