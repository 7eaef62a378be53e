import { conflict, type FieldErrors, invalid, noSuch } from "../../wire/problems.ts";
import { insertEvents } from "../events/events.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { updateRow } from "../platform/row-change.ts";
import type { RowView } from "../platform/row-list.ts";
import { addAddress } from "./addresses.ts";
import { ERRORS } from "./records.ts";

export const addressView: RowView = {
  from: `contact_addresses a
    join contacts ct on ct.id = a.contact
    left join companies co on co.id = ct.company`,
  columns: {
    id: "a.id",
    contact: "a.contact",
    address: "a.address",
    is_primary: "ct.email <> '' and a.address_key = address_key(ct.email)",
    verified_at: "wire_time(a.verified_at)",
    created_at: "wire_time(a.created_at)",
  },
  sortable: {},
  order: [{ expression: "a.id", type: "uuid", descending: false }],
  end: [{ expression: "a.id", type: "uuid", descending: false }],
};
export const hasPresentCompany = () => ["co.deleted_at is null"];

const isContact = async (db: Db, id: string): Promise<boolean> =>
  (
    await query(
      db,
      `select 1
       from contacts ct
       left join companies co on co.id = ct.company
       where ct.id = $1 and co.deleted_at is null`,
      [id],
    )
  ).length > 0;

/** The error of a new address's contact, which must exist. */
export const missingContact = async (db: Db, { contact }: { contact?: string }): Promise<FieldErrors> =>
  contact && !(await isContact(db, contact)) ? { contact: [`Invalid pk "${contact}" - object does not exist.`] } : {};

/** The addresses of a contact, the primary one first. */
export async function addressesOf(db: Db, contact: string): Promise<object[]> {
  if (!(await isContact(db, contact))) throw noSuch("Contact");
  const columns = Object.entries(addressView.columns).map(([name, expression]) => `${expression} as ${name}`);
  return query(
    db,
    `select ${columns.join(", ")}
     from ${addressView.from}
     where a.contact = $1
     order by is_primary desc, a.created_at, a.id`,
    [contact],
  );
}

const writeEvent = (db: Db, actor: Actor, contact: string) =>
  query(db, insertEvents("contact.updated", "contacts where id = $1", { actor: "$2", about: "$1::uuid" }), [
    contact,
    actor.id,
  ]);

interface Address {
  contact: string;
  address: string;
  is_primary: boolean;
  email: string;
}

async function lockAddress(db: Db, id: string): Promise<Address> {
  const [row] = await query<Address>(
    db,
    `select a.contact, a.address, ct.email, ${addressView.columns.is_primary} as is_primary from ${addressView.from}
     where a.id = $1 and co.deleted_at is null for update of a, ct`,
    [id],
  );
  if (!row) throw noSuch("ContactAddress");
  return row;
}

export const createAddress = (db: Db, actor: Actor, contact: string, address: string): Promise<string> =>
  transact(db, async (db) => {
    const existing = "select id from contact_addresses where contact = $1 and address_key = address_key($2)";
    if ((await query(db, existing, [contact, address])).length > 0)
      throw invalid({ address: ["The contact already has this address."] });
    await addAddress(db, contact, address, false);
    await writeEvent(db, actor, contact);
    const [row] = await query<{ id: string }>(db, existing, [contact, address]);
    return row!.id;
  });

export const makePrimary = (db: Db, actor: Actor, id: string): Promise<void> =>
  transact(db, async (db) => {
    const { contact, address, email, is_primary } = await lockAddress(db, id);
    if (is_primary) return;
    await updateRow(db, "contacts", contact, { email: address }, ERRORS);
    // an unverified address is deleted when the contact's email changes; this one must stay
    if (email) await addAddress(db, contact, email, false);
    await writeEvent(db, actor, contact);
  });

export const deleteAddress = (db: Db, actor: Actor, id: string): Promise<void> =>
  transact(db, async (db) => {
    const { contact, is_primary } = await lockAddress(db, id);
    if (is_primary) throw conflict("This is the primary address. Make another one primary first.");
    await query(db, "delete from contact_addresses where id = $1", [id]);
    await writeEvent(db, actor, contact);
  });
