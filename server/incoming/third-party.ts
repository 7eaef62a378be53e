import { conflict } from "../../wire/problems.ts";
import { type Db, query } from "../platform/database.ts";

/** The author of an internal message that an agent may accept; 409 if it is not from a third party. */
export async function requireThirdParty(db: Db, comment: string): Promise<{ address: string; name: string }> {
  const [row] = await query<{ address: string; name: string }>(
    db,
    `select from_address as address, coalesce(from_name, '') as name from incoming_emails
     where comment = $1 and outcome = 'third_party' and from_address is not null for update`,
    [comment],
  );
  if (!row) throw conflict("This message is not from a third party.");
  await refuseUser(db, row.address);
  return row;
}

/** Throws if an address is a user's, because users are never participants. */
export async function refuseUser(db: Db, address: string): Promise<void> {
  const rows = await query(db, "select 1 from users where lower(email) = lower($1)", [address]);
  if (rows.length > 0) throw conflict("This is the address of a user. Users are not participants of a ticket.");
}

/** Records that a user has accepted the sender of a message as a participant. */
export const acceptThirdParty = (db: Db, user: string, comment: string) =>
  query(
    db,
    `update incoming_emails set outcome = 'reply', reason = null, matched_by = 'person', released_by = $2
     where comment = $1 and outcome = 'third_party'`,
    [comment, user],
  );
