import "../lib/later-texts.ts";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import type { TicketNow } from "../tickets/ticket-query.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import { ticketsChanged } from "./merge.ts";
import { TicketPicker } from "./TicketPicker.tsx";

/** Chooses the ticket that a message is moved to. */
export function MoveDialog({ ticket, comment, onClose }: { ticket: TicketNow; comment: string; onClose(): void }) {
  const t = useTexts();
  const [target, setTarget] = useState<string | null>(null);
  const move = useMutation({
    mutationFn: (to: string) => api.post("/ticket-comments/{id}/move/", { ticket: to }, { path: { id: comment } }),
    onSuccess: ({ ticket_number: number }) => {
      onClose();
      showNotice(t("merging.moved", { number }));
    },
    onError: (error) => showError(error, t("failures.moveMessage")),
    onSettled: ticketsChanged,
  });
  return (
    <Dialog onClose={onClose} title={t("merging.moveTitle")}>
      <Stack gap="sm">
        <TicketPicker label={t("merging.to")} without={ticket.id} value={target} onChoose={setTarget} />
        <Text size="sm">{t("merging.moveText")}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button onClick={() => target && move.mutate(target)} loading={move.isPending} disabled={!target}>
            {t("merging.moveNow")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
