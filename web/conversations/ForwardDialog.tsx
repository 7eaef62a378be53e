import { RECIPIENT_ROLES, type RecipientRole } from "../../wire/recipient-words.ts";
import "../lib/later-texts.ts";
import { Button, Checkbox, Group, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AddressInput } from "../email/AddressInput.tsx";
import type { Addressee } from "../email/addressees.ts";
import { conversationQuery } from "../email/conversation-query.ts";
import { unfinishedAddress } from "../email/unfinished-address.ts";
import { api } from "../lib/api.ts";
import type { BodyOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { RoleButtons } from "../replies/RoleButtons.tsx";
import { type Recipients, withRole } from "../replies/recipients.ts";
import type { TicketNow } from "../tickets/ticket-query.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { DialogFoot } from "../ui/DialogFoot.tsx";
import { showError, showNotice } from "../ui/notices.ts";

/** Sends a message with chosen files to a third party, whose answer only the team sees. */
export function ForwardDialog({ ticket, comment, onClose }: { ticket: TicketNow; comment: string; onClose(): void }) {
  const t = useTexts();
  const { data: conversation } = useQuery(conversationQuery(ticket.id));
  const own = ticket.attachments.filter((file) => file.comment === comment);
  const candidates = [...own, ...ticket.attachments.filter((file) => !file.comment)];
  const [recipients, setRecipients] = useState<Recipients>({ to: [], cc: [], bcc: [] });
  const [text, setText] = useState("");
  const [files, setFiles] = useState(own.map(({ id }) => id));
  const forward = useForward(ticket.id, { ...recipients, text, comment, files }, onClose);
  return (
    <Dialog onClose={onClose} title={t("forwarding.title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const addressField = unfinishedAddress(event.currentTarget);
          if (addressField) addressField.focus();
          else forward.mutate();
        }}
      >
        <Stack gap="sm">
          <RecipientInputs
            recipients={recipients}
            people={conversation?.third_parties ?? []}
            onChange={setRecipients}
          />
          <Textarea
            label={t("forwarding.text")}
            autosize
            minRows={4}
            maxRows={14}
            value={text}
            onChange={({ currentTarget: { value } }) => setText(value)}
          />
          {candidates.length > 0 && (
            <Checkbox.Group label={t("forwarding.files")} value={files} onChange={setFiles}>
              <Stack gap={4} mt={4}>
                {candidates.map(({ id, name }) => (
                  <Checkbox key={id} size="xs" value={id} label={name} />
                ))}
              </Stack>
            </Checkbox.Group>
          )}
          <Text size="sm">{t("forwarding.about")}</Text>
          {conversation?.mailboxes.length === 0 && <Text size="sm">{t("email.heldUntilMailbox")}</Text>}
          <DialogFoot onCancel={onClose}>
            <Button type="submit" loading={forward.isPending} disabled={recipients.to.length === 0 || !text.trim()}>
              {t("forwarding.send")}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}

interface InputsProps {
  recipients: Recipients;
  /** Third parties who were written to before. */
  people: readonly Addressee[];
  onChange(recipients: Recipients): void;
}

/** To, and on demand Cc and Bcc. */
function RecipientInputs({ recipients, people, onChange }: InputsProps) {
  const t = useTexts();
  const [openedRoles, setOpenedRoles] = useState<readonly RecipientRole[]>(["to"]);
  return (
    <>
      {openedRoles.map((role) => (
        <AddressInput
          key={role}
          label={t(`email.roles.${role}`)}
          value={recipients[role]}
          nameOf={(address) => people.find((each) => each.address === address)?.name}
          onChange={(addresses) => onChange(withRole(recipients, role, addresses))}
          taken={RECIPIENT_ROLES.flatMap((each) => recipients[each])}
          people={people}
          placeholder={t("email.addressOrContact")}
          autoFocus={openedRoles.at(-1) === role}
          isField
        />
      ))}
      <Group gap="xs" justify="flex-end">
        <RoleButtons
          roles={RECIPIENT_ROLES.filter((role) => !openedRoles.includes(role))}
          onAdd={(role) => setOpenedRoles([...openedRoles, role])}
        />
      </Group>
    </>
  );
}

function useForward(
  ticket: string,
  message: BodyOf<"POST", "/tickets/{id}/forward/"> & { to: string[] },
  onSent: () => void,
) {
  const t = useTexts();
  return useMutation({
    mutationFn: () => api.post("/tickets/{id}/forward/", message, { path: { id: ticket } }),
    onSuccess: () => {
      onSent();
      showNotice(t("forwarding.done", { addresses: message.to.join(", ") }));
    },
    onError: (error) => showError(error, t("failures.forward", { addresses: message.to.join(", ") })),
    onSettled: () => {
      for (const key of ["ticket", "timeline"]) void queryClient.invalidateQueries({ queryKey: [key, ticket] });
    },
  });
}
