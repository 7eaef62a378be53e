// @vitest-environment jsdom
import { act, createElement } from "react";
import { expect, test } from "vitest";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";
import { MacroDialog } from "./MacroDialog.tsx";

const MACRO = {
  ...{ id: "m", name: "Restart", folder: "", scope: "shared", team: "", inputs: [], excerpt: "", last_used_at: null },
  ...{ languages: ["en"], is_internal: false },
};
const numbers = ["T-1", "T-2", "T-3", "T-4"];
const previewOf = (ids: string[]) => ({
  ...{ count: ids.length, changes: { status: "pending" } },
  previews: ids
    .slice(0, 3)
    .map((id) => ({ ticket: id, ticket_number: id, subject: "No sound", text: `<p>For ${id}</p>` })),
  blanks: ids.includes("T-4") ? [{ ticket: "T-4", ticket_number: "T-4", blanks: ["zone.name"] }] : [],
  blank_count: ids.includes("T-4") ? 1 : 0,
});

setUpApp(async (address, { body } = {}) => {
  if (address.includes("/macros/m/preview/")) return jsonResponse(previewOf(JSON.parse(String(body)).ids));
  if (address.includes("/bulk-changes/preview/"))
    return jsonResponse({ customers: 3, agents: 0, digests: 0, surveys: 0 });
  return jsonResponse({ results: address.includes("/macros/") ? [MACRO] : [], next: null });
});

test("a macro for many tickets is previewed in three, and applied only without the tickets in which a blank is left", async () => {
  const pending = { kind: "macro", target: { ids: numbers }, count: numbers.length } as const;
  const { leave } = await renderPart(createElement(MacroDialog, { pending }));
  const option = () => document.querySelector<HTMLElement>('[role="option"]');
  await until(() => expect(option()).not.toBeNull());
  await act(async () => option()!.click());
  const shown = () => [...document.querySelectorAll("article")].map(({ textContent }) => textContent);
  await until(() => expect(shown()).toEqual(["T-1 No soundFor T-1", "T-2 No soundFor T-2", "T-3 No soundFor T-3"]));
  const button = (text: string) => [...document.querySelectorAll("button")].find((it) => it.textContent === text);
  expect(button("Apply to 4 tickets")!.disabled).toBe(true);
  await act(async () => button("Leave 1 ticket out")!.click());
  await until(() => expect(button("Apply to 3 tickets")!.disabled).toBe(false));
  await leave();
});
