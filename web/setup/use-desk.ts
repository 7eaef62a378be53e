import "../lib/later-texts.ts";
import { queryOptions, useQueries, useQuery } from "@tanstack/react-query";
import { TEAMS } from "../../wire/ticket-words.ts";
import { type Automation, automationsQuery } from "../automations/automations-queries.ts";
import type { RuleExample } from "../automations/rule-examples.ts";
import { api } from "../lib/api.ts";
import { ownZone } from "../lib/own-zone.ts";
import { type Translate, useTexts } from "../lib/texts.ts";
import { type ListedMacro, macrosQuery } from "../macros/macro-queries.ts";
import { type RoutedTeam, routingQuery } from "../routing/routing-queries.ts";
import { countryOfZone } from "../sla/country-of-zone.ts";
import { type Calendar, calendarsQuery, holidaysQuery, type Policy, policiesQuery } from "../sla/sla-queries.ts";

/** The open form of a step: for a new item, or for an existing one. */
export type OpenStepForm =
  | { step: "hours"; calendar: Calendar | null }
  | { step: "policies"; policy: Policy | null }
  | { step: "macros"; id: string | null }
  | { step: "automations"; automation: Automation | null; example: RuleExample | null };

export interface DeskSetup {
  calendars: readonly Calendar[];
  policies: readonly Policy[];
  macros: readonly ListedMacro[];
  automations: readonly Automation[];
  /** Whether tickets of any team are assigned automatically. */
  isAssigning: boolean;
  /** Whether a trial ticket was ever created. */
  hasTried: boolean;
  /** The country that the user's time zone suggests; empty for none. */
  ownCountry: string;
}

/** The company of trial tickets, which no customer may see; null until the first one is created. */
export const trialCompanyQuery = (t: Translate) => {
  const name = t("setup.try.company");
  return queryOptions({
    queryKey: ["companies", "of trials", name],
    queryFn: async ({ signal }) => {
      const { results } = await api.get("/companies/", { query: { search: name, fields: "id,name" }, signal });
      return results.find((each) => each.name === name)?.id ?? null;
    },
    staleTime: 0,
  });
};

/** The items of each step; undefined while they are loading. */
export function useDesk(): DeskSetup | undefined {
  const t = useTexts();
  const calendars = useQuery(calendarsQuery).data;
  const policies = useQuery(policiesQuery).data;
  const macros = useQuery(macrosQuery).data;
  const automations = useQuery(automationsQuery).data;
  const teams = useQueries({ queries: TEAMS.map((team) => routingQuery(team as RoutedTeam)) });
  const hasTried = typeof useQuery(trialCompanyQuery(t)).data === "string";
  const { data: places } = useQuery(holidaysQuery("", "", String(new Date().getFullYear())));
  const countries = places?.countries.map(({ code }) => code) ?? [];
  if (!calendars || !policies || !macros || !automations) return;
  return {
    calendars,
    policies,
    macros,
    automations,
    hasTried,
    ownCountry: countryOfZone(ownZone(), countries),
    isAssigning: teams.some(({ data }) => data && data.mode !== "manual"),
  };
}
