import "../lib/later-texts.ts";
import { Button, Group } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { RoutingReason, SkippedAgent } from "../../wire/routing-words.ts";
import type { Automation } from "../automations/automations-queries.ts";
import { usePersonName } from "../inbox/filter-options.ts";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { useRuleNames } from "../macros/macro-queries.ts";
import { ClocksOf, slaQuery } from "../sla/TicketSla.tsx";
import { reasonWords, waitWords } from "../tickets/routing-words.ts";
import {
  actionWords,
  changeLines,
  keptLines,
  remarkWords,
  triggerWords,
  useConditionWords,
} from "../tickets/rule-words.ts";
import { applyChange } from "../ui/apply-change.ts";
import { LoadingLines } from "../ui/States.tsx";
import css from "./Setup.module.css";

// clocks, automations and assignment follow the ticket within a second or two
const AGAIN_MS = 1_500;

const trialQuery = (id: string) =>
  queryOptions({
    queryKey: ["trial", id],
    queryFn: async ({ signal }) => {
      const path = { id };
      const [ticket, routing, runs] = await Promise.all([
        api.get("/tickets/{id}/", { path, signal }),
        api.get("/tickets/{id}/routing/", { path, signal }),
        api.get("/tickets/{id}/automation-runs/", { path, signal }),
      ]);
      return { ticket, routing, runs: runs.results };
    },
    refetchInterval: AGAIN_MS,
  });
type TrialState = NonNullable<ReturnType<typeof useTried>>;
const useTried = (id: string) => useQuery(trialQuery(id)).data;

interface Props {
  id: string;
  /** The automations that new tickets trigger. */
  rules: readonly Automation[];
  onRemoved(): void;
}

/** What became of a trial ticket: its clocks, what automations did, and who got it; each with the reason. */
export function TrialTicket({ id, rules, onRemoved }: Props) {
  const t = useTexts();
  const trial = useTried(id);
  const { data: sla } = useQuery({ ...slaQuery(id), refetchInterval: AGAIN_MS });
  if (!trial) return <LoadingLines />;
  const { ticket } = trial;
  const remove = () =>
    applyChange({
      run: () => api.remove("/tickets/{id}/", { path: { id } }),
      reload: async () => {
        onRemoved();
        queryClient.removeQueries({ queryKey: trialQuery(id).queryKey });
      },
      failed: t("setup.try.notRemoved"),
    });
  return (
    <section className={css.trial} aria-label={ticket.ticket_number}>
      <Group justify="space-between" gap="xs">
        <Link to="/tickets/$ticketId" params={{ ticketId: id }} search={{ view: "all" }}>
          {ticket.ticket_number} {ticket.subject}
        </Link>
        <Button variant="default" size="compact-sm" onClick={() => void remove()}>
          {t("setup.try.remove")}
        </Button>
      </Group>
      <dl>
        <Effect name={t("setup.steps.policies")}>
          {sla && sla.clocks.length > 0 ? <ClocksOf sla={sla} /> : t("setup.try.noPolicy")}
        </Effect>
        <Effect name={t("setup.steps.automations")}>
          <Rules tried={trial} rules={rules} />
        </Effect>
        <Effect name={t("setup.steps.assignment")}>
          <AssignedLine tried={trial} />
        </Effect>
        <Effect name={t("setup.steps.macros")}>{t("setup.try.macro")}</Effect>
      </dl>
    </section>
  );
}

const Effect = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

function AssignedLine({ tried: { ticket, routing } }: { tried: TrialState }) {
  const t = useTexts();
  if (routing.state === "waiting") return waitWords(t, routing.reason && (routing.reason.skipped as SkippedAgent[]));
  if (routing.state === "assigned") return reasonWords(t, routing.reason as unknown as RoutingReason);
  if (ticket.assigned_to_name) return ticket.assigned_to_name;
  const team = ticket.assigned_team;
  return team ? t("setup.try.manual", { team: t(`roles.${team as "Tech"}`) }) : t("setup.try.noTeam");
}

/** The automations that ran, with what they changed, and those that did not, with what they want. */
function Rules({ tried: { runs, ticket }, rules }: Pick<Props, "rules"> & { tried: TrialState }) {
  const t = useTexts();
  const nameOf = useRuleNames(usePersonName());
  const others = rules.filter(({ id }) => !runs.some(({ automation }) => automation === id));
  return (
    <ul>
      {runs.toReversed().map((run) => {
        const changes = changeLines(t, nameOf, run.changes);
        const lines = run.error ? [] : keptLines(t, nameOf, run.rule.actions.changes, run.changes);
        const { changes: _, ...others } = run.rule.actions;
        const otherActions = run.outcome === "done" ? actionWords(t, nameOf, others) : [];
        const did = [...changes, ...otherActions, ...lines];
        return (
          <li key={run.id}>
            <b>{run.name}</b>{" "}
            {[t(`automations.outcomes.${run.outcome}`), ...did, run.error && remarkWords(t, run.error)]
              .filter(Boolean)
              .join(" · ")}
          </li>
        );
      })}
      {others.map((rule) => (
        <SkippedLine key={rule.id} rule={rule} via={ticket.via} />
      ))}
      {runs.length + others.length === 0 && <li>{t("setup.try.noRules")}</li>}
    </ul>
  );
}

function SkippedLine({ rule: { name, trigger, filters }, via }: { rule: Automation; via: string }) {
  const t = useTexts();
  const nameOf = useRuleNames(usePersonName());
  const isForOthers = trigger.via && !trigger.via.includes(via);
  const conditions = [
    ...(isForOthers ? [triggerWords(t, nameOf, trigger)] : []),
    ...useConditionWords(nameOf, filters),
  ];
  return (
    <li className={css.skipped}>
      <b>{name}</b> {t("setup.try.skipped", { conditions: conditions.join(` ${t("automations.and")} `) })}
    </li>
  );
}
