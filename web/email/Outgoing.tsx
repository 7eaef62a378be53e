import "../lib/later-texts.ts";
import { Button, Group, Select, Stack, Table, Text, UnstyledButton } from "@mantine/core";
import { IconMail, IconSend } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { EMAIL_STATES, UNDELIVERED_STATES } from "../../wire/email-words.ts";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf, numberOf } from "../lib/time.ts";
import records from "../records/records.module.css";
import { showError, showNotice } from "../ui/notices.ts";
import { EmailDrawer } from "./EmailDrawer.tsx";
import { useCanResend, useResend } from "./email-actions.ts";
import { emailsChanged, isMoving, MOVING_AGAIN_MS, type OutgoingEmail } from "./email-queries.ts";
import { useEmailSearch } from "./email-search.ts";
import { byRole, groupByMessage } from "./group-emails.ts";
import { HeldEmails } from "./HeldEmails.tsx";
import { MoreRows, RowStates, RowsTable, useRows } from "./rows.tsx";
import { ShortWords } from "./ServerWords.tsx";
import { StateMark } from "./StateMark.tsx";

const PAGE_SIZE = 50;
const STATES = ["undelivered", ...EMAIL_STATES] as const;
const CAN_RESEND = ["failed", "bounced", "deferred"];
const COUNTS_AGAIN_MS = 10_000;

/** Every email that was sent or waits to be sent, by state. */
export function Outgoing() {
  const t = useTexts();
  const { search, change } = useEmailSearch();
  const state = STATES.find((each) => each === search.state);
  const [open, setOpen] = useState<string | null>(null);
  const rows = useRows(
    ["outgoing-emails", { state }],
    (page, signal) => api.get("/outgoing-emails/", { query: { page, page_size: PAGE_SIZE, state }, signal }),
    (first) => (first.some((email) => isMoving(email.state)) ? MOVING_AGAIN_MS : false),
  );
  return (
    <Stack>
      <HeldEmails />
      <Group justify="space-between" align="flex-end">
        <StateSelect state={state} onChange={(next) => change({ state: next })} />
        {state === "undelivered" && rows.list && rows.list.length > 0 && <ResendAll />}
      </Group>
      <RowStates
        rows={rows}
        icon={IconMail}
        empty={t(state ? "email.noneWithState" : "email.none")}
        emptyText={state ? null : t("email.noneText")}
      >
        {(list) => <Emails rows={list} onOpen={setOpen} />}
      </RowStates>
      <MoreRows rows={rows} />
      {open && <EmailDrawer id={open} onClose={() => setOpen(null)} />}
    </Stack>
  );
}

function StateSelect({ state, onChange }: { state: string | undefined; onChange: (state: string) => void }) {
  const t = useTexts();
  const { data } = useQuery({
    queryKey: ["outgoing-email-counts"],
    queryFn: ({ signal }) => api.get("/outgoing-emails/counts/", { signal }),
    refetchInterval: COUNTS_AGAIN_MS,
  });
  const counts: Partial<Record<string, number>> = data?.counts ?? {};
  const undeliveredCount = UNDELIVERED_STATES.reduce((sum, each) => sum + (counts[each] ?? 0), 0);
  const countOf = (each: string) => (each === "undelivered" ? undeliveredCount : (counts[each] ?? 0));
  return (
    <Select
      label={t("email.showAs")}
      value={state ?? ""}
      allowDeselect={false}
      onChange={(next) => onChange(next ?? "")}
      data={[
        { value: "", label: t("email.allStates") },
        ...STATES.map((value) => ({ value, label: `${t(`email.states.${value}`)} (${numberOf(countOf(value))})` })),
      ]}
    />
  );
}

function ResendAll() {
  const t = useTexts();
  const canResend = useCanResend();
  const resend = useMutation({
    mutationFn: () => api.post("/outgoing-emails/retry/", {}),
    onSuccess: ({ count }) => showNotice(t("email.resentMany", { count })),
    onError: (error) => showError(error, t("failures.emailsSend")),
    onSettled: emailsChanged,
  });
  if (!canResend("failed")) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconSend size={16} aria-hidden />}
      loading={resend.isPending}
      onClick={() => resend.mutate()}
    >
      {t("email.resendAll")}
    </Button>
  );
}

function Emails({ rows, onOpen }: { rows: readonly OutgoingEmail[]; onOpen: (id: string) => void }) {
  const t = useTexts();
  return (
    <RowsTable
      label={t("email.table")}
      columns={[t("email.to"), t("email.showAs"), t("email.subject"), t("email.showKind"), t("email.sent")]}
      hasActions
    >
      {groupByMessage(rows).map((emails) => (
        <Row key={emails[0]!.id} emails={emails} onOpen={onOpen} />
      ))}
    </RowsTable>
  );
}

/** The emails of one message that have the same outcome: each recipient opens their own. */
function Row({ emails, onOpen }: { emails: readonly OutgoingEmail[]; onOpen: (id: string) => void }) {
  const t = useTexts();
  const { state, reason, last_reply: words, subject, kind, created_at } = emails[0]!;
  return (
    <Table.Tr>
      <Table.Td data-phone="first">
        {byRole(emails).map(({ id, address, role }) => (
          <UnstyledButton key={id} fz="sm" display="block" className={records.strong} onClick={() => onOpen(id)}>
            {role !== "to" && `${t(`email.roles.${role}`)}: `}
            {address}
          </UnstyledButton>
        ))}
      </Table.Td>
      <Table.Td data-phone="below">
        <StateMark state={state} reason={reason} />
        {CAN_RESEND.includes(state) && words && (
          <Text size="xs" c="dimmed" lineClamp={2}>
            <ShortWords words={words} />
          </Text>
        )}
      </Table.Td>
      <Table.Td data-phone="below">{subject}</Table.Td>
      <Table.Td className={records.short}>{t(`email.kinds.${kind}`)}</Table.Td>
      <Table.Td className={records.short}>{momentOf(created_at)}</Table.Td>
      <Table.Td data-phone="beside">{CAN_RESEND.includes(state) && <Resend emails={emails} />}</Table.Td>
    </Table.Tr>
  );
}

function Resend({ emails }: { emails: readonly OutgoingEmail[] }) {
  const t = useTexts();
  const canResend = useCanResend();
  const resend = useResend(emails.map(({ id }) => id));
  if (!canResend(emails[0]!.state)) return null;
  return (
    <Button size="compact-sm" variant="default" loading={resend.isPending} onClick={() => resend.mutate(null)}>
      {t("email.resend")}
    </Button>
  );
}
