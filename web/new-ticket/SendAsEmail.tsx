import "../lib/later-texts.ts";
import { Checkbox, NativeSelect, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { AddressInput } from "../email/AddressInput.tsx";
import { useAddressee } from "../email/contact-address.ts";
import { MissingAddress } from "../email/MissingAddress.tsx";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import classes from "./new-ticket.module.css";
import type { NewTicket } from "./new-ticket.ts";

const noName = () => undefined;

interface Props {
  fields: NewTicket;
  change(more: Partial<NewTicket>): void;
}

/** Whether the contact gets the description by email, who else gets it, and which mailbox sends it. */
export function SendAsEmail({ fields, change }: Props) {
  const t = useTexts();
  const { data: mailboxes } = useQuery({
    queryKey: ["senders"],
    queryFn: async ({ signal }) => (await api.get("/mailboxes/senders/", { signal })).results,
  });
  const addressee = useAddressee(fields.contact);
  if (!mailboxes) return null;
  const { sendsEmail, mailbox, contact } = fields;
  const isPossible = contact !== null && addressee?.address !== "";
  return (
    <Stack gap="xs" className={classes.email}>
      <Checkbox
        label={t("newTicket.sendAsEmail")}
        description={
          isPossible || !contact ? t(contact ? "newTicket.sendAsEmailAbout" : "newTicket.sendNeedsContact") : null
        }
        checked={sendsEmail && isPossible}
        disabled={!isPossible}
        onChange={({ currentTarget: { checked } }) => change({ sendsEmail: checked })}
      />
      {contact !== null && addressee?.address === "" && (
        <MissingAddress
          contact={contact}
          name={addressee.name}
          text={t("newTicket.noAddress", { name: addressee.name })}
          onAdded={() => {}}
        />
      )}
      {sendsEmail && isPossible && (
        <>
          <Copies fields={fields} change={change} contact={addressee?.address} />
          {mailboxes.length === 0 && (
            <Text size="sm" c="dimmed">
              {t("email.heldUntilMailbox")}
            </Text>
          )}
          {mailboxes.length > 1 && (
            <NativeSelect
              label={t("email.fromMailbox")}
              value={mailbox ?? mailboxes[0]?.id ?? ""}
              onChange={({ currentTarget: { value } }) => change({ mailbox: value })}
              data={mailboxes.map(({ id, address }) => ({ value: id, label: address }))}
            />
          )}
        </>
      )}
    </Stack>
  );
}

/** Who else gets it; the contact is not offered again. */
function Copies({ fields, change, contact }: Props & { contact: string | undefined }) {
  const t = useTexts();
  const recipients = [...fields.cc, ...fields.bcc, ...(contact ? [contact] : [])];
  return (["cc", "bcc"] as const).map((role) => (
    <AddressInput
      key={role}
      label={t(`email.roles.${role}`)}
      value={fields[role]}
      nameOf={noName}
      onChange={(addresses) => change({ [role]: addresses })}
      taken={recipients}
      company={fields.company}
      isField
    />
  ));
}
