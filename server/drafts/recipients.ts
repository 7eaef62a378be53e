import type { ReplyRecipient } from "../../wire/address-list.ts";

export const ROLES = ["to", "cc", "bcc"] as const;
export type SentRecipients = Partial<Record<(typeof ROLES)[number], string[]>>;

/**
 * The recipients that an author has chosen; null if the desk decides. An address that appears twice counts where it appears
 * first.
 */
export function chosenRecipients(addresses: SentRecipients): ReplyRecipient[] | null {
  if (ROLES.every((role) => addresses[role] === undefined)) return null;
  const recipients = new Map<string, ReplyRecipient>();
  for (const role of ROLES)
    for (const address of addresses[role] ?? [])
      if (!recipients.has(address.toLowerCase())) recipients.set(address.toLowerCase(), { address, role });
  return [...recipients.values()];
}
