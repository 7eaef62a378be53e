// @vitest-environment jsdom
import { act, createElement } from "react";
import { expect, test, vi } from "vitest";
import { jsonResponse, renderPart, setUpApp, until } from "../test-app.ts";
import { MacroPicker } from "./MacroPicker.tsx";

let macros: object[] = [];

setUpApp(async (address) => jsonResponse({ results: address.includes("/macros/") ? macros : [], next: null }));

const macro = (name: string, languages: string[]) => ({
  ...{ id: name, name, folder: "Sound", scope: "shared", team: "", inputs: [], excerpt: "", last_used_at: null },
  languages,
});

async function openPicker() {
  const onChosen = vi.fn(async () => {});
  const part = createElement(MacroPicker, { text: "", onText() {}, onClose() {}, onChosen });
  const { leave } = await renderPart(part);
  const options = () => [...document.querySelectorAll<HTMLElement>('[role="option"]')];
  await until(() => expect(options()).toHaveLength(macros.length));
  const select = document.querySelector<HTMLSelectElement>('select[aria-label="Language"]');
  return { onChosen, options, select, leave };
}

test("the agent chooses the language of a macro that has several", async () => {
  macros = [macro("Restart", ["en", "th"]), macro("Hallo", ["de"])];
  const { onChosen, options, select, leave } = await openPicker();
  expect(options().map(({ textContent }) => textContent)).toEqual(["RestartSound · English, Thai", "HalloSound"]);
  expect([...select!.options].map(({ label, selected }) => [label, selected])).toEqual([
    ["In the customer’s language", true],
    ["In English", false],
    ["In Thai", false],
  ]);
  await act(async () => options()[0]!.click());
  expect(onChosen).toHaveBeenLastCalledWith(expect.objectContaining({ id: "Restart" }), {}, null);
  await act(async () => {
    select!.value = "th";
    select!.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await act(async () => options()[0]!.click());
  expect(onChosen).toHaveBeenLastCalledWith(expect.objectContaining({ id: "Restart" }), {}, "th");
  await leave();
});

test("no language is asked for if every macro has one", async () => {
  macros = [macro("Restart", ["en"]), macro("Hallo", ["de"])];
  const { select, leave } = await openPicker();
  expect(select).toBeNull();
  await leave();
});
