import "../lib/later-texts.ts";
import { Alert, Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { DeleteDialog } from "../records/DeleteDialog.tsx";
import { CopyText } from "../ui/CopyText.tsx";
import { errorText, showError, showNotice } from "../ui/notices.ts";
import { checkQuery, type Mailbox, mailboxesQuery } from "./email-queries.ts";

const COLORS = { ok: "green", warning: "yellow", failed: "red", skipped: "gray" } as const;

async function createKeyOf(id: string, notice: string): Promise<void> {
  await api.post("/mailboxes/{id}/dkim_key/", {}, { path: { id } });
  await Promise.all([
    queryClient.invalidateQueries(mailboxesQuery),
    queryClient.invalidateQueries({ queryKey: ["mailbox-dns", id] }),
  ]);
  showNotice(notice);
}

/** The DNS records that make receivers trust a mailbox's emails, ready to copy, and whether the last check found them. */
export function DnsRecords({ mailbox: { id, has_dkim_key: hasKey } }: { mailbox: Mailbox }) {
  const t = useTexts();
  const [isAsking, setAsking] = useState(false);
  const { data, error } = useQuery({
    queryKey: ["mailbox-dns", id, hasKey],
    queryFn: ({ signal }) => api.get("/mailboxes/{id}/dns/", { path: { id }, signal }),
  });
  const { data: check } = useQuery(checkQuery(id));
  const createKey = () => createKeyOf(id, t("email.dkimCreated"));
  const create = useMutation({ mutationFn: createKey, onError: (error) => showError(error, t("failures.dkim")) });
  const stateOf = (purpose: string) => check?.steps.find(({ step }) => step === purpose)?.result;
  return (
    <section>
      <Group justify="space-between" gap="xs" mb="xs">
        <Title order={4} size="h6">
          {t("email.dns")}
        </Title>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconKey size={14} aria-hidden />}
          loading={create.isPending}
          onClick={() => (hasKey ? setAsking(true) : create.mutate())}
        >
          {t(hasKey ? "email.dkimRenew" : "email.dkimCreate")}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mb="sm">
        {t("email.dnsAbout")}
      </Text>
      {error && <Alert color="red">{errorText(error)}</Alert>}
      <Stack gap="md">
        {data?.results.map((record) => (
          <DnsRecord key={record.purpose} record={record} result={stateOf(record.purpose)} />
        ))}
        {!hasKey && (
          <Text size="sm" c="dimmed">
            {t("email.dkimNone")}
          </Text>
        )}
      </Stack>
      {isAsking && (
        <DeleteDialog
          title={t("email.dkimRenewTitle")}
          action={t("email.dkimRenew")}
          remove={createKey}
          onClose={() => setAsking(false)}
        >
          {t("email.dkimRenewText")}
        </DeleteDialog>
      )}
    </section>
  );
}

interface RecordProps {
  record: AnswerOf<"GET", "/mailboxes/{id}/dns/">["results"][number];
  /** What the last check found. */
  result: keyof typeof COLORS | undefined;
}

function DnsRecord({ record: { purpose, type, name, value }, result }: RecordProps) {
  const t = useTexts();
  return (
    <div>
      <Group gap="xs" mb={4}>
        <Text size="sm" component="strong">
          {t(`email.steps.${purpose}`)} ({type})
        </Text>
        {result && (
          <Badge size="sm" variant="light" color={COLORS[result]} c="var(--ink)" tt="none">
            {t(`email.published.${result}`)}
          </Badge>
        )}
      </Group>
      <CopyText name={t("email.dnsName")} value={name} />
      <CopyText name={t("email.dnsValue")} value={value} />
      <Text size="xs" c="dimmed" mt={4}>
        {t(`email.dnsPurposes.${purpose}`)}
      </Text>
    </div>
  );
}
