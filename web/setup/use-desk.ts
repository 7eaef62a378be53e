import "../lib/later-texts.ts";
import { useQueries, useQuery } from "@tanstack/react-query";
import { TEAMS } from "../../wire/ticket-words.ts";
import { type Automation, automationsQuery } from "../automations/automations-queries.ts";
import type { RuleExample } from "../automations/rule-examples.ts";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import type { MacroExample } from "../macros/macro-examples.ts";
import { type ListedMacro, macrosQuery } from "../macros/macro-queries.ts";
import { type RoutedTeam, routingQuery } from "../routing/routing-queries.ts";
import { NEW_WEEK } from "../sla/open-days.ts";
import { policyBody, policyValues } from "../sla/policy-values.ts";
import { type Calendar, calendarsQuery, type Policy, policiesQuery, slaSaved } from "../sla/sla-queries.ts";
import { applyChange } from "../ui/apply-change.ts";

/** The open form of a step: for a new item, or for an existing one. */
export type OpenForm =
  | { step: "hours"; calendar: Calendar | null }
  | { step: "policies"; policy: Policy | null }
  | { step: "macros"; id: string | null; example: MacroExample | null }
  | { step: "automations"; automation: Automation | null; example: RuleExample | null };

export interface Desk {
  calendars: readonly Calendar[];
  policies: readonly Policy[];
  macros: readonly ListedMacro[];
  automations: readonly Automation[];
  /** Whether tickets of any team are assigned automatically. */
  isAssigning: boolean;
  /** Adds usual office hours, in the time zone of this device. */
  addHours(): void;
  /** Adds a policy for all tickets, with usual targets in the office hours. */
  addPolicy(): void;
}

/** The items of each step; undefined while they are loading. */
export function useDesk(): Desk | undefined {
  const t = useTexts();
  const calendars = useQuery(calendarsQuery).data;
  const policies = useQuery(policiesQuery).data;
  const macros = useQuery(macrosQuery).data;
  const automations = useQuery(automationsQuery).data;
  const teams = useQueries({ queries: TEAMS.map((team) => routingQuery(team as RoutedTeam)) });
  if (!calendars || !policies || !macros || !automations) return;
  const add = (name: string, run: () => Promise<unknown>) =>
    void applyChange({ run, reload: slaSaved, done: t("items.saved", { name }), failed: t("setup.notAdded") });
  const hours = t("sla.calendars.firstName");
  const policy = t("sla.policies.everyTicket");
  return {
    calendars,
    policies,
    macros,
    automations,
    isAssigning: teams.some(({ data }) => data && data.mode !== "manual"),
    addHours: () =>
      add(hours, () =>
        api.post("/calendars/", {
          name: hours,
          time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          windows: NEW_WEEK,
          days: [],
        }),
      ),
    addPolicy: () => add(policy, () => api.post("/sla-policies/", policyBody(policy, policyValues(null, calendars)))),
  };
}
