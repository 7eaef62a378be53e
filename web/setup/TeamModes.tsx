import "../lib/later-texts.ts";
import { SegmentedControl, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ROUTING_MODES, type RoutingMode } from "../../wire/routing-words.ts";
import { TEAMS } from "../../wire/ticket-words.ts";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { previewQuery, type RoutedTeam, routingQuery, routingSaved } from "../routing/routing-queries.ts";
import { applyChange } from "../ui/apply-change.ts";
import css from "./Setup.module.css";

/** The assignment mode of each team, changed in place. */
export const TeamModes = () => (
  <dl className={css.teams}>
    {TEAMS.map((team) => (
      <TeamMode key={team} team={team as RoutedTeam} />
    ))}
  </dl>
);

function TeamMode({ team }: { team: RoutedTeam }) {
  const t = useTexts();
  const { data: routing } = useQuery(routingQuery(team));
  const name = t(`roles.${team}`);
  if (!routing) return null;
  const save = (mode: RoutingMode) =>
    applyChange({
      run: async () =>
        queryClient.setQueryData(
          routingQuery(team).queryKey,
          await api.patch("/teams/{team}/routing/", { mode }, { path: { team } }),
        ),
      reload: routingSaved,
      done: `${name}: ${t(`assignment.modes.${mode}`)}`,
      failed: t("failures.routing"),
    });
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <SegmentedControl
          size="xs"
          aria-label={`${name}: ${t("assignment.mode")}`}
          disabled={!routing.may_change}
          data={ROUTING_MODES.map((value) => ({ value, label: t(`assignment.modes.${value}`) }))}
          value={routing.mode}
          onChange={(mode) => void save(mode as RoutingMode)}
        />
        {routing.mode !== "manual" && <Next team={team} />}
      </dd>
    </>
  );
}

/** The agent who would get a ticket now. */
function Next({ team }: { team: RoutedTeam }) {
  const t = useTexts();
  const { data } = useQuery(previewQuery(team, "medium"));
  return (
    <Text size="sm" c="dimmed" role="status">
      {data && (data.name ? t("setup.next", { name: data.name }) : t("setup.nextWaits"))}
    </Text>
  );
}
