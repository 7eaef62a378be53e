import type { ReplyRecipient } from "../../wire/address-list.ts";
import { invalid } from "../../wire/problems.ts";
import { RECIPIENT_ROLES, type SentRecipients } from "../../wire/recipient-words.ts";
import { recipientsFrom } from "../drafts/recipients.ts";
import { type Db, query } from "../platform/database.ts";

/** The recipients of a reply; null if its author leaves them to the desk: the requester and the participants. */
export async function recipientsOf(
  db: Db,
  ticket: string,
  addresses: SentRecipients,
): Promise<ReplyRecipient[] | null> {
  const recipients = recipientsFrom(addresses);
  if (recipients) await requireOthers(db, ticket, recipients);
  return recipients;
}

/** Skips addresses of the desk, because their emails would return as messages. Agents get notifications instead. */
async function requireOthers(db: Db, ticket: string, recipients: readonly ReplyRecipient[]): Promise<void> {
  const rows = await query<{ address: string; is_own: boolean }>(
    db,
    `select x.address, m.is_own from unnest($1::text[]) as x (address)
     cross join lateral (select exists (select from mailboxes b
       where lower(b.address) = regexp_replace(lower(x.address), '\\+[^@]*@', '@')) as is_own) m
     where m.is_own or (exists (select from users u where lower(u.email) = lower(x.address) and u.is_active)
       -- an agent can be a customer, too
       and not exists (select from tickets t
         join contacts c on c.id = t.contact
         where t.id = $2 and lower(c.email) = lower(x.address)))`,
    [recipients.map(({ address }) => address), ticket],
  );
  const own = new Map(rows.map((row) => [row.address, row]));
  const errors = RECIPIENT_ROLES.flatMap((role) => {
    const wrong = recipients.filter(
      (each) => each.role === role && (own.get(each.address)?.is_own || (role !== "bcc" && own.has(each.address))),
    );
    const texts = wrong.map(({ address }) =>
      own.get(address)!.is_own ? `${address} is an address of the desk.` : `${address} is an agent's address.`,
    );
    return texts.length > 0 ? [[role, texts] as const] : [];
  });
  if (errors.length > 0) throw invalid(Object.fromEntries(errors));
}
