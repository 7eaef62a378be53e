import type { Conversation } from "../email/conversation-query.ts";
import { type Store, store } from "../lib/store.ts";

export const ROLES = ["to", "cc", "bcc"] as const;
export type Role = (typeof ROLES)[number];
/** Addresses by how they get a reply. */
export type Recipients = Readonly<Record<Role, readonly string[]>>;

/** As the server takes them; without any, it decides. */
export type SentRecipients = Partial<Record<Role, string[]>>;

const chosen = new Map<string, Store<Recipients | null>>();

/** Whom an agent has chosen for the reply that is being written to a ticket; null: those who take part. */
export function chosenRecipients(ticket: string): Store<Recipients | null> {
  const known = chosen.get(ticket) ?? store<Recipients | null>(null);
  chosen.set(ticket, known);
  return known;
}

/** The requester, and the participants who are accepted. */
export function defaultRecipients({ requester, participants }: Conversation): Recipients {
  const to = requester ? [requester.address] : [];
  const others = participants
    .filter(({ state, address }) => state === "accepted" && !to.some((each) => isSame(each, address)))
    .map(({ address }) => address);
  return { to, cc: others, bcc: [] };
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The recipients with one list replaced. An address is in one list only. */
export function withRole(now: Recipients, role: Role, addresses: readonly string[]): Recipients {
  const others = (each: Role) => now[each].filter((address) => !addresses.some((other) => isSame(address, other)));
  const next = { to: others("to"), cc: others("cc"), bcc: others("bcc") };
  return { ...next, [role]: addresses };
}

/** Recipients as a reply that was taken back had them. */
export function recipientsOfReply(list: readonly { address: string; role: Role }[]): Recipients {
  const of = (role: Role) => list.filter((each) => each.role === role).map(({ address }) => address);
  return { to: of("to"), cc: of("cc"), bcc: of("bcc") };
}

/** The recipients of a reply: those that its author has seen, so that nobody is added without their knowledge. */
export function recipientsToSend(ticket: string, conversation: Conversation | undefined): SentRecipients {
  const seen = conversation && conversation.mailboxes.length > 0 ? defaultRecipients(conversation) : null;
  const recipients = chosenRecipients(ticket).get() ?? seen;
  return recipients ? { to: [...recipients.to], cc: [...recipients.cc], bcc: [...recipients.bcc] } : {};
}
