import "../lib/later-texts.ts";
import { Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { usePersonName } from "../inbox/filter-options.ts";
import { useTexts } from "../lib/texts.ts";
import { changeLines, keptLines, remarkWords } from "../tickets/rule-words.ts";
import { Time } from "../ui/Time.tsx";
import css from "./Automations.module.css";
import { runsQuery } from "./automations-queries.ts";

/** The latest runs of an automation: the ticket, the time and the result of each. */
export function AutomationRuns({ id }: { id: string }) {
  const t = useTexts();
  const person = usePersonName();
  const { data: runs } = useQuery(runsQuery(id));
  if (!runs) return null;
  return (
    <Stack gap="xs" mt="lg">
      <Title order={2} size="h5">
        {t("automations.runs")}
      </Title>
      {runs.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("automations.noRuns")}
        </Text>
      )}
      <ul className={css.results}>
        {runs.map((run) => (
          <li key={run.id}>
            <Link to="/tickets/$ticketId" params={{ ticketId: run.ticket }} search={{ view: "all" }} target="_blank">
              {run.subject || run.ticket_number}
            </Link>{" "}
            <span>
              <Time at={run.at} />
            </span>
            <br />
            <span>
              {[
                t(`automations.outcomes.${run.outcome}`),
                ...changeLines(t, person, run.changes),
                ...(run.error
                  ? [remarkWords(t, run.error)]
                  : keptLines(t, person, run.rule.actions.changes, run.changes)),
              ].join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
