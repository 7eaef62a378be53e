// @vitest-environment jsdom
import { createElement, type ReactElement } from "react";
import { expect, test } from "vitest";
import { ActionParts } from "../automations/ActionParts.tsx";
import { queryClient } from "../lib/query-client.ts";
import { Reminders } from "../sla/Reminders.tsx";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";
import { LeadHint } from "./LeadHint.tsx";
import { colleaguesQuery } from "./people.ts";

let leads: { leads: string[]; is_active: boolean }[] = [];

setUpApp(async (address) => {
  const people = leads.map((each, n) => ({ ...each, id: `${n}`, full_name: `Agent ${n}`, role: "Tech" }));
  return jsonResponse({ results: address.includes("/users/") ? people : [], next: null });
});

const lead = (...leads: string[]) => ({ leads, is_active: true });
const ALL = ["Sales", "Finance", "Tech", "Music", "Admin"];
test.each([
  ["nobody leads", [], "No team has a lead, so no lead is notified. Choose leads under People."],
  [
    "one team is left",
    [lead("Sales", "Finance"), lead("Tech", "Music")],
    "Admin has no lead, so no lead is notified there. Choose leads under People.",
  ],
  [
    "a lead is no longer active",
    [lead("Sales", "Finance", "Admin"), { leads: ["Tech", "Music"], is_active: false }],
    "Tech and Music have no lead, so no lead is notified there. Choose leads under People.",
  ],
  ["every team has one", [lead(...ALL)], null],
])("it says which teams have no lead to notify: %s", async (_, people, words) => {
  leads = people;
  const { place, leave } = await renderPart(createElement(LeadHint));
  // the names have been read
  await until(() => expect(queryClient.getQueryData(colleaguesQuery.queryKey)).toHaveLength(people.length));
  await until(() => expect(place.querySelector('[role="note"]')?.textContent ?? null).toBe(words));
  await leave();
});

test.each<[string, (to: string) => ReactElement]>([
  [
    "a policy",
    (to) => createElement(Reminders, { reminders: [{ before: "0m", to: [to as "lead"] }], onChange() {}, error: null }),
  ],
  [
    "an automation",
    (to) => createElement(ActionParts, { actions: { notify: { to: [to], text: "Look" } }, onChange() {} }),
  ],
])("%s that notifies the lead says so, and another does not", async (_, partOf) => {
  leads = [];
  for (const [to, count] of [
    ["lead", 1],
    ["assignee", 0],
  ] as const) {
    const { place, leave } = await renderPart(partOf(to));
    await until(() => expect(queryClient.isFetching()).toBe(0));
    await until(() => expect(place.querySelectorAll('[role="note"]')).toHaveLength(count));
    await leave();
  }
});
