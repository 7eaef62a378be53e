import "../lib/later-texts.ts";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import type { TicketNow } from "../tickets/ticket-query.ts";
import { useTicketActions } from "../tickets/use-ticket-actions.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import { ticketsChanged } from "./merge.ts";

/** Turns a message into a ticket of its own, with a subject that can be edited. */
export function SplitDialog({ ticket, comment, onClose }: { ticket: TicketNow; comment: string; onClose(): void }) {
  const t = useTexts();
  const { open } = useTicketActions();
  const [subject, setSubject] = useState(ticket.subject);
  const split = useMutation({
    mutationFn: () => api.post("/ticket-comments/{id}/split/", { subject }, { path: { id: comment } }),
    onSuccess: ({ id, ticket_number: number }) => {
      onClose();
      void open(id);
      showNotice(t("merging.split", { number }));
    },
    onError: (error) => showError(error, t("failures.split")),
    onSettled: ticketsChanged,
  });
  return (
    <Dialog onClose={onClose} title={t("merging.splitTitle")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          split.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t("fields.subject")}
            value={subject}
            maxLength={200}
            required
            data-autofocus
            onChange={({ currentTarget: { value } }) => setSubject(value)}
          />
          <Text size="sm">{t("merging.splitText")}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={split.isPending} disabled={!subject.trim()}>
              {t("merging.splitNow")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
