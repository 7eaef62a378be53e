// @vitest-environment jsdom
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { createElement } from "react";
import { beforeEach, expect, test } from "vitest";
import { MACRO_EXAMPLES } from "../macros/macro-examples.ts";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";
import { SetupPart } from "./SetupPart.tsx";

const AT = "2026-11-27T10:00:00Z";
const RULE = {
  id: "r",
  name: "Invoices to Finance",
  trigger: { on: "created", via: ["mail"] },
  filters: { subject: "invoice" },
  actions: { changes: { assigned_team: "Finance" } },
  is_active: true,
  created_at: AT,
};
const OTHER = {
  ...RULE,
  id: "o",
  name: "Urgent to Ann",
  filters: { priority: "urgent" },
  created_at: "2026-01-01T00:00:00Z",
};
const BY_API = { ...OTHER, id: "b", name: "From the shop", trigger: { on: "created", via: ["api"] }, filters: {} };
const CLOCK = {
  ...{ metric: "first_response", state: "running", is_paused: false, policy_name: "Every ticket" },
  ...{ calendar_name: "Office hours", time_zone: "Pacific/Apia", target_seconds: 1800, counted_seconds: 0 },
  ...{ started_at: AT, due_at: "2026-11-30T08:30:00Z", segments: [], ahead: [], is_answer_unsent: false },
  ...{ open_day_seconds: null, policies: [{ from: AT, policy_name: "Every ticket", calendar_name: "Office hours" }] },
};
const REASON = {
  ...{ mode: "round_robin", is_sticky: false, user: "p", name: "Priya", load: 5, capacity: 10 },
  ...{ skills: [], missing_skills: [], skipped: [] },
};
const COUNTRIES = [{ code: "DE", name: "Germany" }];
const HOLIDAYS = (year: string) => [{ date: `${year}-12-25`, name: "Christmas Day" }];

/** What the server returns, by the end of a path; everything else is an empty list. */
const READS: Record<string, (url: URL) => unknown> = {
  "/automations/": () => ({ results: [OTHER, BY_API, RULE], next: null }),
  "/calendars/holidays/": ({ searchParams: asked }) => ({
    countries: COUNTRIES,
    regions: [],
    results: asked.get("country") ? HOLIDAYS(asked.get("year")!) : [],
  }),
  "/tickets/t/": () => ({
    ...{ id: "t", ticket_number: "T-1", subject: "Question about invoice", assigned_team: "Finance" },
    via: sent.at(-1)!.body.via,
  }),
  "/tickets/t/routing/": () => ({ state: "assigned", reason: REASON }),
  "/tickets/t/sla/": () => ({
    clocks: [CLOCK],
    next_response_seconds: null,
    state: "on_track",
    metric: "first_response",
  }),
  "/tickets/t/automation-runs/": () => ({
    results: [
      {
        ...{ id: 1, automation: "r", name: RULE.name, rule: RULE, outcome: "done", error: null },
        changes: { assigned_team: ["Tech", "Finance"] },
      },
    ],
  }),
};
let sent: { path: string; body: Record<string, unknown> }[] = [];

async function respond(address: string, { method = "GET", body }: RequestInit = {}): Promise<Response> {
  const url = new URL(address, "https://desk.test");
  const at = Object.keys(READS).find((end) => url.pathname.endsWith(end));
  let json: unknown = at ? READS[at]!(url) : { results: [], next: null, mode: "manual", may_change: true };
  if (method !== "GET") {
    const values = JSON.parse(String(body));
    sent.push({ path: url.pathname.replace("/api/v1", ""), body: values });
    json = { ...values, id: url.pathname.endsWith("/trial/") ? "t" : "new" };
  }
  return jsonResponse(json);
}

setUpApp(respond);
beforeEach(() => {
  sent = [];
});

async function open() {
  const rootRoute = createRootRoute();
  const page = createRoute({ getParentRoute: () => rootRoute, path: "/", component: SetupPart });
  const ticket = createRoute({ getParentRoute: () => rootRoute, path: "/tickets/$ticketId" });
  const router = createRouter({
    routeTree: rootRoute.addChildren([page, ticket]),
    history: createMemoryHistory({ initialEntries: ["/"] }),
  });
  return renderPart(createElement(RouterProvider, { router } as never));
}

test("one click each adds usual hours, a policy and a macro", async () => {
  const { press, leave } = await open();
  await press("Use Mon–Fri 09:00–17:00");
  await press("Urgent tickets: answer within 30m");
  await press("We are working on it");
  await until(() => expect(sent).toHaveLength(3));
  expect(sent).toMatchObject([
    { path: "/calendars/", body: { name: "Office hours", windows: { mon: [["09:00", "17:00"]], sun: [] } } },
    { path: "/sla-policies/", body: { filters: { priority: "urgent" }, targets: { urgent: { first_response: 30 } } } },
    { path: "/macros/", body: { scope: "shared", team: "", texts: MACRO_EXAMPLES.working.texts, files: [] } },
  ]);
  await leave();
}, 120_000);

test("a trial ticket shows its clock, what automations did or need, and why an agent got it", async () => {
  const { place, press, leave } = await open();
  await press("Create a trial ticket");
  await until(() => expect(sent.map(({ path }) => path)).toEqual(["/companies/", "/automations/trial/"]));
  // of a company of its own, so that no customer sees it, and like the newest rule wants it
  const wanted = { company: "new", subject: "Question about invoice", category: "technical", via: "mail" };
  expect(sent[1]!.body).toMatchObject(wanted);
  const seeIt = [...place.querySelectorAll("li")].find(({ textContent }) => textContent?.includes("See it work"));
  await until(() => expect(seeIt?.dataset.done).toBe("true"));
  const shows = (text: string) => until(() => expect(place.textContent).toContain(text));
  await shows("First responserunning0m of open hours used, 30m allowed");
  await shows("(Apia)");
  await shows("Invoices to Finance Done · Team: Tech → Finance");
  await shows("Urgent to Ann did not run. It needs: Priority Urgent.");
  await shows("From the shop did not run. It needs: a ticket is created by the API.");
  await shows("Round robin: Priya (5 open of 10); the longest without a new ticket, so next in turn");
  await leave();
}, 120_000);
