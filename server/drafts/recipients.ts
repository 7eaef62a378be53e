import { type ReplyRecipient, ROLES } from "../../wire/address-list.ts";

export type SentRecipients = Partial<Record<(typeof ROLES)[number], string[]>>;

/**
 * The recipients that an author has chosen; null if the desk decides. An address that appears twice counts where it appears
 * first. `asRead` are those of a draft that is sent back as it was read.
 */
export function chosenRecipients(addresses: SentRecipients, asRead: readonly ReplyRecipient[] | null = null) {
  const isSent = ROLES.some((role) => addresses[role] !== undefined);
  const list = isSent ? ROLES.flatMap((role) => (addresses[role] ?? []).map((address) => ({ address, role }))) : asRead;
  if (!list) return null;
  const recipients = new Map<string, ReplyRecipient>();
  for (const each of list) {
    const key = each.address.toLowerCase();
    if (!recipients.has(key)) recipients.set(key, each);
  }
  return [...recipients.values()];
}
