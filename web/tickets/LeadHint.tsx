import "../lib/later-texts.ts";
import { Group, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { TEAMS } from "../../wire/ticket-words.ts";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { locale, useTexts } from "../lib/texts.ts";
import { applyChange } from "../ui/apply-change.ts";
import { useSearchable } from "../ui/use-searchable.ts";
import { type Colleague, colleaguesQuery } from "./people.ts";

type Team = Colleague["leads"][number];

/** Where the lead of a ticket's team is notified: the teams that have none, and the choice of one. Nothing if each has one. */
export function LeadHint() {
  const t = useTexts();
  const { data: people } = useQuery(colleaguesQuery);
  if (!people) return null;
  const active = people.filter(({ is_active }) => is_active);
  const teamsWithLead = new Set(active.flatMap(({ leads }) => leads));
  const without = TEAMS.filter((team) => !teamsWithLead.has(team as Team));
  if (without.length === 0) return null;
  const teams = new Intl.ListFormat(locale()).format(without.map((team) => t(`roles.${team as "Tech"}`)));
  return (
    <Stack gap={4}>
      <Text size="xs" c="dimmed" role="note">
        {without.length === TEAMS.length
          ? t("automations.noLead.all")
          : t("automations.noLead.some", { count: without.length, teams })}
      </Text>
      <Group gap="xs">
        {without.map((team) => (
          <LeadSelect key={team} team={team as Team} people={active} />
        ))}
      </Group>
    </Stack>
  );
}

/** Makes someone the lead of a team at once. The team's own members come first. */
function LeadSelect({ team, people }: { team: Team; people: readonly Colleague[] }) {
  const t = useTexts();
  const searchable = useSearchable();
  const name = t(`roles.${team}`);
  const lead = (id: string | null) => {
    const person = people.find((each) => each.id === id);
    if (!person) return;
    void applyChange({
      run: () => api.patch("/users/{id}/", { leads: [...person.leads, team] }, { path: { id: person.id } }),
      reload: () => queryClient.invalidateQueries({ queryKey: ["users"] }),
      done: t("automations.noLead.chosen", { name: person.full_name, team: name }),
      failed: t("automations.noLead.notChosen"),
    });
  };
  return (
    <Select
      size="xs"
      w={150}
      aria-label={t("automations.noLead.choose", { team: name })}
      placeholder={t("automations.noLead.choose", { team: name })}
      {...searchable}
      data={people
        .toSorted((one, other) => Number(other.role === team) - Number(one.role === team))
        .map(({ id, full_name }) => ({ value: id, label: full_name }))}
      value={null}
      onChange={lead}
    />
  );
}
