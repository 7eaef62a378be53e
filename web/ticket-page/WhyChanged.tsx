import "../lib/later-texts.ts";
import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { useRuleNames } from "../macros/macro-queries.ts";
import { useColleagues } from "../tickets/people.ts";
import {
  actionWords,
  changeLines,
  keptLines,
  remarkWords,
  triggerWords,
  useConditionWords,
} from "../tickets/rule-words.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { Time } from "../ui/Time.tsx";

interface Props {
  ticket: string;
  /** An event that an automation caused. */
  event: number;
  onClose(): void;
}

/** Why a ticket changed: the run of the automation, with what the automation said at that time. */
export function WhyChanged({ ticket, event, onClose }: Props) {
  const t = useTexts();
  return (
    <Dialog onClose={onClose} title={t("automations.why.title")}>
      <Cause ticket={ticket} event={event} />
    </Dialog>
  );
}

function Cause({ ticket, event }: Omit<Props, "onClose">) {
  const t = useTexts();
  const people = useColleagues();
  const {
    data: run,
    error,
    refetch,
  } = useQuery({
    queryKey: ["automation-cause", ticket, event],
    queryFn: async ({ signal }) =>
      (await api.get("/tickets/{id}/automation-runs/", { path: { id: ticket }, query: { event }, signal }))
        .results[0] ?? null,
  });
  const person = (id: string) => people.find((each) => each.id === id)?.full_name ?? t("events.somebody");
  const nameOf = useRuleNames(person);
  const conditions = useConditionWords(person, run?.rule.filters ?? {});
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (run === undefined) return <LoadingLines />;
  if (run === null) return <Text>{t("automations.why.gone")}</Text>;
  const { trigger, actions } = run.rule;
  const lines = run.error ? [] : keptLines(t, person, actions.changes, run.changes);
  const line = (label: string, words: readonly string[]) =>
    words.length > 0 && (
      <Text>
        <b>{label}</b> {words.join(", ")}
      </Text>
    );
  return (
    <Stack gap="sm">
      <Text>
        {t("automations.why.rule", { name: run.name })} <Time at={run.at} />
      </Text>
      {line(t("automations.when"), [triggerWords(t, nameOf, trigger)])}
      {line(t("automations.if"), conditions.length > 0 ? [conditions.join(` ${t("automations.and")} `)] : [])}
      {line(t("automations.then"), actionWords(t, nameOf, actions))}
      {run.event_actor_name && <Text c="dimmed">{t("automations.why.by", { name: run.event_actor_name })}</Text>}
      {changeLines(t, person, run.changes).map((words) => (
        <Text key={words}>{words}</Text>
      ))}
      {lines.length > 0 && (
        <Text c="dimmed">
          {t(run.changes ? "automations.why.kept" : "automations.why.unchanged", { what: lines.join(", ") })}
        </Text>
      )}
      {run.error && <Text c="var(--late)">{remarkWords(t, run.error)}</Text>}
    </Stack>
  );
}
