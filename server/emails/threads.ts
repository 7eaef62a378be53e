import { type Db, query } from "../platform/database.ts";
import type { EmailRow } from "./email-row.ts";

// the first and the last ones: clients build threads from both ends
const MAX_REFERENCES = 20;

/** The Message-IDs of the earlier emails between the desk and a recipient, oldest first. */
export async function threadOf(db: Db, { ticket, address, serial }: EmailRow): Promise<{ references: string[] }> {
  const rows = await query<{ message_id: string }>(
    db,
    `select message_id from outgoing_emails
     where ticket = $1 and lower(address) = lower($2) and serial < $3 and message_id is not null and first_tried_at is not null
     order by serial`,
    [ticket, address, serial],
  );
  return { references: shorten(rows.map(({ message_id }) => message_id)) };
}

export const shorten = (ids: readonly string[]): string[] =>
  ids.length <= MAX_REFERENCES ? [...ids] : [ids[0]!, ...ids.slice(-(MAX_REFERENCES - 1))];
