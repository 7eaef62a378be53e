import { RECIPIENT_ROLES, type RecipientRole } from "../../wire/recipient-words.ts";
import "../lib/later-texts.ts";
import { NativeSelect } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AddressInput } from "../email/AddressInput.tsx";
import { conversationChanged, conversationQuery, type EmailConversation } from "../email/conversation-query.ts";
import { MissingAddress } from "../email/MissingAddress.tsx";
import { SuppressedLine } from "../email/SuppressedLine.tsx";
import { api } from "../lib/api.ts";
import { useStorePart } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { showError } from "../ui/notices.ts";
import css from "./RecipientsRow.module.css";
import { RoleButtons } from "./RoleButtons.tsx";
import { defaultRecipients, nameIn, peopleOf, withRole } from "./recipients.ts";
import type { ReplyDraft } from "./reply-draft.ts";

/** The row above a reply: who gets it by email (each can be left out) and the mailbox that sends it. */
export function RecipientsRow({ draft }: { draft: ReplyDraft }) {
  const { data: conversation } = useQuery(conversationQuery(draft.ticket));
  if (!conversation) return null;
  return <Row draft={draft} conversation={conversation} />;
}

function Row({ draft, conversation }: { draft: ReplyDraft; conversation: EmailConversation }) {
  const t = useTexts();
  const choice = useStorePart(draft.now, ({ recipients }) => recipients);
  const { ticket } = useOpenTicket();
  const recipients = choice ?? defaultRecipients(conversation);
  const [openedRoles, setOpenedRoles] = useState<readonly RecipientRole[]>([]);
  const isShown = (role: RecipientRole) => role === "to" || recipients[role].length > 0 || openedRoles.includes(role);
  const isNobody = RECIPIENT_ROLES.every((role) => recipients[role].length === 0);
  const hasNoAddress = ticket.contact !== null && conversation.requester === null;
  return (
    <fieldset className={css.recipients} data-recipients aria-label={t("email.recipients")}>
      {RECIPIENT_ROLES.filter(isShown).map((role) => (
        <AddressInput
          key={role}
          label={t(`email.roles.${role}`)}
          value={recipients[role]}
          nameOf={(address) => nameIn(conversation, address)}
          taken={RECIPIENT_ROLES.flatMap((each) => recipients[each])}
          people={peopleOf(conversation)}
          company={ticket.company}
          onChange={(addresses) => draft.change({ recipients: withRole(recipients, role, addresses) })}
          autoFocus={openedRoles.at(-1) === role}
        />
      ))}
      <div className={css.more}>
        <RoleButtons
          roles={RECIPIENT_ROLES.filter((role) => !isShown(role))}
          onAdd={(role) => setOpenedRoles([...openedRoles, role])}
        />
        {isNobody && !hasNoAddress && <span role="status">{t("email.nobodyGetsIt")}</span>}
        {conversation.mailboxes.length === 0 && !isNobody && <span>{t("email.heldUntilMailbox")}</span>}
        {conversation.mailboxes.length > 1 && <FromMailbox ticket={draft.ticket} conversation={conversation} />}
      </div>
      {hasNoAddress && (
        <MissingAddress
          contact={ticket.contact!}
          name={ticket.contact_name ?? ""}
          text={t(isNobody ? "email.noAddressNobody" : "email.noAddress", { name: ticket.contact_name ?? "" })}
          onAdded={(address) => {
            if (choice) draft.change({ recipients: withRole(choice, "to", [...choice.to, address]) });
            void conversationChanged(draft.ticket);
          }}
        />
      )}
      {RECIPIENT_ROLES.flatMap((role) => recipients[role]).map((address) => (
        <SuppressedLine key={address} ticket={draft.ticket} address={address} />
      ))}
    </fieldset>
  );
}

/** The mailbox of the ticket, which also sends later replies. */
function FromMailbox({ ticket, conversation }: { ticket: string; conversation: EmailConversation }) {
  const t = useTexts();
  const choose = useMutation({
    mutationFn: (mailbox: string) => api.patch("/tickets/{id}/conversation/", { mailbox }, { path: { id: ticket } }),
    onError: (error) => showError(error, t("failures.mailboxOfTicket")),
    onSettled: () => conversationChanged(ticket),
  });
  return (
    <NativeSelect
      size="xs"
      variant="unstyled"
      className={css.from}
      aria-label={t("email.fromMailbox")}
      value={choose.isPending ? choose.variables : (conversation.mailbox ?? "")}
      onChange={({ currentTarget: { value } }) => choose.mutate(value)}
      data={conversation.mailboxes.map(({ id, address }) => ({
        value: id,
        label: t("email.fromAddress", { address }),
      }))}
    />
  );
}
