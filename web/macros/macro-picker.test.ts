// @vitest-environment jsdom
import { act, createElement, useState } from "react";
import { expect, test, vi } from "vitest";
import { jsonResponse, renderPart, setUpApp, typeInto, until } from "../test-app.ts";
import { Folders } from "./Folders.tsx";
import { MacroPicker } from "./MacroPicker.tsx";

let macros: object[] = [];

setUpApp(async (address) => jsonResponse({ results: address.includes("/macros/") ? macros : [], next: null }));

const macro = (name: string, languages: string[], more: object = {}) => ({
  ...{ id: name, name, folder: "Sound", scope: "shared", team: "", inputs: [], excerpt: "", last_used_at: null },
  languages,
  ...more,
});

type OnChosen = Parameters<typeof MacroPicker>[0]["onChosen"];

function Picker({ onChosen }: { onChosen: OnChosen }) {
  const [text, onText] = useState("");
  return createElement(MacroPicker, { text, onText, onClose() {}, onChosen });
}

async function openPicker() {
  const onChosen = vi.fn(async () => {});
  const part = createElement(Picker, { onChosen });
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

test("a macro is found by some of its letters, by its folder and by its text", async () => {
  macros = [
    macro("Restart player", ["en"]),
    macro("Prices", ["en"], { folder: "Sales/Offers", excerpt: "See the attached list." }),
  ];
  const { options, leave } = await openPicker();
  expect(options().map(({ textContent }) => textContent)).toEqual([
    "Restart playerSound",
    "PricesSales › OffersSee the attached list.",
  ]);
  const search = document.querySelector<HTMLInputElement>('input[aria-label^="Find a macro"]')!;
  for (const [typed, matches] of [
    ["repl", "Restart player"],
    ["offers", "Prices"],
    ["attached", "Prices"],
  ] as const) {
    await typeInto(search, typed);
    await until(() =>
      expect(options().map(({ textContent }) => textContent)).toEqual([expect.stringContaining(matches)]),
    );
  }
  await leave();
});

test("the inputs of a macro are asked before it is inserted", async () => {
  const inputs = [
    { name: "day", label: "Day of the visit", kind: "text", choices: [], required: true },
    { name: "note", label: "Note", kind: "text", choices: [], required: false },
  ];
  macros = [macro("Visit", ["en"], { inputs })];
  const { onChosen, options, leave } = await openPicker();
  await act(async () => options()[0]!.click());
  expect(onChosen).not.toHaveBeenCalled();
  const form = document.querySelector<HTMLFormElement>('[role="dialog"] form')!;
  expect([...form.querySelectorAll("label")].map(({ textContent }) => textContent)).toEqual([
    "Day of the visit *",
    "Note",
  ]);
  expect(form.checkValidity()).toBe(false);
  await typeInto(form.querySelector("input")!, "Friday");
  await act(async () => form.requestSubmit());
  expect(onChosen).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: "Visit" }), { day: "Friday" }, null);
  await leave();
});

test("macros are listed by folder, and those without one under a heading of their own", async () => {
  const items = [
    { name: "Restart", folder: "Sound/Players" },
    { name: "Prices", folder: "" },
    { name: "Unplug", folder: "Sound/Players" },
  ];
  const children = ({ name }: { name: string }) => createElement("li", { key: name }, name);
  const { place, leave } = await renderPart(createElement(Folders<(typeof items)[0]>, { items, children }));
  const sections = [...place.querySelectorAll("section")];
  expect(sections.map((each) => [...each.querySelectorAll("h3, li")].map(({ textContent }) => textContent))).toEqual([
    ["Sound › Players", "Restart", "Unplug"],
    ["No folder", "Prices"],
  ]);
  await leave();
});
