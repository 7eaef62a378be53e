import "../lib/later-texts.ts";
import { Button, Radio, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { useTicketActions } from "../tickets/use-ticket-actions.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { DialogFoot } from "../ui/DialogFoot.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import { LoadingLines } from "../ui/States.tsx";

type Block = "nothing" | "sender" | "domain";

/** Moves a ticket to the trash as spam, and blocks its sender on request. */
export function SpamDialog({ ticket, number, onClose }: { ticket: string; number: string; onClose: () => void }) {
  const t = useTexts();
  const { next, open, toList } = useTicketActions();
  const [block, setBlock] = useState<Block>("nothing");
  const path = { path: { id: ticket } };
  const { data } = useQuery({
    queryKey: ["ticket-sender", ticket],
    queryFn: ({ signal }) => api.get("/tickets/{id}/sender/", { ...path, signal }),
  });
  const undo = async (rule: string | null) => {
    try {
      await api.post("/tickets/{id}/not_spam/", { rule }, path);
      await queryClient.invalidateQueries();
    } catch (error) {
      showError(error, t("ticket.notRestored", { number }));
    }
  };
  const mark = useMutation({
    mutationFn: () => api.post("/tickets/{id}/spam/", { block }, path),
    onSuccess: async ({ rule }) => {
      onClose();
      showNotice(t("email.markedSpam", { number }), { run: () => void undo(rule) });
      await (next ? open(next) : toList());
      await queryClient.invalidateQueries({ queryKey: ["inbox"] });
    },
    onError: (error) => showError(error, t("failures.spam", { number })),
  });
  const sender = data?.sender;
  return (
    <Dialog onClose={onClose} title={t("email.spamTitle", { number })}>
      <Stack>
        <Text size="sm">{t("email.spamText")}</Text>
        {!data ? (
          <LoadingLines lines={2} />
        ) : (
          sender && <BlockChoice sender={sender} block={block} onChoose={setBlock} />
        )}
        <DialogFoot onCancel={onClose}>
          <Button color="red" loading={mark.isPending} disabled={!sender} onClick={() => mark.mutate()} data-autofocus>
            {t("email.markSpam")}
          </Button>
        </DialogFoot>
      </Stack>
    </Dialog>
  );
}

interface BlockProps {
  sender: NonNullable<AnswerOf<"GET", "/tickets/{id}/sender/">["sender"]>;
  block: Block;
  onChoose(block: Block): void;
}

function BlockChoice({ sender, block, onChoose }: BlockProps) {
  const t = useTexts();
  return (
    <Radio.Group label={t("email.block")} value={block} onChange={(value) => onChoose(value as Block)}>
      <Stack gap="xs" mt="xs">
        <Radio value="nothing" label={t("email.blocks.nothing")} />
        <Radio value="sender" label={t("email.blocks.sender", { address: sender.address })} />
        {sender.can_block_domain && (
          <Radio value="domain" label={t("email.blocks.domain", { domain: sender.domain })} />
        )}
      </Stack>
    </Radio.Group>
  );
}
