import "../lib/later-texts.ts";
import { useQuery } from "@tanstack/react-query";
import { conversationQuery } from "../email/conversation-query.ts";
import { useStorePart } from "../lib/store.ts";
import { locale, useTexts } from "../lib/texts.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { defaultRecipients, type People, readersOf } from "./recipients.ts";
import type { ReplyDraft } from "./reply-draft.ts";

const MAX_NAMES = 3;

/** The names of everyone who will read the reply, at most three of them, and all of them as a list; empty if nobody will. */
export function useReaders({ ticket: id, now }: ReplyDraft): { names: string; all: string } {
  const t = useTexts();
  const { ticket } = useOpenTicket();
  const { data: conversation } = useQuery(conversationQuery(id));
  const choice = useStorePart(now, ({ recipients }) => recipients);
  const people: People = conversation ?? { requester: null, participants: [] };
  const recipients = choice ?? defaultRecipients(people);
  const readers = readersOf(recipients, people, ticket.contact_name);
  const hasNoAddress = conversation?.requester === null && ticket.contact !== null;
  if (readers.length === 0 && !hasNoAddress) readers.push(ticket.company_name ?? t("replies.theCustomer"));
  const list = new Intl.ListFormat(locale());
  const firstReaders = readers.length > MAX_NAMES ? readers.slice(0, MAX_NAMES - 1) : readers;
  const others = readers.length - firstReaders.length;
  const names = others > 0 ? [...firstReaders, t("replies.others", { count: others })] : firstReaders;
  return { names: list.format(names), all: list.format(readers) };
}
