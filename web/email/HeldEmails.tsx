import "../lib/later-texts.ts";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconPlayerPause } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { DeleteDialog } from "../records/DeleteDialog.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import { emailsChanged, mailboxesQuery } from "./email-queries.ts";

const HELD_FILTER = { state: "held", reason: "no_mailbox" } as const;

/** Says that emails are held because there was no mailbox, and offers to send or drop them. */
export function HeldEmails() {
  const t = useTexts();
  const [isDropping, setDropping] = useState(false);
  const { data: mailboxes } = useQuery(mailboxesQuery);
  const { data: count = 0 } = useQuery({
    queryKey: ["outgoing-emails", "held"],
    queryFn: async ({ signal }) =>
      (await api.get("/outgoing-emails/", { query: { ...HELD_FILTER, page_size: 1 }, signal })).count ?? 0,
  });
  const send = useMutation({
    mutationFn: () => api.post("/outgoing-emails/retry/", HELD_FILTER),
    onSuccess: ({ count }) => showNotice(t("email.resentMany", { count })),
    onError: (error) => showError(error, t("failures.emailsSend")),
    onSettled: emailsChanged,
  });
  const drop = async () => {
    const { count } = await api.post("/outgoing-emails/cancel/", HELD_FILTER);
    emailsChanged();
    showNotice(t("email.dropped", { count }));
  };
  if (count === 0) return null;
  const canSend = mailboxes?.some(({ is_enabled }) => is_enabled) ?? false;
  return (
    <Alert variant="light" color="gray" icon={<IconPlayerPause size={16} aria-hidden />}>
      <Stack gap="xs">
        <Text size="sm">{t(canSend ? "email.heldReady" : "email.heldNoMailbox", { count })}</Text>
        <Group gap="xs">
          {canSend && (
            <Button size="xs" loading={send.isPending} onClick={() => send.mutate()}>
              {t("email.sendHeld")}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={() => setDropping(true)}>
            {t("email.drop")}
          </Button>
        </Group>
      </Stack>
      {isDropping && (
        <DeleteDialog
          title={t("email.dropTitle")}
          action={t("email.dropAction")}
          remove={drop}
          onClose={() => setDropping(false)}
        >
          {t("email.dropText", { count })}
        </DeleteDialog>
      )}
    </Alert>
  );
}
