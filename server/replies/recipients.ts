import { invalid } from "../../wire/problems.ts";
import type { ReplyRecipient } from "../../wire/replies.ts";
import { type Db, query } from "../platform/database.ts";

const ROLES = ["to", "cc", "bcc"] as const;
type Sent = Partial<Record<(typeof ROLES)[number], string[]>>;

/**
 * The recipients of a reply; null if its author leaves them to the desk: the requester and the participants. An address
 * that is named twice counts where it is named first.
 */
export async function recipientsOf(db: Db, ticket: string, sent: Sent): Promise<ReplyRecipient[] | null> {
  if (ROLES.every((role) => sent[role] === undefined)) return null;
  const recipients = new Map<string, ReplyRecipient>();
  for (const role of ROLES)
    for (const address of sent[role] ?? [])
      if (!recipients.has(address.toLowerCase())) recipients.set(address.toLowerCase(), { address, role });
  await requireOthers(db, ticket, [...recipients.values()]);
  return [...recipients.values()];
}

/** An email to the desk itself would come back as a message of its own; agents get notifications. */
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
  const errors = ROLES.flatMap((role) => {
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
