// @vitest-environment jsdom
import { act, createElement, type ReactElement } from "react";
import { expect, test } from "vitest";
import { ActionParts } from "../automations/ActionParts.tsx";
import { queryClient } from "../lib/query-client.ts";
import { Reminders } from "../sla/Reminders.tsx";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";
import { LeadHint } from "./LeadHint.tsx";
import { colleaguesQuery } from "./people.ts";

let leads: { leads: string[]; is_active: boolean }[] = [];

let sent: unknown[] = [];

setUpApp(async (address, { method = "GET", body } = {}) => {
  if (method !== "GET") {
    sent.push([method, address.replace(/^.*\/v1/, ""), JSON.parse(String(body))]);
    return jsonResponse({});
  }
  const people = leads.map((each, n) => ({ ...each, id: `${n}`, full_name: `Agent ${n}`, role: "Tech" }));
  return jsonResponse({ results: address.includes("/users/") ? people : [], next: null });
});

const lead = (...leads: string[]) => ({ leads, is_active: true });
const ALL = ["Sales", "Finance", "Tech", "Music", "Admin"];
test.each([
  ["nobody leads", [], "No team has a lead, so no lead is notified. Choose one here, or under People."],
  [
    "one team is left",
    [lead("Sales", "Finance"), lead("Tech", "Music")],
    "Admin has no lead, so no lead is notified there. Choose one here, or under People.",
  ],
  [
    "a lead is no longer active",
    [lead("Sales", "Finance", "Admin"), { leads: ["Tech", "Music"], is_active: false }],
    "Tech and Music have no lead, so no lead is notified there. Choose one here, or under People.",
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

test("it makes someone the lead of a team, beside the teams that they lead already", async () => {
  [leads, sent] = [[lead("Sales", "Finance", "Music", "Admin")], []];
  const { place, leave } = await renderPart(createElement(LeadHint));
  const field = () => place.querySelector<HTMLInputElement>('[aria-label="Lead of Tech"]');
  await until(() => expect(field()).not.toBeNull());
  await act(async () => field()!.click());
  await act(async () => document.querySelector<HTMLElement>('[role="option"]')!.click());
  await until(() =>
    expect(sent).toEqual([["PATCH", "/users/0/", { leads: ["Sales", "Finance", "Music", "Admin", "Tech"] }]]),
  );
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
