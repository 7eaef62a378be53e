// @vitest-environment jsdom
import { act, createElement } from "react";
import { beforeEach, expect, test } from "vitest";
import { SaveAsMacro } from "../macros/SaveAsMacro.tsx";
import { jsonResponse, renderPart, setUpApp, typeInto, until } from "../test-app.ts";
import { SaveAsTemplate } from "./SaveAsTemplate.tsx";

let sent: { path: string; body: unknown }[] = [];

setUpApp(async (address, { method = "GET", body } = {}) => {
  const path = address.replace(/^\/api\/v1|\?.*$/g, "");
  if (method === "GET") {
    const steps = path === "/tickets/t/checklist/" ? [{ text: "Unplug the player" }, { text: "Wait" }] : [];
    return jsonResponse({ results: steps, next: null });
  }
  // the preview of a macro
  if (path.includes("preview")) return jsonResponse({ detail: "Not now." }, 400);
  sent.push({ path, body: JSON.parse(String(body)) });
  return jsonResponse({ id: "new", name: "Saved", updated_at: "1" });
});
beforeEach(() => {
  sent = [];
  localStorage.clear();
});

const dialog = () => document.querySelector<HTMLElement>('[role="dialog"]');
const button = (text: string) =>
  [...(dialog()?.querySelectorAll("button") ?? [])].find((it) => it.textContent === text);
const save = async () => {
  await until(() => expect(button("Save")).toBeDefined());
  await act(async () => button("Save")!.click());
};
const named = (label: string) => {
  const shown = [...dialog()!.querySelectorAll("label")].find(({ textContent }) => textContent?.startsWith(label));
  return dialog()!.querySelector<HTMLInputElement>(`[id="${shown?.htmlFor}"]`)!;
};

test("a ticket becomes a template with its fields and checklist, without its customer, and can be changed first", async () => {
  const ticket = {
    ...{ id: "t", subject: "No music in the lobby", description: "<p>Since this morning.</p>", tags: "player" },
    ...{ category: "technical", priority: "high", assigned_team: "Tech", company: "c", contact: "p", zone: "z" },
  };
  let isOpen = true;
  const onClose = () => {
    isOpen = false;
  };
  const { leave } = await renderPart(createElement(SaveAsTemplate, { ticket, onClose }));
  await until(() => expect(dialog()?.textContent).toContain("Save as template"));
  await until(() => expect(named("Name").value).toBe("No music in the lobby"));
  await typeInto(named("Name"), "No music");
  await save();
  await until(() => expect(isOpen).toBe(false));
  expect(sent).toEqual([
    {
      path: "/ticket-templates/",
      body: {
        ...{ name: "No music", folder: "", scope: "shared", team: "", subject: "No music in the lobby", inputs: [] },
        ...{ description: "<p>Since this morning.</p>", checklist: ["Unplug the player", "Wait"], files: [] },
        fields: { category: "technical", priority: "high", assigned_team: "Tech", tags: "player" },
      },
    },
  ]);
  await leave();
}, 120_000);

test("a message becomes a macro with placeholders for names, and no examples", async () => {
  const text = "<p>Dear Ploy, we restarted the player of Harbour Hotel.</p><p>Tom Reed</p>";
  const message = { id: "m", text, author_name: "Tom Reed", is_internal: true };
  const ticket = { subject: "No music", contact_name: "Ploy Srisai", company_name: "Harbour Hotel" };
  let isOpen = true;
  const onClose = () => {
    isOpen = false;
  };
  const { leave } = await renderPart(createElement(SaveAsMacro, { message, ticket, onClose }));
  await until(() => expect(dialog()?.querySelector('[contenteditable="true"]')?.textContent).toContain("Dear"));
  expect(dialog()!.textContent).toContain("Create a macro from this");
  // an example would replace the text of the message
  expect(dialog()!.textContent).not.toContain("Start from");
  expect(button("We are working on it")).toBeUndefined();
  await save();
  await until(() => expect(isOpen).toBe(false));
  const written =
    '<p>Dear {{ contact.first_name | default: "there" }}, we restarted the player of {{ company.name }}.</p><p>{{ agent.name }}</p>';
  expect(sent).toMatchObject([
    { path: "/macros/", body: { name: "No music", texts: { en: written }, is_internal: true, scope: "shared" } },
  ]);
  await leave();
}, 120_000);
