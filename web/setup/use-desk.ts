import "../lib/later-texts.ts";
import { useQueries, useQuery } from "@tanstack/react-query";
import { TEAMS } from "../../wire/ticket-words.ts";
import { type Automation, automationsQuery } from "../automations/automations-queries.ts";
import type { RuleExample } from "../automations/rule-examples.ts";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { MACRO_EXAMPLES, type MacroExample } from "../macros/macro-examples.ts";
import { EMPTY_MACRO, type ListedMacro, macroBody, macrosQuery } from "../macros/macro-queries.ts";
import { type RoutedTeam, routingQuery } from "../routing/routing-queries.ts";
import { countryOfZone, zoneOfCountry } from "../sla/country-of-zone.ts";
import { holidaysOf } from "../sla/holidays.ts";
import { NEW_WEEK } from "../sla/open-days.ts";
import { policyBody, policyValues } from "../sla/policy-values.ts";
import {
  type Calendar,
  calendarsQuery,
  holidaysQuery,
  type Policy,
  policiesQuery,
  slaSaved,
} from "../sla/sla-queries.ts";
import { applyChange } from "../ui/apply-change.ts";

/** The open form of a step: for a new item, or for an existing one. */
export type OpenForm =
  | { step: "hours"; calendar: Calendar | null }
  | { step: "policies"; policy: Policy | null }
  | { step: "macros"; id: string | null }
  | { step: "automations"; automation: Automation | null; example: RuleExample | null };

export interface Desk {
  calendars: readonly Calendar[];
  policies: readonly Policy[];
  macros: readonly ListedMacro[];
  automations: readonly Automation[];
  /** Whether tickets of any team are assigned automatically. */
  isAssigning: boolean;
  /** The country that this device suggests; empty for none. */
  ownCountry: string;
  /** Adds usual office hours, in the time zone of this device or of a country, with its holidays. */
  addHours(country: string): void;
  /** Adds a policy for every ticket, or for urgent ones, with usual targets in the office hours. */
  addPolicy(example: PolicyExample): void;
  /** Adds a macro that many desks have. */
  addMacro(example: MacroExample): void;
}

export const POLICY_EXAMPLES = { every: {}, urgent: { priority: "urgent" } } as const;
export type PolicyExample = keyof typeof POLICY_EXAMPLES;

/** The items of each step; undefined while they are loading. */
export function useDesk(): Desk | undefined {
  const t = useTexts();
  const calendars = useQuery(calendarsQuery).data;
  const policies = useQuery(policiesQuery).data;
  const macros = useQuery(macrosQuery).data;
  const automations = useQuery(automationsQuery).data;
  const teams = useQueries({ queries: TEAMS.map((team) => routingQuery(team as RoutedTeam)) });
  const { data: places } = useQuery(holidaysQuery("", "", String(new Date().getFullYear())));
  const countries = places?.countries.map(({ code }) => code) ?? [];
  if (!calendars || !policies || !macros || !automations) return;
  const add = (name: string, run: () => Promise<unknown>, reload: () => Promise<unknown> = slaSaved) =>
    void applyChange({ run, reload, done: t("items.saved", { name }), failed: t("setup.notAdded") });
  const hours = t("sla.calendars.firstName");
  return {
    calendars,
    policies,
    macros,
    automations,
    ownCountry: countryOfZone(Intl.DateTimeFormat().resolvedOptions().timeZone, countries),
    isAssigning: teams.some(({ data }) => data && data.mode !== "manual"),
    addHours: (country) =>
      add(hours, async () => {
        const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
        const time_zone = zoneOfCountry(country, own, own) ?? own;
        const days = country === "" ? [] : await holidaysOf(country);
        return api.post("/calendars/", { name: hours, country, time_zone, windows: NEW_WEEK, days });
      }),
    addPolicy: (example) => {
      const name = t(example === "every" ? "sla.policies.everyTicket" : "setup.urgentPolicy");
      const values = { ...policyValues(null, calendars), filters: POLICY_EXAMPLES[example] };
      add(name, () => api.post("/sla-policies/", policyBody(name, values)));
    },
    addMacro: (example) => {
      const name = t(`macros.examples.${example}`);
      const body = macroBody({ ...EMPTY_MACRO, name, scope: "shared", team: "", ...MACRO_EXAMPLES[example] });
      add(
        name,
        () => api.post("/macros/", body),
        () => queryClient.invalidateQueries(macrosQuery),
      );
    },
  };
}
