// @vitest-environment jsdom
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { createElement } from "react";
import { expect, test } from "vitest";
import type { AutomationActions, Trigger } from "../../wire/automation-words.ts";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";
import { DryRunPanel } from "./DryRunPanel.tsx";

let result: object = {};
let asked: unknown;

setUpApp(async (_, { method = "GET", body } = {}) => {
  if (method === "GET") return jsonResponse({ results: [], next: null });
  asked = JSON.parse(String(body));
  return jsonResponse(result);
});

async function openPanel(
  actions: AutomationActions,
  { trigger = { on: "created" }, filters = {} }: { trigger?: Trigger; filters?: Record<string, string> } = {},
) {
  const rule = { trigger, filters, actions };
  const rootRoute = createRootRoute();
  const page = createRoute({
    getParentRoute: () => rootRoute,
    path: "/",
    component: () => createElement(DryRunPanel, { rule }),
  });
  const ticket = createRoute({ getParentRoute: () => rootRoute, path: "/tickets/$ticketId" });
  const settings = createRoute({ getParentRoute: () => rootRoute, path: "/settings/$part" });
  const router = createRouter({
    routeTree: rootRoute.addChildren([page, ticket, settings]),
    history: createMemoryHistory({ initialEntries: ["/"] }),
  });
  const part = await renderPart(createElement(RouterProvider, { router } as never));
  await part.press("Show");
  const figures = () => part.place.querySelector('[aria-live="polite"]')?.textContent;
  await until(() => expect(figures()).not.toBe(""));
  return { ...part, figures };
}

const EMPTY = { since: "2026-10-28T00:00:00Z", checked: 0, matched: 0, conditions: [], results: [] };
const URGENT = { changes: { priority: "urgent" } };
const row = (n: number, values: object) => ({
  ...{ ticket: `t${n}`, ticket_number: `T-${n}`, subject: `Ticket ${n}`, event: n, changes: {}, reason: null },
  ...values,
});

test.each<[string, AutomationActions, number[], string]>([
  ["no ticket", URGENT, [40, 0, 0, 0, 0], "0 of 40 tickets match"],
  ["no ticket on which the trigger occurred", URGENT, [0, 0, 0, 0, 0], "No ticket triggered it in this time"],
  ["only changes", URGENT, [40, 3, 3, 3, 0], "3 tickets would change (3 of 40 tickets match)"],
  [
    "values that were there already",
    URGENT,
    [40, 2, 0, 0, 0],
    "2 of 40 tickets match; none would change, because they have these values already",
  ],
  [
    "no field to change",
    { note: "Look", notify: { to: ["lead"], text: "Look" } },
    [40, 2, 2, 0, 2],
    "In 2 tickets, it would write an internal note, notify the team’s lead (2 of 40 tickets match)",
  ],
  [
    "some changes, some notes only, and one refused",
    { ...URGENT, note: "Look" },
    [40, 9, 7, 1, 5],
    "1 ticket would change; in 5 more, it would only write an internal note; in 1, it could not act (9 of 40 tickets match)",
  ],
])("the result of a dry run says what would have happened: %s", async (_, actions, figures, words) => {
  const [checked, matched, tickets, changing, writing] = figures;
  result = { ...EMPTY, checked, matched, tickets, changing, writing };
  const panel = await openPanel(actions);
  expect(panel.figures()).toBe(words);
  expect(asked).toEqual({ trigger: { on: "created" }, filters: {}, actions, days: 30 });
  await panel.leave();
});

test("the tickets of a dry run are listed with each change or the reason against it, ten at first", async () => {
  const results = [
    row(1, { changes: { priority: ["medium", "urgent"] } }),
    row(2, { reason: "Choose an agent who is active." }),
    ...Array.from({ length: 10 }, (_, n) => row(n + 3, { subject: "" })),
  ];
  result = { ...EMPTY, checked: 40, matched: 12, tickets: 12, changing: 1, writing: 10, results };
  const { place, press, leave } = await openPanel({ ...URGENT, note: "Look" });
  const lines = () => [...place.querySelectorAll("li")].map(({ textContent }) => textContent);
  expect(lines().slice(0, 3)).toEqual([
    "Ticket 1Priority: Medium → Urgent · write an internal note",
    "Ticket 2Choose an agent who is active.",
    "T-3write an internal note",
  ]);
  expect(lines()).toHaveLength(10);
  await press("Show all 12");
  expect(lines()).toHaveLength(12);
  await leave();
});

const NONE = { tickets: 0, changing: 0, writing: 0 };
const linesOf = (place: HTMLElement) =>
  [...place.querySelectorAll("section li")].map((line) => [line.textContent, line.hasAttribute("data-none")]);

test("a dry run says how many tickets pass each condition alone, in the order of the sentence", async () => {
  const conditions = [
    { filters: { created_after: "2026-11-01", created_before: "2026-11-08" }, matched: 99 },
    { filters: { text: "refund" }, matched: 3 },
    { filters: { category: "billing" }, matched: 0 },
  ];
  result = { ...EMPTY, ...NONE, checked: 99, conditions };
  const filters = Object.assign({}, ...conditions.map((each) => each.filters));
  const { place, leave } = await openPanel(URGENT, { filters });
  const lines = linesOf(place);
  expect(lines.slice(0, 2)).toEqual([
    ["Category Billing: 0 of 99", true],
    ["Subject or description contains refund: 3 of 99", false],
  ]);
  expect(lines[2]).toEqual([expect.stringMatching(/^Created .+: 99 of 99$/), false]);
  await leave();
});

test("a dry run counts which events start it as a condition, and leads to a trial ticket if it matches none", async () => {
  const byEmail = { trigger: { on: "created", via: ["mail"] } as Trigger, filters: { category: "billing" } };
  const conditions = [
    { filters: {}, matched: 0 },
    { filters: { category: "billing" }, matched: 4 },
  ];
  result = { ...EMPTY, ...NONE, checked: 99, conditions };
  const panel = await openPanel(URGENT, byEmail);
  expect(linesOf(panel.place)).toEqual([
    ["a ticket is created by email: 0 of 99", true],
    ["Category Billing: 4 of 99", false],
  ]);
  const trial = () => panel.place.querySelector('a[href="/settings/setup"]')?.textContent;
  expect(trial()).toBe("To see it run, save it and create a trial ticket");
  await panel.leave();
  result = { ...EMPTY, ...NONE, checked: 99, matched: 1, conditions };
  const matching = await openPanel(URGENT, byEmail);
  expect(matching.place.querySelector('a[href="/settings/setup"]')).toBeNull();
  await matching.leave();
});

test("a dry run counts the wait as a condition, and one condition alone is not repeated", async () => {
  const wait = { filters: {}, matched: 2 };
  const trigger = { on: "unanswered", hours: 48, calendar: null } as const;
  result = { ...EMPTY, ...NONE, checked: 99, conditions: [wait, { filters: { category: "billing" }, matched: 4 }] };
  const panel = await openPanel(URGENT, { trigger, filters: { category: "billing" } });
  expect(linesOf(panel.place)).toEqual([
    ["a ticket is not answered for 48 hours: 2 of 99", false],
    ["Category Billing: 4 of 99", false],
  ]);
  await panel.leave();
  result = { ...EMPTY, ...NONE, checked: 99, matched: 2, conditions: [wait] };
  const alone = await openPanel(URGENT, { trigger });
  expect(linesOf(alone.place)).toEqual([]);
  await alone.leave();
});
