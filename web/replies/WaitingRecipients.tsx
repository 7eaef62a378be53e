import { RECIPIENT_ROLES } from "../../wire/recipient-words.ts";
import "../lib/later-texts.ts";
import { useQuery } from "@tanstack/react-query";
import { conversationQuery } from "../email/conversation-query.ts";
import { locale, useTexts } from "../lib/texts.ts";
import { defaultRecipients, nameIn, type People } from "./recipients.ts";
import type { Reply } from "./replies-query.ts";

/** The people that a waiting reply goes to, by To, Cc and Bcc. */
export function WaitingRecipients({ reply: { ticket, recipients } }: { reply: Reply }) {
  const t = useTexts();
  const { data } = useQuery(conversationQuery(ticket));
  const people: People = data ?? { requester: null, participants: [] };
  const usual = defaultRecipients(people);
  const addressesOf = (role: (typeof RECIPIENT_ROLES)[number]) =>
    recipients ? recipients.filter((each) => each.role === role).map(({ address }) => address) : usual[role];
  const lines = RECIPIENT_ROLES.flatMap((role) => {
    const names = addressesOf(role).map((address) => nameIn(people, address) || address);
    return names.length > 0 ? [`${t(`email.roles.${role}`)}: ${new Intl.ListFormat(locale()).format(names)}`] : [];
  });
  return <>{lines.join(" · ")}</>;
}
