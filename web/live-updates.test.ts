// @vitest-environment jsdom
import { createElement } from "react";
import { expect, test } from "vitest";
import { AutomationsPart } from "./automations/AutomationsPart.tsx";
import { notifyListeners } from "./lib/live.ts";
import { startLiveUpdates } from "./live-updates.ts";
import { jsonResponse, renderPart, setUpApp, until } from "./test-app.ts";
import { NoticeBoard } from "./ui/NoticeBoard.tsx";

let automations: object[] = [];

setUpApp(async (address) => {
  const number = /tickets\/(\w+)\//.exec(address)?.[1];
  if (number) return jsonResponse({ ticket_number: number, subject: "No music" });
  return jsonResponse({ results: address.includes("/automations/") ? automations : [], next: null });
});

test("a reminder of an SLA target appears at once, to the person whom it is for", async () => {
  const stop = startLiveUpdates();
  const { leave } = await renderPart(createElement(NoticeBoard));
  const remind = (about: string, kind: string, recipient: string) => {
    const changes = { recipient: [null, recipient], kind: [null, kind] } as Record<string, [unknown, unknown]>;
    notifyListeners("sla.alert", { id: 1, at: "", kind: "sla.alert", actor: null, ticket: null, about, changes });
  };
  // the user of these tests is "u"
  remind("T3", "sla_breached", "other");
  remind("T1", "sla_due_soon", "u");
  remind("T2", "sla_breached", "u");
  const notices = () => document.body.textContent;
  await until(() => expect(notices()).toContain("T1 is near its SLA target: No music"));
  await until(() => expect(notices()).toContain("T2 missed its SLA target: No music"));
  expect(notices()).not.toContain("T3");
  await leave();
  stop();
});

test("the list of automations says at once that one was paused", async () => {
  const up = {
    id: "A1",
    name: "Up",
    trigger: { on: "created" },
    filters: {},
    actions: { changes: { priority: "high" } },
    is_active: true,
    paused_because: null,
    runs: { week: 0, failed: 0, last_at: null },
  };
  automations = [up];
  const stop = startLiveUpdates();
  const { place, leave } = await renderPart(createElement(AutomationsPart));
  const isOn = () => place.querySelector<HTMLInputElement>('[aria-label="Up is on"]')?.checked;
  await until(() => expect(isOn()).toBe(true));
  automations = [{ ...up, is_active: false, paused_because: "Automations set each other off." }];
  const kind = "automation.paused";
  notifyListeners(kind, { id: 1, at: "", kind, actor: null, ticket: null, about: "A1", changes: null });
  await until(() => expect(place.textContent).toContain("Paused. Automations set each other off."));
  expect(isOn()).toBe(false);
  await leave();
  stop();
});
