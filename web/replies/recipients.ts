import type { RecipientRole, SentRecipients } from "../../wire/recipient-words.ts";
import { nameOfPicked } from "../email/addressees.ts";
import type { EmailConversation } from "../email/conversation-query.ts";

/** The addresses in To, Cc and Bcc. */
export type Recipients = Readonly<Record<RecipientRole, string[]>>;

/** The people who take part by email. */
export type People = Pick<EmailConversation, "requester" | "participants">;

/** The requester and the accepted participants. */
export function defaultRecipients({ requester, participants }: People): Recipients {
  const to = requester ? [requester.address] : [];
  const others = participants
    .filter(({ state, address }) => state === "accepted" && !to.some((each) => isSame(each, address)))
    .map(({ address }) => address);
  return { to, cc: others, bcc: [] };
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The recipients with one list replaced. An address is in one list only. */
export function withRole(now: Recipients, role: RecipientRole, addresses: string[]): Recipients {
  const others = (each: RecipientRole) =>
    now[each].filter((address) => !addresses.some((other) => isSame(address, other)));
  const next = { to: others("to"), cc: others("cc"), bcc: others("bcc") };
  return { ...next, [role]: addresses };
}

/** The recipients to send with a reply: those that its author has seen, so that nobody is added unnoticed. */
export function recipientsToSend(choice: Recipients | null, conversation: People | undefined): SentRecipients {
  return choice ?? (conversation ? defaultRecipients(conversation) : {});
}

/**
 * Who will read a reply: its recipients, and the ticket's contact, who sees it in the help center if an email address lets them
 * sign in there.
 */
export function readersOf({ to, cc, bcc }: Recipients, conversation: People, contact: string | null): string[] {
  const recipients = [...to, ...cc, ...bcc];
  const { requester } = conversation;
  const isWritten = requester !== null && recipients.some((each) => isSame(each, requester.address));
  const names = recipients.map((address) => nameIn(conversation, address) || address);
  return isWritten || !contact || !requester ? names : [contact, ...names];
}

/** Everyone who takes part by email or was written to: the requester, participants and third parties. */
export const peopleOf = ({
  requester,
  participants,
  third_parties,
}: People & Pick<EmailConversation, "third_parties">) => [
  ...(requester ? [requester] : []),
  ...participants,
  ...third_parties,
];

/** The desk's name for the person at an address. */
export function nameIn({ requester, participants }: People, address: string): string | undefined {
  const people = requester ? [requester, ...participants] : participants;
  return people.find((each) => isSame(each.address, address))?.name || nameOfPicked(address);
}
