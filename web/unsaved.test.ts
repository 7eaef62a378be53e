// @vitest-environment jsdom
import { createElement, type FunctionComponent } from "react";
import { expect, test } from "vitest";
import { AutomationsPart } from "./automations/AutomationsPart.tsx";
import { queryClient } from "./lib/query-client.ts";
import { MacrosPart } from "./macros/MacrosPart.tsx";
import { RecurrencesPart } from "./recurrences/RecurrencesPart.tsx";
import { ReportsPart } from "./report-emails/ReportsPart.tsx";
import { Calendars } from "./sla/Calendars.tsx";
import { Policies } from "./sla/Policies.tsx";
import { jsonResponse, renderPart, setUpApp, typeInto, until } from "./test-app.ts";
import { TemplatesPart } from "./ticket-templates/TemplatesPart.tsx";

const MACRO = { id: "m", name: "Restart", folder: "", scope: "shared", languages: ["en"], uses: 0, can_change: true };

const REPORT = {
  ...{ id: "r", name: "Figures", reports: ["summary"], filters: {}, recipients: [], every: "week", weekday: "mon" },
  ...{ time: "08:00", time_zone: "UTC", days: 7, is_active: true, next_at: null, last_sent_at: null, last_error: null },
  ...{ can_change: true, updated_at: "1" },
};

let macros: object[] = [MACRO];
let reports: object[] = [];

setUpApp(async (address) => {
  if (/preview|simulate|dry_run/.test(address)) return new Response("{}", { status: 400 });
  const results = address.includes("/macros/") ? macros : address.includes("/report-schedules/") ? reports : [];
  return jsonResponse({ results, next: null });
});

async function open(part: FunctionComponent<never> = MacrosPart as FunctionComponent<never>, props: object = {}) {
  const rendered = await renderPart(createElement(part as FunctionComponent, props));
  return { ...rendered, name: () => rendered.place.querySelector<HTMLInputElement>("form input[required]")! };
}

test("a macro with the name of another one is pointed out before it is saved", async () => {
  const { place, press, name, leave } = await open();
  await press("New macro");
  await typeInto(name(), " restart");
  await until(() => expect(place.textContent).toContain("Another one has this name"));
  await typeInto(name(), "Restart the player");
  expect(place.textContent).not.toContain("Another one has this name");
  await press("Cancel");
  await leave();
}, 120_000);

const LISTS: [string, string, FunctionComponent<never>, object, object[]][] = [
  ["macros", "New macro", MacrosPart as FunctionComponent<never>, {}, [MACRO]],
  ["macros, which is empty", "New macro", MacrosPart as FunctionComponent<never>, {}, []],
  ["automations", "Add automation", AutomationsPart as FunctionComponent<never>, {}, []],
  ["SLA policies", "Add policy", Policies as FunctionComponent<never>, { onCalendars: () => {} }, []],
  ["calendars", "Add calendar", Calendars as FunctionComponent<never>, {}, []],
  ["reports by email", "New report by email", ReportsPart as FunctionComponent<never>, {}, []],
  ["ticket templates", "New template", TemplatesPart as FunctionComponent<never>, {}, []],
  ["recurring tickets", "New recurring ticket", RecurrencesPart as FunctionComponent<never>, {}, []],
];

test.each(LISTS)(
  "the list of %s says that something was not saved, and continues with it",
  async (...row) => {
    const [, add, part, props, existing] = row;
    macros = existing;
    queryClient.clear();
    const first = await open(part, props);
    await first.press(add);
    expect(first.place.textContent).not.toContain("not saved");
    await until(() => expect(first.name()).not.toBeNull());
    await typeInto(first.name(), "Half of it");
    await first.leave();
    const second = await open(part, props);
    await until(() => expect(second.place.textContent).toContain("There is one that you have not saved."));
    await second.press("Continue");
    await until(() => expect(second.name()?.value).toBe("Half of it"));
    await second.press("Cancel");
    await until(() => expect(second.place.textContent).toContain(add));
    expect(second.place.textContent).not.toContain("not saved");
    await second.leave();
  },
  120_000,
);

test("a report by email with changes that were not saved says so in the list and in its form", async () => {
  reports = [REPORT];
  queryClient.clear();
  const openReports = () => open(ReportsPart as FunctionComponent<never>);
  const first = await openReports();
  await until(() => expect(first.place.textContent).toContain("Figures"));
  await first.press("Edit");
  expect(first.place.textContent).not.toContain("You have not saved this yet.");
  await typeInto(first.name(), "Other figures");
  await first.leave();
  const second = await openReports();
  await until(() => expect(second.place.textContent).toContain("You have unsaved changes."));
  expect(second.place.textContent).toContain("Figures");
  await second.press("Edit");
  expect(second.name().value).toBe("Other figures");
  expect(second.place.textContent).toContain("You have not saved this yet.");
  await second.press("Cancel");
  await until(() => expect(second.place.textContent).toContain("Figures"));
  expect(second.place.textContent).not.toContain("unsaved changes");
  await second.leave();
}, 120_000);

test("the form of an automation says how to write “or”", async () => {
  const { place, press, leave } = await open(AutomationsPart as FunctionComponent<never>);
  await press("Add automation");
  await until(() => expect(place.textContent).toContain("For “or” between conditions, add a second automation."));
  await press("Cancel");
  await leave();
}, 120_000);
