import "../lib/later-texts.ts";
import { Checkbox, NativeSelect, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { AddressInput } from "../email/AddressInput.tsx";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import classes from "./new-ticket.module.css";
import type { NewTicket } from "./new-ticket.ts";

const noName = () => undefined;

/** Whether the contact gets the description by email, who else gets it, and which mailbox sends it. */
export function SendAsEmail({ fields, change }: { fields: NewTicket; change(more: Partial<NewTicket>): void }) {
  const t = useTexts();
  const { data: mailboxes } = useQuery({
    queryKey: ["senders"],
    queryFn: async ({ signal }) => (await api.get("/mailboxes/senders/", { signal })).results,
  });
  if (!mailboxes) return null;
  const { sendsEmail, cc, bcc, mailbox, contact } = fields;
  return (
    <Stack gap="xs" className={classes.email}>
      <Checkbox
        label={t("newTicket.sendAsEmail")}
        description={t(contact ? "newTicket.sendAsEmailAbout" : "newTicket.sendNeedsContact")}
        checked={sendsEmail && contact !== null}
        disabled={contact === null}
        onChange={({ currentTarget: { checked } }) => change({ sendsEmail: checked })}
      />
      {sendsEmail && contact !== null && (
        <>
          <AddressInput
            label={t("email.roles.cc")}
            value={cc}
            nameOf={noName}
            onChange={(cc) => change({ cc })}
            isField
          />
          <AddressInput
            label={t("email.roles.bcc")}
            value={bcc}
            nameOf={noName}
            onChange={(bcc) => change({ bcc })}
            isField
          />
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
