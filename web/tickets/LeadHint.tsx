import "../lib/later-texts.ts";
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { TEAMS } from "../../wire/ticket-words.ts";
import { language, useTexts } from "../lib/texts.ts";
import { colleaguesQuery } from "./people.ts";

/** Where the lead of a ticket's team is notified: the teams that have none. Nothing if each has one. */
export function LeadHint() {
  const t = useTexts();
  const { data: people } = useQuery(colleaguesQuery);
  if (!people) return null;
  const teamsWithLead = new Set(people.filter(({ is_active }) => is_active).flatMap(({ leads }) => leads));
  const without = TEAMS.filter((team) => !teamsWithLead.has(team));
  if (without.length === 0) return null;
  const teams = new Intl.ListFormat(language()).format(without.map((team) => t(`roles.${team as "Tech"}`)));
  return (
    <Text size="xs" c="dimmed" role="note">
      {without.length === TEAMS.length
        ? t("automations.noLead.all")
        : t("automations.noLead.some", { count: without.length, teams })}
    </Text>
  );
}
