import "../lib/later-texts.ts";
import { NativeSelect } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AddressInput } from "../email/AddressInput.tsx";
import { type Conversation, conversationChanged, conversationQuery } from "../email/conversation-query.ts";
import { SuppressedLine } from "../email/SuppressedLine.tsx";
import { api } from "../lib/api.ts";
import { useStorePart } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { showError } from "../ui/notices.ts";
import css from "./RecipientsRow.module.css";
import { RoleButtons } from "./RoleButtons.tsx";
import { defaultRecipients, nameIn, ROLES, type Role, withRole } from "./recipients.ts";
import type { ReplyDraft } from "./reply-draft.ts";

/** The row above a reply: who gets it by email (each can be left out) and the mailbox that sends it. */
export function RecipientsRow({ draft }: { draft: ReplyDraft }) {
  const { data: conversation } = useQuery(conversationQuery(draft.ticket));
  if (!conversation) return null;
  return <Row draft={draft} conversation={conversation} />;
}

function Row({ draft, conversation }: { draft: ReplyDraft; conversation: Conversation }) {
  const t = useTexts();
  const choice = useStorePart(draft.now, ({ recipients }) => recipients);
  const recipients = choice ?? defaultRecipients(conversation);
  const [openedRoles, setOpenedRoles] = useState<readonly Role[]>([]);
  const isShown = (role: Role) => role === "to" || recipients[role].length > 0 || openedRoles.includes(role);
  const isNobody = ROLES.every((role) => recipients[role].length === 0);
  return (
    <fieldset className={css.recipients} aria-label={t("email.recipients")}>
      {ROLES.filter(isShown).map((role) => (
        <AddressInput
          key={role}
          label={t(`email.roles.${role}`)}
          value={recipients[role]}
          nameOf={(address) => nameIn(conversation, address)}
          onChange={(addresses) => draft.change({ recipients: withRole(recipients, role, addresses) })}
          autoFocus={openedRoles.at(-1) === role}
        />
      ))}
      <div className={css.more}>
        <RoleButtons
          roles={ROLES.filter((role) => !isShown(role))}
          onAdd={(role) => setOpenedRoles([...openedRoles, role])}
        />
        {isNobody && <span role="status">{t("email.nobodyGetsIt")}</span>}
        {conversation.mailboxes.length === 0 && !isNobody && <span>{t("email.heldUntilMailbox")}</span>}
        {conversation.mailboxes.length > 1 && <FromMailbox ticket={draft.ticket} conversation={conversation} />}
      </div>
      {ROLES.flatMap((role) => recipients[role]).map((address) => (
        <SuppressedLine key={address} ticket={draft.ticket} address={address} />
      ))}
    </fieldset>
  );
}

/** The mailbox of the ticket, which also sends later replies. */
function FromMailbox({ ticket, conversation }: { ticket: string; conversation: Conversation }) {
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
