import "../lib/later-texts.ts";
import { Button, Group, Text, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { BOUNCE_REASONS, INCOMING_REASONS } from "../../wire/incoming-words.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { meantBy } from "../lib/keys.ts";
import { usePreferences } from "../lib/preferences.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { Facts } from "../records/Facts.tsx";
import { Keys } from "../ui/Keys.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import css from "./EmailDrawer.module.css";
import { EmailSheet } from "./EmailSheet.tsx";
import { TicketAnchor } from "./TicketAnchor.tsx";

type Email = AnswerOf<"GET", "/incoming-emails/{id}/">;

/** An email that arrived: why it went where it did, its source as text, and an Admin's choices. */
export function IncomingDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useTexts();
  const query = useQuery({
    queryKey: ["incoming-email", id],
    queryFn: ({ signal }) => api.get("/incoming-emails/{id}/", { path: { id }, signal }),
    staleTime: 0,
    // it is taken in within seconds
    refetchInterval: ({ state: { data } }) => data?.state === "received" && 1000,
  });
  const decide = useDecide(id);
  const { shortcuts } = usePreferences();
  const decisions = query.data?.decisions ?? [];
  return (
    <EmailSheet
      query={query}
      onClose={onClose}
      // a drawer has the keyboard to itself, so these keys are not shortcuts of the page
      onKeyDown={({ nativeEvent: event }) => {
        if (!shortcuts || event.repeat || decide.isPending) return;
        const choice = meantBy(
          [event],
          decisions.map((decision) => ({ decision, keys: KEYS[decision] })),
        );
        if (choice) decide.mutate(choice.decision);
      }}
    >
      {(email) => (
        <>
          <About email={email} />
          {email.obstacle && <Text size="sm">{t(`email.obstacles.${email.obstacle}`)}</Text>}
          {decisions.length > 0 && <Decisions decisions={decisions} decide={decide} hasKeys={shortcuts} />}
          {email.has_source && <Source id={id} hasOnlyHeader={!email.is_whole} />}
        </>
      )}
    </EmailSheet>
  );
}

function About({ email }: { email: Email }) {
  const t = useTexts();
  const { state, outcome, matched_by: match, verdict } = email;
  const facts = [
    [t("email.showAs"), outcome ? t(`email.incomingOutcomes.${outcome}`) : t(`email.incomingStates.${state}`)],
    [t("email.why"), whyOf(email, t)],
    [t("email.from"), [email.from_name, email.from_address && `<${email.from_address}>`].filter(Boolean).join(" ")],
    [t("email.matched"), match && t(`email.matches.${match}`)],
    [t("email.verdict"), verdict && t(`email.verdicts.${verdict}`)],
    [t("email.ticket"), email.ticket && <TicketAnchor key="ticket" id={email.ticket} number={email.ticket_number} />],
    [t("email.arrived"), momentOf(email.received_at)],
  ] as const;
  return <Facts facts={facts} />;
}

// for these, the detail says more than the reason; for others it repeats the reason in English
const WITH_DETAIL = ["unreadable", "sender", "too_large", "not_fetched", "reading_failed", "spam"];

function whyOf({ outcome, reason, reason_detail: detail }: Email, t: ReturnType<typeof useTexts>): string {
  if (outcome === "bounce") {
    const code = BOUNCE_REASONS.find((each) => each === reason);
    return [code && t(`email.bounceReasons.${code}`), detail].filter(Boolean).join(" ");
  }
  const knownCode = INCOMING_REASONS.find((each) => each === reason);
  if (!knownCode) return detail ?? reason ?? "";
  return [t(`email.incomingReasons.${knownCode}`), WITH_DETAIL.includes(knownCode) && detail].filter(Boolean).join(" ");
}

const KEYS = { retry: "r", release: "r", reject: "x" } as const;
type Decision = keyof typeof KEYS;

function useDecide(id: string) {
  const t = useTexts();
  return useMutation({
    mutationFn: (decision: Decision) => api.post(`/incoming-emails/{id}/${decision}/`, {}, { path: { id } }),
    onSuccess: (_, decision) => showNotice(t(`email.decided.${decision}`)),
    onError: (error) => showError(error, t("failures.decide")),
    onSettled: () => {
      for (const key of ["incoming-emails", "incoming-email", "incoming-email-counts"])
        void queryClient.invalidateQueries({ queryKey: [key] });
    },
  });
}

interface DecisionsProps {
  decisions: readonly Decision[];
  decide: ReturnType<typeof useDecide>;
  hasKeys: boolean;
}

function Decisions({ decisions, decide, hasKeys }: DecisionsProps) {
  const t = useTexts();
  return (
    <Group gap="xs">
      {decisions.map((decision) => (
        <Button
          key={decision}
          variant="default"
          aria-keyshortcuts={hasKeys ? KEYS[decision].toUpperCase() : undefined}
          rightSection={
            hasKeys && (
              <span aria-hidden>
                <Keys of={KEYS[decision]} />
              </span>
            )
          }
          loading={decide.isPending && decide.variables === decision}
          onClick={() => decide.mutate(decision)}
        >
          {t(`email.decisions.${decision}`)}
        </Button>
      ))}
    </Group>
  );
}

function Source({ id, hasOnlyHeader }: { id: string; hasOnlyHeader: boolean }) {
  const t = useTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ["incoming-source", id],
    queryFn: ({ signal }) => api.get("/incoming-emails/{id}/raw/", { path: { id }, signal }),
  });
  return (
    <section>
      <Title order={3} size="h5" mb={4}>
        {t("email.source")}
      </Title>
      {error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : data ? (
        // shown as text, so nothing in it is interpreted
        <>
          <pre className={css.text}>{data.raw}</pre>
          {!data.is_whole && <Text size="sm">{t(hasOnlyHeader ? "email.onlyHeader" : "email.notWhole")}</Text>}
        </>
      ) : (
        <LoadingLines lines={6} />
      )}
    </section>
  );
}
