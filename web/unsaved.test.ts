// @vitest-environment jsdom
import { createElement, type FunctionComponent } from "react";
import { expect, test } from "vitest";
import { AutomationsPart } from "./automations/AutomationsPart.tsx";
import { queryClient } from "./lib/query-client.ts";
import { MacrosPart } from "./macros/MacrosPart.tsx";
import { Calendars } from "./sla/Calendars.tsx";
import { Policies } from "./sla/Policies.tsx";
import { jsonResponse, renderPart, setUpApp, typeInto, until } from "./test-app.ts";

const MACRO = { id: "m", name: "Restart", folder: "", scope: "shared", languages: ["en"], uses: 0, can_change: true };

let macros: object[] = [MACRO];

setUpApp(async (address) => {
  if (/preview|simulate|dry_run/.test(address)) return new Response("{}", { status: 400 });
  return jsonResponse({ results: address.includes("/macros/") ? macros : [], next: null });
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

test("the form of an automation says how to write “or”", async () => {
  const { place, press, leave } = await open(AutomationsPart as FunctionComponent<never>);
  await press("Add automation");
  await until(() => expect(place.textContent).toContain("For “or” between conditions, add a second automation."));
  await press("Cancel");
  await leave();
}, 120_000);
