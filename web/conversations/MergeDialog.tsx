import "../lib/later-texts.ts";
import { Button, List, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import type { TicketNow } from "../tickets/ticket-query.ts";
import { useTicketActions } from "../tickets/use-ticket-actions.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { DialogFoot } from "../ui/DialogFoot.tsx";
import { errorText } from "../ui/notices.ts";
import { mergeInto } from "./merge.ts";
import { TicketPicker } from "./TicketPicker.tsx";

/** Chooses the ticket that the open one is merged into, and previews what moves. */
export function MergeDialog({ ticket, onClose }: { ticket: TicketNow; onClose(): void }) {
  const t = useTexts();
  const { open } = useTicketActions();
  const [target, setTarget] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const preview = useQuery({
    queryKey: ["merge-preview", ticket.id, target],
    queryFn: ({ signal }) =>
      api.get("/tickets/{id}/merge/", { path: { id: ticket.id }, query: { into: target }, signal }),
    enabled: target !== null,
    staleTime: 0,
  });
  const run = async () => {
    if (!target) return;
    setBusy(true);
    const isMerged = await mergeInto({ id: ticket.id, number: ticket.ticket_number }, target, open);
    setBusy(false);
    if (isMerged) onClose();
  };
  const { data } = preview;
  return (
    <Dialog onClose={onClose} title={t("merging.title", { number: ticket.ticket_number })}>
      <Stack gap="sm">
        <TicketPicker label={t("merging.into")} without={ticket.id} value={target} onChoose={setTarget} />
        {preview.error && (
          <Text size="sm" role="alert">
            {errorText(preview.error)}
          </Text>
        )}
        {data && <Preview data={data} />}
        <Text size="xs" c="dimmed">
          {t("merging.undoable")}
        </Text>
        <DialogFoot onCancel={onClose}>
          <Button onClick={() => void run()} loading={isBusy} disabled={!data}>
            {t("merging.mergeNow")}
          </Button>
        </DialogFoot>
      </Stack>
    </Dialog>
  );
}

/** What moves to the other ticket. */
function Preview({ data }: { data: AnswerOf<"GET", "/tickets/{id}/merge/"> }) {
  const t = useTexts();
  return (
    <List size="sm" aria-label={t("merging.preview")}>
      <List.Item>{t("merging.goesAlong", { messages: data.messages, files: data.files })}</List.Item>
      {data.joining.length > 0 && (
        <List.Item>{t("merging.joining", { names: data.joining.map(withAddress).join(", ") })}</List.Item>
      )}
      <List.Item>
        {t("merging.leadsThere", { source: data.source.ticket_number, target: data.target.ticket_number })}
      </List.Item>
    </List>
  );
}

/** A name alone may be anyone's. */
const withAddress = ({ name, address }: { name: string; address: string }): string =>
  name ? `${name} (${address})` : address;
