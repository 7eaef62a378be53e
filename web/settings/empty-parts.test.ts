// @vitest-environment jsdom
import { createElement, type FunctionComponent } from "react";
import { expect, test } from "vitest";
import { AutomationsPart } from "../automations/AutomationsPart.tsx";
import { MacrosPart } from "../macros/MacrosPart.tsx";
import { Skills } from "../routing/Skills.tsx";
import { Calendars } from "../sla/Calendars.tsx";
import { Policies } from "../sla/Policies.tsx";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";
import { TemplatesPart } from "../ticket-templates/TemplatesPart.tsx";

setUpApp(async () => jsonResponse({ results: [], next: null }));

const PoliciesPart = () => createElement(Policies, { onCalendars() {} });

test.each<[string, FunctionComponent, string]>([
  ["calendars", Calendars, "SLA clocks count only while you are open."],
  ["policies", PoliciesPart, "A policy says how soon tickets have to be answered and resolved."],
  ["macros", MacrosPart, "A macro"],
  ["templates", TemplatesPart, "A template"],
  ["automations", AutomationsPart, "An automation"],
  ["skills", Skills, "A skill is something a ticket can require of its agent"],
])("an empty list of %s says what they are for, and offers to add one", async (_, part, words) => {
  const { place, leave } = await renderPart(createElement(part));
  await until(() => expect(place.textContent).toContain(words));
  expect(place.querySelectorAll("button").length).toBeGreaterThan(0);
  await leave();
});
