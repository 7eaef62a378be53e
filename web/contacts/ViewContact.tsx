import "../lib/later-texts.ts";
import { Alert, List, Skeleton, Stack, Text, UnstyledButton } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { choiceWord } from "../tickets/choice-words.ts";
import { ViewAsCustomer } from "../tickets/ViewAsCustomer.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { errorText } from "../ui/notices.ts";

/** The tickets that a contact sees in the help center. Opening the list is recorded, and so is each ticket. */
export function ViewContact({ contact, onClose }: { contact: { id: string; name: string }; onClose(): void }) {
  const t = useTexts();
  const [ticket, setTicket] = useState<string | null>(null);
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () => api.post("/contacts/{id}/view_as_customer/", {}, { path: { id: contact.id } }),
  });
  // only once, because each view is recorded as an event
  useEffect(() => mutate(), [mutate]);
  if (ticket) return <ViewAsCustomer ticket={ticket} contact={contact.id} onClose={() => setTicket(null)} />;
  return (
    <Dialog size="lg" onClose={onClose} title={t("asCustomer.contact", { name: contact.name })}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t("asCustomer.aboutContact")}
        </Text>
        {error && <Alert color="red">{errorText(error)}</Alert>}
        {isPending && <Skeleton height={160} />}
        {data?.results.length === 0 && <Text size="sm">{t("asCustomer.noTickets")}</Text>}
        <List listStyleType="none" spacing="xs">
          {data?.results.map(({ id, ticket_number, subject, status, role, contact_name, last_message_at }) => (
            <List.Item key={id}>
              <UnstyledButton onClick={() => setTicket(id)} dir="auto" td="underline">
                {subject}
              </UnstyledButton>
              <Text size="sm" c="dimmed">
                {[
                  ticket_number,
                  choiceWord(t, "status", status),
                  role !== "contact" && contact_name,
                  momentOf(last_message_at),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </Text>
            </List.Item>
          ))}
        </List>
      </Stack>
    </Dialog>
  );
}
