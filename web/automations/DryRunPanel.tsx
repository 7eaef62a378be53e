import "../lib/later-texts.ts";
import { Button, Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { usePersonName } from "../inbox/filter-options.ts";
import { api, Refusal } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { changeLines } from "../tickets/rule-words.ts";
import { errorText } from "../ui/notices.ts";
import css from "./Automations.module.css";
import type { Rule } from "./automations-queries.ts";

const DAYS = ["7", "30"] as const;
const SHOWN = 10;

type DryRun = AnswerOf<"POST", "/automations/dry_run/">;

/** Shows what the rule, saved or not, would have done in the last days. */
export function DryRunPanel({ rule }: { rule: Rule }) {
  const t = useTexts();
  const [days, setDays] = useState<(typeof DAYS)[number]>("30");
  const running = useMutation({
    mutationFn: (given: { rule: Rule; days: string }) =>
      api.post("/automations/dry_run/", { ...given.rule, days: Number(given.days) } as never),
  });
  const { data, error, variables, isPending, submittedAt } = running;
  const isOutdated = variables !== undefined && (variables.rule !== rule || variables.days !== days);
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h5">
          {t("automations.dry.title")}
        </Title>
        <SegmentedControl
          size="xs"
          aria-label={t("automations.dry.span")}
          value={days}
          onChange={(next) => setDays(next as typeof days)}
          data={DAYS.map((value) => ({ value, label: t("automations.dry.days", { count: Number(value) }) }))}
        />
      </Group>
      <Button
        variant="default"
        loading={isPending}
        disabled={Object.keys(rule.actions).length === 0}
        onClick={() => running.mutate({ rule, days })}
      >
        {t("automations.dry.run")}
      </Button>
      <div aria-live="polite">
        {error && (
          <Text size="sm" c="var(--late)">
            {error instanceof Refusal ? Object.values(error.body).flat().join(" ") : errorText(error)}
          </Text>
        )}
        {data && !isPending && (
          <Text c={isOutdated ? "dimmed" : undefined}>
            <Figures {...data} />
            {isOutdated && ` · ${t("automations.dry.old")}`}
          </Text>
        )}
      </div>
      {data && <Results key={submittedAt} results={data.results} />}
    </Stack>
  );
}

/** How many tickets match, and how many of them would change. */
function Figures({ checked, matched, tickets }: Pick<DryRun, "checked" | "matched" | "tickets">) {
  const t = useTexts();
  const matching = t("automations.dry.match", { count: matched, checked });
  if (matched === 0) return matching;
  if (tickets === 0) return `${matching}; ${t("automations.dry.unchanged")}`;
  return (
    <>
      <b className={css.figure}>{tickets}</b> {t("automations.dry.change")} ({matching})
    </>
  );
}

/** The tickets and the changes to each: the first ten, or all on request. */
function Results({ results }: Pick<DryRun, "results">) {
  const t = useTexts();
  const person = usePersonName();
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? results : results.slice(0, SHOWN);
  return (
    <>
      <ul className={css.results}>
        {shown.map(({ ticket, ticket_number, subject, event, changes, reason }) => (
          <li key={`${ticket} ${event}`}>
            <Link to="/tickets/$ticketId" params={{ ticketId: ticket }} search={{ view: "all" }} target="_blank">
              {subject || ticket_number}
            </Link>
            <br />
            <span>{reason ?? (changeLines(t, person, changes).join(" · ") || t("automations.dry.texts"))}</span>
          </li>
        ))}
      </ul>
      {shown.length < results.length && (
        <Button variant="subtle" size="compact-sm" onClick={() => setWhole(true)}>
          {t("automations.dry.all", { count: results.length })}
        </Button>
      )}
    </>
  );
}
