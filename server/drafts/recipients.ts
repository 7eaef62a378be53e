import type { ReplyRecipient } from "../../wire/address-list.ts";
import { RECIPIENT_ROLES, type SentRecipients } from "../../wire/recipient-words.ts";

/**
 * The recipients that an author has chosen; null if the desk decides. An address that appears twice counts where it appears
 * first. `asRead` are those of a draft that is sent back as it was read.
 */
export function recipientsFrom(addresses: SentRecipients, asRead: readonly ReplyRecipient[] | null = null) {
  const isSent = RECIPIENT_ROLES.some((role) => addresses[role] !== undefined);
  const list = isSent
    ? RECIPIENT_ROLES.flatMap((role) => (addresses[role] ?? []).map((address) => ({ address, role })))
    : asRead;
  if (!list) return null;
  const recipients = new Map<string, ReplyRecipient>();
  for (const each of list) {
    const key = each.address.toLowerCase();
    if (!recipients.has(key)) recipients.set(key, each);
  }
  return [...recipients.values()];
}
