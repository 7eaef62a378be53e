import "../lib/later-texts.ts";
import { Alert, Badge, Button, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconExclamationCircle,
  IconMail,
  IconPlayerPause,
  IconPlus,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useHasPublicUrl } from "../lib/server-settings.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { EmptyState, ErrorState, LoadingLines } from "../ui/States.tsx";
import { type Mailbox, mailboxesQuery } from "./email-queries.ts";
import { useEmailSearch } from "./email-search.ts";
import { HeldEmails } from "./HeldEmails.tsx";
import css from "./Mailboxes.module.css";
import { MailboxForm } from "./MailboxForm.tsx";
import { MailboxPanel } from "./MailboxPanel.tsx";
import { workOf } from "./mailbox-work.ts";

/** The mailboxes, and the chosen one beside them. */
export function Mailboxes() {
  const t = useTexts();
  const { search, change } = useEmailSearch();
  const { data: mailboxes, error, refetch } = useQuery(mailboxesQuery);
  const hasPublicUrl = useHasPublicUrl();
  const [isAdding, setAdding] = useState(false);
  if (error && !mailboxes) return <ErrorState error={error} onRetry={refetch} />;
  if (!mailboxes) return <LoadingLines />;
  const selection = mailboxes.find(({ id }) => id === search.mailbox) ?? mailboxes[0];
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t("email.add")}
    </Button>
  );
  return (
    <>
      {!hasPublicUrl && (
        <Alert color="yellow" variant="light" icon={<IconAlertTriangle size={16} aria-hidden />} mb="md">
          {t("email.needsPublicUrl")}
        </Alert>
      )}
      {selection ? (
        <Stack>
          <HeldEmails />
          <Group justify="flex-end">{add}</Group>
          <div className={css.columns}>
            <ul className={css.list} aria-label={t("email.mailboxes")}>
              {mailboxes.map((mailbox) => (
                <li key={mailbox.id}>
                  <UnstyledButton
                    className={css.mailbox}
                    aria-current={mailbox === selection}
                    onClick={() => change({ mailbox: mailbox.id })}
                  >
                    <Line mailbox={mailbox} />
                  </UnstyledButton>
                </li>
              ))}
            </ul>
            <MailboxPanel key={selection.id} mailbox={selection} />
          </div>
        </Stack>
      ) : (
        <EmptyState icon={IconMail} title={t("email.empty")} action={add}>
          {t("email.emptyText")}
        </EmptyState>
      )}
      {isAdding && <MailboxForm onSaved={(mailbox) => change({ mailbox })} onClose={() => setAdding(false)} />}
    </>
  );
}

const ICONS = { ok: IconCircleCheck, failing: IconExclamationCircle, disabled: IconPlayerPause };

function Line({ mailbox }: { mailbox: Mailbox }) {
  const t = useTexts();
  const { address, state, failing_since: since, is_default } = mailbox;
  const Picture = ICONS[state];
  return (
    <>
      <Picture size={16} stroke={1.75} aria-hidden data-state={state} />
      <span>
        <Group gap="xs">
          <strong>{address}</strong>
          {is_default && (
            <Badge size="sm" variant="light" color="gray" tt="none">
              {t("email.default")}
            </Badge>
          )}
        </Group>
        <Text size="xs" c={state === "failing" ? "var(--late)" : "dimmed"}>
          {state === "failing" && since
            ? t("email.failingSince", { since: momentOf(since) })
            : state === "ok"
              ? t(`email.work.${workOf(mailbox)}`)
              : t("email.notSent")}
        </Text>
      </span>
    </>
  );
}
