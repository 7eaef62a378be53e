import "../lib/later-texts.ts";
import { Text } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";

const runsQuery = (id: string) =>
  queryOptions({
    queryKey: ["recurrence-runs", id],
    queryFn: async ({ signal }) => (await api.get("/recurrences/{id}/runs/", { path: { id }, signal })).results,
    staleTime: 0,
  });

/** The past dates of a recurring ticket and what each led to, newest first. */
export function RecurrenceRuns({ id }: { id: string }) {
  const t = useTexts();
  const { data } = useQuery(runsQuery(id));
  if (!data) return null;
  return (
    <section aria-label={t("recurring.runs")}>
      <Text size="sm" fw="var(--w-strong)">
        {t("recurring.runs")}
      </Text>
      {data.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("recurring.noRuns")}
        </Text>
      )}
      <ul>
        {data.map(({ planned_at, outcome, ticket, ticket_number, error }) => (
          <li key={planned_at}>
            <time dateTime={planned_at}>{momentOf(planned_at)}</time>{" "}
            {ticket ? (
              <Link to="/tickets/$ticketId" params={{ ticketId: ticket }} search={{ view: "all" }}>
                {ticket_number}
              </Link>
            ) : (
              t(`recurring.outcomes.${outcome}`)
            )}
            {error && (
              <Text size="sm" c="var(--late)">
                {error}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
