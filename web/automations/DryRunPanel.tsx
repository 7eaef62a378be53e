import "../lib/later-texts.ts";
import { Button, Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { AutomationActions } from "../../wire/automation-words.ts";
import { FilterWords } from "../inbox/FilterWords.tsx";
import { fieldsIn } from "../inbox/filter-fields.ts";
import { usePersonName } from "../inbox/filter-options.ts";
import { api, Refusal } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { useRuleNames } from "../macros/macro-queries.ts";
import { actionWords, changeLines, triggerWords } from "../tickets/rule-words.ts";
import { errorText } from "../ui/notices.ts";
import css from "./Automations.module.css";
import type { RuleParts } from "./automations-queries.ts";

const DAYS = ["7", "30"] as const;
const MAX_SHOWN = 10;

type DryRun = AnswerOf<"POST", "/automations/dry_run/">;

/** Shows what the rule, saved or not, would have done in the last days. */
export function DryRunPanel({ rule }: { rule: RuleParts }) {
  const t = useTexts();
  const [days, setDays] = useState<(typeof DAYS)[number]>("30");
  const running = useMutation({
    mutationFn: (request: { rule: RuleParts; days: string }) =>
      api.post("/automations/dry_run/", { ...request.rule, days: Number(request.days) } as never),
  });
  const { data, error, variables, isPending, submittedAt } = running;
  const shownRule = variables?.rule ?? rule;
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
            <Figures {...data} actions={shownRule.actions} />
            {isOutdated && ` · ${t("automations.dry.old")}`}
          </Text>
        )}
      </div>
      {data?.matched === 0 && shownRule.trigger.on === "created" && (
        <Text size="sm">
          <Link to="/settings/$part" params={{ part: "setup" }}>
            {t("automations.dry.trial")}
          </Link>
        </Text>
      )}
      {data && <EachCondition {...data} rule={shownRule} />}
      {data && <Results key={submittedAt} results={data.results} actions={shownRule.actions} />}
    </Stack>
  );
}

interface Acting {
  actions: AutomationActions;
}

/** What the actions would do beside changing fields, in words. */
function useOtherWords({ changes: _, survey, ...others }: AutomationActions): string {
  const t = useTexts();
  const nameOf = useRuleNames(usePersonName());
  // "no survey" is a tag
  return actionWords(t, nameOf, survey === "start" ? { ...others, survey } : others).join(", ");
}

/** How many tickets match, how many of them would change, and on how many more it would only act. */
function Figures({
  checked,
  matched,
  tickets,
  changing,
  writing,
  actions,
}: Omit<DryRun, "since" | "results" | "conditions"> & Acting) {
  const t = useTexts();
  const what = useOtherWords(actions);
  if (checked === 0) return t("automations.dry.never");
  const matching = t("automations.dry.match", { count: matched, checked });
  if (matched === 0) return matching;
  const unchangedCount = tickets - changing - writing;
  const parts = [
    changing > 0 && t("automations.dry.changing", { count: changing }),
    writing > 0 &&
      t(changing > 0 ? "automations.dry.alsoWriting" : "automations.dry.writing", { count: writing, what }),
    unchangedCount > 0 && t("automations.dry.refused", { count: unchangedCount }),
  ].filter(Boolean);
  if (parts.length === 0) return `${matching}; ${t("automations.dry.unchanged")}`;
  return (
    <>
      <b>{parts.join("; ")}</b> ({matching})
    </>
  );
}

/** How many tickets pass each condition alone, if there are several: a condition that no ticket passes is seen at once. */
function EachCondition({ checked, conditions, rule }: Pick<DryRun, "checked" | "conditions"> & { rule: RuleParts }) {
  const t = useTexts();
  const nameOf = useRuleNames(usePersonName());
  if (checked === 0 || conditions.length < 2) return null;
  // in the order of the sentence; the wait has no filters
  const rows = [undefined, ...fieldsIn(rule.filters)].flatMap((field) => {
    const condition = conditions.find(({ filters }) =>
      field ? fieldsIn(filters)[0] === field : Object.keys(filters).length === 0,
    );
    return condition ? [{ field, ...condition }] : [];
  });
  return (
    <section aria-label={t("automations.dry.alone")}>
      <Text size="sm" c="dimmed">
        {t("automations.dry.alone")}
      </Text>
      <ul className={css.results}>
        {rows.map(({ field, filters, matched }) => (
          <li key={field ?? "wait"} data-none={matched === 0 || undefined}>
            {field ? <FilterWords field={field} filters={filters} /> : triggerWords(t, nameOf, rule.trigger)}:{" "}
            {t("automations.dry.passing", { matched, checked })}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The tickets and the changes to each: the first ten, or all on request. */
function Results({ results, actions }: Pick<DryRun, "results"> & Acting) {
  const t = useTexts();
  const what = useOtherWords(actions);
  const nameOf = useRuleNames(usePersonName());
  const [isWhole, setWhole] = useState(false);
  const rows = isWhole ? results : results.slice(0, MAX_SHOWN);
  return (
    <>
      <ul className={css.results}>
        {rows.map(({ ticket, ticket_number, subject, event, changes, reason }) => (
          <li key={`${ticket} ${event}`}>
            <Link to="/tickets/$ticketId" params={{ ticketId: ticket }} search={{ view: "all" }} target="_blank">
              {subject || ticket_number}
            </Link>
            <br />
            <span>{reason ?? [...changeLines(t, nameOf, changes), what].filter(Boolean).join(" · ")}</span>
          </li>
        ))}
      </ul>
      {rows.length < results.length && (
        <Button variant="subtle" size="compact-sm" onClick={() => setWhole(true)}>
          {t("automations.dry.all", { count: results.length })}
        </Button>
      )}
    </>
  );
}
