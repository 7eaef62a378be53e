import "../lib/later-texts.ts";
import { api } from "../lib/api.ts";
import { ownZone } from "../lib/own-zone.ts";
import { queryClient } from "../lib/query-client.ts";
import type { Translate } from "../lib/texts.ts";
import { MACRO_EXAMPLES, type MacroExample } from "../macros/macro-examples.ts";
import { EMPTY_MACRO, macroBody, macrosQuery } from "../macros/macro-queries.ts";
import { zoneOfCountry } from "../sla/country-of-zone.ts";
import { holidaysOf } from "../sla/holidays.ts";
import { NEW_WEEK } from "../sla/open-days.ts";
import { policyBody, policyValues } from "../sla/policy-values.ts";
import { type Calendar, slaSaved } from "../sla/sla-queries.ts";
import { minutesPerDay } from "../sla/targets.ts";
import { applyChange } from "../ui/apply-change.ts";

const POLICY_FILTERS = { every: {}, urgent: { priority: "urgent" } } as const;

function add(t: Translate, name: string, run: () => Promise<unknown>, reload: () => Promise<unknown> = slaSaved): void {
  void applyChange({ run, reload, done: t("items.saved", { name }), failed: t("setup.notAdded") });
}

/** Adds usual office hours, in the time zone of the user or of a country, with its holidays. */
export function addHours(t: Translate, country: string): void {
  const name = t("sla.calendars.firstName");
  add(t, name, async () => {
    const own = ownZone();
    const time_zone = zoneOfCountry(country, own, own) ?? own;
    const days = country === "" ? [] : await holidaysOf(country);
    return api.post("/calendars/", { name, country, time_zone, windows: NEW_WEEK, days });
  });
}

/** Adds a policy for all tickets, or for urgent ones, with usual targets in the office hours. */
export function addPolicy(t: Translate, example: keyof typeof POLICY_FILTERS, calendars: readonly Calendar[]): void {
  const name = t(example === "every" ? "sla.policies.everyTicket" : "setup.urgentPolicy");
  const values = { ...policyValues(null, calendars), filters: POLICY_FILTERS[example] };
  add(t, name, () =>
    api.post(
      "/sla-policies/",
      policyBody(name, values, minutesPerDay(calendars.find(({ id }) => id === values.hours))),
    ),
  );
}

/** Adds an example macro for everyone. */
export function addMacro(t: Translate, example: MacroExample): void {
  const name = t(`macros.examples.${example}`);
  const body = macroBody({ ...EMPTY_MACRO, name, scope: "shared", team: "", ...MACRO_EXAMPLES[example] });
  add(
    t,
    name,
    () => api.post("/macros/", body),
    () => queryClient.invalidateQueries(macrosQuery),
  );
}
