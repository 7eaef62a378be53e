// @vitest-environment jsdom
import { createElement } from "react";
import { expect, test } from "vitest";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";
import { TicketContext } from "../tickets/ticket-context.ts";
import { WhyAssigned } from "./WhyAssigned.tsx";

const REASON = {
  ...{ mode: "least_loaded", is_sticky: false, user: "1", name: "Tom", load: 3, capacity: 10 },
  ...{ skills: [], missing_skills: [], skipped: [] },
};
const AWAY = { user: "2", name: "Fay", because: "away", until: null };

let routing: object;
const sent: string[] = [];
setUpApp(async (address, { method = "GET" } = {}) => {
  const { pathname } = new URL(address, "https://desk.test");
  if (method === "POST") sent.push(pathname.replace("/api/v1", ""));
  return jsonResponse(pathname.endsWith("/routing/") ? routing : {});
});

const show = () => {
  const value = { ticket: { id: "t", version: 1 } } as never;
  return renderPart(createElement(TicketContext, { value }, createElement(WhyAssigned)));
};

test("a ticket shows why it was assigned automatically, and the assignment can be undone there", async () => {
  routing = { state: "assigned", reason: REASON, unassigned: null, may_undo: true };
  const { place, press, leave } = await show();
  await until(() => expect(place.textContent).toContain("Why assignedLeast loaded: Tom (3 open of 10)"));
  await press("Undo");
  expect(sent).toEqual(["/tickets/t/routing/undo/"]);
  await leave();
});

test("a ticket shows what it waits for, without an undo", async () => {
  routing = { state: "waiting", reason: { ...REASON, skipped: [AWAY] }, unassigned: null, may_undo: false };
  const { place, leave } = await show();
  await until(() => expect(place.textContent).toContain("Waits for an agent: Fay is away"));
  expect(place.querySelector("button")).toBeNull();
  await leave();
});
