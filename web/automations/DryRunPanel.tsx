import "../lib/later-texts.ts";
import { Button, Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { usePersonName } from "../inbox/filter-options.ts";
import { api, Refusal } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { changeLines } from "../tickets/rule-words.ts";
import { errorText } from "../ui/notices.ts";
import css from "./Automations.module.css";
import type { Rule } from "./automations-queries.ts";

const DAYS = ["7", "30"] as const;
const SHOWN = 10;

/** What the rule, saved or not, would have done in the last days. */
export function DryRunPanel({ rule }: { rule: Rule }) {
  const t = useTexts();
  const person = usePersonName();
  const [days, setDays] = useState<(typeof DAYS)[number]>("30");
  const [isWhole, setWhole] = useState(false);
  const trying = useMutation({
    mutationFn: (given: { rule: Rule; days: string }) =>
      api.post("/automations/dry_run/", { ...given.rule, days: Number(given.days) } as never),
  });
  const found = trying.data;
  const isOld = trying.variables !== undefined && (trying.variables.rule !== rule || trying.variables.days !== days);
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={3} size="h5">
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
        loading={trying.isPending}
        disabled={Object.keys(rule.actions).length === 0}
        onClick={() => {
          setWhole(false);
          trying.mutate({ rule, days });
        }}
      >
        {t("automations.dry.run")}
      </Button>
      <div aria-live="polite">
        {trying.error && (
          <Text size="sm" c="var(--late)">
            {trying.error instanceof Refusal
              ? Object.values(trying.error.body).flat().join(" ")
              : errorText(trying.error)}
          </Text>
        )}
        {found && !trying.isPending && (
          <Text c={isOld ? "dimmed" : undefined}>
            <b className={css.figure}>{found.tickets}</b> {t("automations.dry.of", { count: found.checked })}
            {isOld && ` · ${t("automations.dry.old")}`}
          </Text>
        )}
      </div>
      {found && (
        <ul className={css.results}>
          {found.results
            .slice(0, isWhole ? undefined : SHOWN)
            .map(({ ticket, ticket_number, subject, event, changes, reason }) => (
              <li key={`${ticket} ${event}`}>
                <Link to="/tickets/$ticketId" params={{ ticketId: ticket }} search={{ view: "all" }} target="_blank">
                  {subject || ticket_number}
                </Link>
                <br />
                <span>{reason ?? (changeLines(t, person, changes).join(" · ") || t("automations.dry.texts"))}</span>
              </li>
            ))}
        </ul>
      )}
      {found && !isWhole && found.results.length > SHOWN && (
        <Button variant="subtle" size="compact-sm" onClick={() => setWhole(true)}>
          {t("automations.dry.all", { count: found.results.length })}
        </Button>
      )}
    </Stack>
  );
}
