import "../lib/later-texts.ts";
import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { DeleteDialog } from "../records/DeleteDialog.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import { CheckSteps } from "./CheckSteps.tsx";
import { DnsRecords } from "./DnsRecords.tsx";
import { checkQuery, emailsChanged, type Mailbox, mailboxesQuery } from "./email-queries.ts";
import { ImapForm } from "./ImapForm.tsx";
import { MailboxForm } from "./MailboxForm.tsx";
import css from "./MailboxPanel.module.css";
import { ServerWords } from "./ServerWords.tsx";
import { SignIn } from "./SignIn.tsx";
import { TestEmail } from "./TestEmail.tsx";

/** One mailbox: its problem, its check, and its actions. */
export function MailboxPanel({ mailbox }: { mailbox: Mailbox }) {
  const t = useTexts();
  const [dialog, setDialog] = useState<"edit" | "imap" | "delete" | "test" | null>(null);
  const { id, address, is_enabled: isEnabled, origin } = mailbox;
  const enable = useEnable(mailbox);
  const remove = async () => {
    await api.remove("/mailboxes/{id}/", { path: { id } });
    await queryClient.invalidateQueries(mailboxesQuery);
  };
  const close = () => setDialog(null);
  return (
    <section className={css.panel} aria-label={address}>
      <Stack>
        <Group justify="space-between" gap="xs">
          <Title order={3} size="h5">
            {address}
          </Title>
          <Group gap="xs">
            <Button size="xs" variant="default" onClick={() => setDialog("edit")}>
              {t("common.edit")}
            </Button>
            {isEnabled && (
              <Button size="xs" variant="default" onClick={() => setDialog("test")}>
                {t("email.test")}
              </Button>
            )}
            <Button size="xs" variant="default" loading={enable.isPending} onClick={() => enable.mutate(!isEnabled)}>
              {t(isEnabled ? "email.pause" : "email.enable")}
            </Button>
            <Button size="xs" variant="subtle" color="red" onClick={() => setDialog("delete")}>
              {t("common.delete")}
            </Button>
          </Group>
        </Group>
        {mailbox.state === "failing" && <Failure mailbox={mailbox} />}
        {origin === "environment" && (
          <Text size="sm" c="dimmed">
            {t("email.environment")}
          </Text>
        )}
        <SignIn mailbox={mailbox} />
        <Receiving mailbox={mailbox} onEdit={() => setDialog("imap")} />
        <Check id={id} address={address} />
        <DnsRecords mailbox={mailbox} />
      </Stack>
      {dialog === "edit" && <MailboxForm mailbox={mailbox} onSaved={() => {}} onClose={close} />}
      {dialog === "imap" && <ImapForm mailbox={mailbox} onClose={close} />}
      {dialog === "test" && <TestEmail mailbox={id} onClose={close} />}
      {dialog === "delete" && (
        <DeleteDialog title={t("email.deleteTitle", { address })} remove={remove} onClose={close}>
          {t("email.deleteText")}
        </DeleteDialog>
      )}
    </section>
  );
}

/** Why the mailbox does not work, since when, and what happens next. */
function Failure({ mailbox: { failing_since: since, last_error: error } }: { mailbox: Mailbox }) {
  const t = useTexts();
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle size={16} aria-hidden />}
      title={since && t("email.failingSince", { since: momentOf(since) })}
    >
      {error && <ServerWords words={error} />}
      <Text size="sm">{t("email.failingHelp")}</Text>
    </Alert>
  );
}

function useEnable({ id, address }: Mailbox) {
  const t = useTexts();
  return useMutation({
    mutationFn: (is_enabled: boolean) => api.patch("/mailboxes/{id}/", { is_enabled }, { path: { id } }),
    onSuccess: async (savedMailbox) => {
      await queryClient.invalidateQueries(mailboxesQuery);
      emailsChanged();
      showNotice(t(savedMailbox.is_enabled ? "email.enabled" : "email.paused", { address }));
    },
    onError: (error) => showError(error, t("failures.mailbox", { address })),
  });
}

/** Whether emails are fetched from the mailbox, and when its folder was last read. */
function Receiving({ mailbox, onEdit }: { mailbox: Mailbox; onEdit: () => void }) {
  const t = useTexts();
  const { imap_host: host, imap_folder: folder, imap_read_at: at, imap_origin: origin } = mailbox;
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap">
      <div>
        <Title order={4} size="h6">
          {t("email.receiving")}
        </Title>
        <Text size="sm" c="dimmed">
          {!host
            ? t("email.notFetched")
            : at
              ? t("email.receivedAt", { folder, host, at: momentOf(at) })
              : t("email.notReceivedYet", { folder, host })}
        </Text>
      </div>
      {origin === "api" && (
        <Button size="xs" variant="default" flex="none" onClick={onEdit}>
          {t(host ? "email.imapEdit" : "email.imapSetUp")}
        </Button>
      )}
    </Group>
  );
}

function Check({ id, address }: { id: string; address: string }) {
  const t = useTexts();
  const { data: check } = useQuery(checkQuery(id));
  const start = useMutation({
    mutationFn: () => api.post("/mailboxes/{id}/check/", {}, { path: { id } }),
    onSuccess: (check) => queryClient.setQueryData(checkQuery(id).queryKey, check),
    onError: (error) => showError(error, t("failures.mailboxCheck", { address })),
  });
  const state = check?.state ?? "none";
  const isRunning = state === "waiting" || state === "running";
  const status =
    state === "waiting"
      ? t("email.checkWaits")
      : state === "running"
        ? t("email.checking")
        : check?.finished_at
          ? t("email.checkedAt", { at: momentOf(check.finished_at) })
          : t("email.notChecked");
  return (
    <section>
      <Group justify="space-between" gap="xs" mb="xs">
        <Title order={4} size="h6">
          {t("email.checkOf", { address })}
        </Title>
        <Group gap="xs">
          <Text size="xs" c="dimmed" role="status">
            {status}
          </Text>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            loading={start.isPending || isRunning}
            onClick={() => start.mutate()}
          >
            {t(state === "done" ? "email.checkAgain" : "email.check")}
          </Button>
        </Group>
      </Group>
      {state === "none" && (
        <Text size="sm" c="dimmed">
          {t("email.checkAbout")}
        </Text>
      )}
      {check && check.steps.length > 0 && <CheckSteps steps={check.steps} />}
    </section>
  );
}
