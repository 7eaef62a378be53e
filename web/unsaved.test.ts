// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, createElement, type FunctionComponent } from "react";
import { createRoot } from "react-dom/client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { AutomationsPart } from "./automations/AutomationsPart.tsx";
import { queryClient } from "./lib/query-client.ts";
import { renewAccess } from "./lib/session.ts";
import { MacrosPart } from "./macros/MacrosPart.tsx";
import { Calendars } from "./sla/Calendars.tsx";
import { Policies } from "./sla/Policies.tsx";

const user = { id: "u", username: "ann", full_name: "Ann", role: "Admin", permissions: [], leads: [] };
const access = `x.${btoa(JSON.stringify({ exp: 4_000_000_000 }))}.x`;
const MACRO = { id: "m", name: "Restart", folder: "", scope: "shared", languages: ["en"], uses: 0, can_change: true };

let macros: object[] = [MACRO];

beforeAll(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  vi.stubGlobal("fetch", async (address: string) => {
    if (/preview|simulate|dry_run/.test(address)) return new Response("{}", { status: 400 });
    const isMacros = address.includes("/macros/");
    const body = address.includes("/session/refresh/")
      ? { access, user }
      : { results: isMacros ? macros : [], next: null };
    return new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } });
  });
  const fonts = { addEventListener() {}, removeEventListener() {} };
  Object.defineProperty(document, "fonts", { configurable: true, value: fonts });
  localStorage.clear();
  await renewAccess();
});
afterAll(() => vi.unstubAllGlobals());

/** Waits however slow the machine is. */
const until = (check: () => void) => vi.waitFor(check, { timeout: 60_000 });

async function open(part: FunctionComponent<never> = MacrosPart as FunctionComponent<never>, props: object = {}) {
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  const tree = createElement(
    QueryClientProvider,
    { client: queryClient },
    createElement(part as FunctionComponent, props),
  );
  await act(async () => root.render(createElement(MantineProvider, null, tree)));
  const button = (text: string) =>
    [...place.querySelectorAll("button")].find(({ textContent }) => textContent?.trim() === text);
  const press = async (text: string) => {
    await until(() => expect(button(text)).toBeDefined());
    await act(async () => button(text)!.click());
  };
  const name = () => place.querySelector<HTMLInputElement>("form input[required]")!;
  return { place, press, name, leave: () => act(async () => root.unmount()) };
}

test("a macro with the name of another one is pointed out before it is saved", async () => {
  const { place, press, name, leave } = await open();
  await press("New macro");
  const type = (text: string) =>
    act(async () => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")!.set!.call(name(), text);
      name().dispatchEvent(new Event("input", { bubbles: true }));
    });
  await type(" restart");
  await until(() => expect(place.textContent).toContain("Another one has this name"));
  await type("Restart the player");
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
  "the list of %s says that one was left unsaved, and goes on with it",
  async (...row) => {
    const [, add, part, props, found] = row;
    macros = found;
    queryClient.clear();
    const first = await open(part, props);
    await first.press(add);
    expect(first.place.textContent).not.toContain("not saved");
    await act(async () => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")!.set!.call(first.name(), "Half of it");
      first.name().dispatchEvent(new Event("input", { bubbles: true }));
    });
    await first.leave();
    const second = await open(part, props);
    await until(() => expect(second.place.textContent).toContain("There is one that you have not saved."));
    await second.press("Continue");
    expect(second.name().value).toBe("Half of it");
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
