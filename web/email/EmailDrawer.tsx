import "../lib/later-texts.ts";
import { Button, Group, Text, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { CANCELLABLE_STATES } from "../../wire/email-words.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf, relativeTo } from "../lib/time.ts";
import { Facts } from "../records/Facts.tsx";
import css from "./EmailDrawer.module.css";
import { EmailFrame } from "./EmailFrame.tsx";
import { EmailSheet } from "./EmailSheet.tsx";
import { useCancel, useCanResend, useResend } from "./email-actions.ts";
import { emailQuery } from "./email-queries.ts";
import { ServerWords } from "./ServerWords.tsx";
import { StateMark } from "./StateMark.tsx";
import { SuppressedLine } from "./SuppressedLine.tsx";
import { TicketAnchor } from "./TicketAnchor.tsx";

type Email = AnswerOf<"GET", "/outgoing-emails/{id}/">;

/** An email as it looks, the attempts to deliver it, and its actions. */
export function EmailDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  return (
    <EmailSheet query={useQuery(emailQuery(id))} onClose={onClose}>
      {(email) => (
        <>
          <About email={email} />
          <Actions key={email.address} email={email} />
          <Attempts email={email} />
          <Preview email={email} />
        </>
      )}
    </EmailSheet>
  );
}

function About({ email }: { email: Email }) {
  const t = useTexts();
  const { state, reason, send_at: at, waits_for: waitsFor } = email;
  const to = email.name ? `${email.name} <${email.address}>` : email.address;
  const facts = [
    [
      t("email.showAs"),
      <span key="state">
        <StateMark state={state} reason={reason} />
        {state === "deferred" && at && <Text size="xs">{t("email.deferredDetail", { at: relativeTo(at) })}</Text>}
        {state === "suppressed" && email.ticket && <SuppressedLine ticket={email.ticket} address={email.address} />}
        {waitsFor && <Text size="xs">{t(`email.waitsFor.${waitsFor}`)}</Text>}
      </span>,
    ],
    [t("email.from"), email.from],
    [t("email.to"), to],
    [t("email.showKind"), t(`email.kinds.${email.kind}`)],
    [t("email.ticket"), email.ticket && <TicketAnchor key="ticket" id={email.ticket} number={email.ticket_number} />],
    [t("email.sent"), momentOf(email.created_at)],
  ] as const;
  return <Facts facts={facts} />;
}

function Actions({ email: { id, state, address } }: { email: Email }) {
  const t = useTexts();
  const [to, setTo] = useState(address);
  const resend = useResend([id]);
  const cancel = useCancel(id);
  const canResend = useCanResend()(state);
  const canCancel = (CANCELLABLE_STATES as readonly string[]).includes(state);
  return (
    <>
      {canResend && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            resend.mutate(to.trim() === address ? null : to.trim());
          }}
        >
          <Group align="flex-end" gap="xs" wrap="nowrap">
            <TextInput
              type="email"
              flex={1}
              label={t("email.resendTo")}
              description={t("email.resendToHint")}
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
              required
              withAsterisk={false}
            />
            <Button type="submit" loading={resend.isPending}>
              {t(state === "held" ? "email.sendNow" : "email.resend")}
            </Button>
          </Group>
        </form>
      )}
      {canCancel && (
        <Group>
          <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {t("email.cancel")}
          </Button>
        </Group>
      )}
    </>
  );
}

function Attempts({ email: { attempts } }: { email: Email }) {
  const t = useTexts();
  return (
    <section>
      <Title order={3} size="h5" mb={4}>
        {t("email.attempts")}
      </Title>
      {attempts.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("email.noAttempts")}
        </Text>
      ) : (
        <ol className={css.attempts}>
          {attempts.map(({ at, outcome, reply, server }) => (
            <li key={at}>
              <Group justify="space-between" gap="xs">
                <strong>{outcome ? t(`email.outcomes.${outcome}`) : t("email.running")}</strong>
                <time dateTime={at}>{momentOf(at)}</time>
              </Group>
              {reply && <ServerWords words={reply} />} {server && <span className={css.quiet}>{server}</span>}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Preview({ email: { html, text } }: { email: Email }) {
  const t = useTexts();
  return (
    <section>
      <Title order={3} size="h5" mb={4}>
        {t("email.preview")}
      </Title>
      {html ? (
        <EmailFrame html={html} title={t("email.preview")} />
      ) : (
        <pre className={css.text}>{text ?? t("email.noText")}</pre>
      )}
    </section>
  );
}
