// @vitest-environment jsdom
import { act, createElement } from "react";
import { beforeEach, expect, test } from "vitest";
import { jsonResponse, renderPart, setUpApp, typeInto, until } from "../test-app.ts";
import { AutomationForm } from "./AutomationForm.tsx";

const FAY = { id: "fay", full_name: "Fay Moss", role: "Finance", is_active: true, absence: null, leads: [] };
// has left, so that no list has him
const PEOPLE = [FAY, { ...FAY, id: "ole", full_name: "Ole Berg", is_active: false }];
const LOWER = {
  id: "lower",
  name: "Lower to Low",
  is_active: true,
  trigger: { on: "changed", field: "priority", to: ["high"] },
  filters: {},
  actions: { changes: { priority: "low" } },
};
const WAIT = {
  ...{ id: "wait", name: "Emails wait", is_active: true, filters: {} },
  trigger: { on: "created", via: ["mail"] },
  actions: { changes: { status: "pending" } },
};
const MACROS = [
  { id: "m1", name: "Player restarted", folder: "Sound", scope: "shared", team: "", inputs: [] },
  { id: "m2", name: "Private words", folder: "", scope: "own", team: "", inputs: [] },
  { id: "m3", name: "Ask which zone", folder: "", scope: "shared", team: "", inputs: [{ name: "z", required: true }] },
];
let automations: unknown[] = [];
let sent: unknown[] = [];
let opened: unknown[] = [];

setUpApp(async (address, { method = "GET", body } = {}) => {
  if (method !== "GET") {
    sent.push(JSON.parse(String(body)));
    return jsonResponse({ id: "a", name: "Saved", updated_at: "1" });
  }
  const results = { users: PEOPLE, macros: MACROS, automations }[/v1\/(\w+)\//.exec(address)![1]!];
  return jsonResponse({ results: results ?? [], next: null });
});
beforeEach(() => {
  [sent, automations, opened] = [[], [], []];
  localStorage.clear();
});

async function open(automation: object | null = null) {
  const { place, press, leave } = await renderPart(
    createElement(AutomationForm, {
      automation: automation as never,
      onOther: ({ id }) => opened.push(id),
      onClose: () => {},
    }),
  );
  const field = () => [...document.querySelectorAll<HTMLInputElement>("[data-autofocus]")].at(-1)!;
  /** Opens the list of a word of the sentence. */
  const openList = async (word: string) => {
    const button = () => [...place.querySelectorAll("button")].find(({ textContent }) => textContent?.trim() === word);
    await until(() => expect(button()).toBeDefined());
    await act(async () => button()!.click());
    await until(() => expect(field()).toBeDefined());
  };
  const options = () => [...document.querySelectorAll('[role="option"]')].map(({ textContent }) => textContent ?? "");
  const key = (name: string) =>
    act(async () => {
      field().dispatchEvent(new KeyboardEvent("keydown", { key: name, code: name, bubbles: true, cancelable: true }));
    });
  /** Types into the open list until its first entry is the wanted one, and takes that with Enter. */
  const take = async (text: string, first: string) => {
    await typeInto(field(), text);
    await until(() => expect(options()[0]).toContain(first));
    await key("Enter");
  };
  const choose = async (word: string, text: string, first: string) => {
    await openList(word);
    await take(text, first);
  };
  const sentence = () => [...place.querySelectorAll("fieldset")].map(({ textContent }) => textContent);
  const save = async () => {
    await press("Save");
    await until(() => expect(sent).toHaveLength(1));
    await leave();
    return sent[0];
  };
  return { place, press, leave, field, openList, options, key, take, choose, sentence, save };
}

test("an automation is put together from words that are found by their values, and filled in with the keyboard", async () => {
  const { place, field, choose, take, options, openList, sentence, save } = await open();
  // "pending" is a value of the status, so it finds the trigger with it
  await choose("a ticket is created", "pending", "Pending");
  await until(() => expect(sentence()[0]).toContain("a field changes"));
  await choose("Add condition", "billing", "Billing");
  await choose("+ Add action", "urgent", "Urgent");
  await choose("+ Add action", "Fay", "Fay Moss");
  // a macro is found by its name, unless automations cannot apply it
  await openList("+ Add action");
  for (const name of ["Private words", "Ask which zone"]) {
    await typeInto(field(), name);
    await until(() => expect(options()).toEqual([]));
  }
  await take("restarted", "Player restarted");
  // an action without a value takes the focus for it
  await choose("+ Add action", "note", "write an internal note");
  await until(() => expect(document.activeElement?.ariaLabel).toBe("write an internal note"));
  await typeInto(document.activeElement as HTMLTextAreaElement, "Restarted by itself");
  await choose("Urgent", "hi", "High");
  await until(() => expect(sentence()[2]).toContain("High"));
  // until it has a name, it is called after what it does
  const name = place.querySelector<HTMLInputElement>("form input[required]")!;
  expect(name.value).toMatch(/^Set Priority to High, set Assignee to Fay Moss, write an internal note/);
  await typeInto(name, "Restarted");
  expect(await save()).toEqual({
    name: "Restarted",
    is_active: true,
    trigger: { on: "changed", field: "status", to: ["pending"] },
    filters: { category: "billing" },
    actions: { changes: { priority: "high", assigned_to: "fay" }, macro: "m1", note: "Restarted by itself" },
  });
}, 120_000);

test("a part of the sentence is taken out again, and Escape leaves a word as it was", async () => {
  const { place, choose, openList, key, sentence, save } = await open();
  await choose("+ Add action", "urgent", "Urgent");
  await choose("+ Add action", "survey", "start a survey");
  await choose("Add condition", "high", "High");
  await openList("Urgent");
  await key("Escape");
  await until(() => expect(document.querySelector('[role="option"]')).toBeNull());
  const remove = (label: string) =>
    act(async () => place.querySelector<HTMLButtonElement>(`button[aria-label="${label}"]`)!.click());
  await remove("Remove: start a survey");
  await remove("Clear Priority");
  await until(() => expect(sentence()[1]).toContain("it is any ticket"));
  expect(await save()).toMatchObject({ filters: {}, actions: { changes: { priority: "urgent" } } });
}, 120_000);

test("what a rule refers to has its name, even if it can no longer be chosen", async () => {
  const { sentence, leave } = await open({
    ...{ id: "r", name: "Old", is_active: true, updated_at: "1", filters: {} },
    trigger: { on: "macro_applied", macros: ["m2"] },
    actions: { changes: { assigned_to: "ole" }, macro: "gone", notify: { to: ["ole", "lead"], text: "" } },
  });
  await until(() => expect(sentence()[0]).toContain("Private words"));
  await until(() => expect(sentence()[2]).toMatch(/Ole Berg.*\?.*Ole Berg, the team’s lead/));
  expect(sentence()[2]).not.toMatch(/\bole\b|gone/);
  await leave();
}, 120_000);

test("each part that may be anything can be chosen, and left open again", async () => {
  const { field, choose, openList, options, key, sentence, save } = await open();
  const openAgain = async (trigger: string, parts: readonly (readonly [any: string, value: string])[]) => {
    if (!sentence()[0]!.includes(trigger)) await choose("a ticket is created", trigger, trigger);
    for (const [any, value] of parts) {
      await choose(any, value, value);
      await key("Escape");
      await openList(value);
      await typeInto(field(), "any");
      await until(() => expect(options()[0]).toBe(any));
      await key("Enter");
      await until(() => expect(sentence()[0]).not.toContain(value));
      expect(sentence()[0]).toContain(any);
    }
  };
  await openAgain("a ticket is created", [["any way", "email"]]);
  await openAgain("an agent sends a macro", [["any macro", "Player restarted"]]);
  await choose("an agent sends a macro", "a field changes", "a field changes");
  await openAgain("a field changes", [["any value", "Pending"]]);
  // the empty value of a field has a name, too
  await choose("+ Add action", "no team", "No team");
  expect(await save()).toMatchObject({
    trigger: { on: "changed", field: "status" },
    actions: { changes: { assigned_team: "" } },
  });
}, 120_000);

test("an automation that contradicts another one is saved with a warning, which leads to the other one", async () => {
  automations = [{ ...LOWER, id: "off", is_active: false }, LOWER, WAIT];
  const { place, press, choose, save } = await open();
  const warning = () => place.querySelector('[role="status"] ul')?.textContent;
  // a new one comes last in the list
  await choose("+ Add action", "resolved", "Resolved");
  await until(() =>
    expect(warning()).toBe(
      "Emails wait sets Status to Pending on the same event, this one to Resolved. This one runs last, so Resolved stays.",
    ),
  );
  await choose("a ticket is created", "low", "Low");
  expect(warning()).toBeUndefined();
  await choose("+ Add action", "urgent", "Urgent");
  await until(() => expect(warning()).toContain("sets Priority to Low, and then this one sets it to Urgent."));
  await choose("Urgent", "high", "High");
  await until(() =>
    expect(warning()).toBe(
      "Lower to Low sets Priority to Low, this one to High. Each starts the other until Docket pauses one of them.",
    ),
  );
  await press("Lower to Low");
  expect(opened).toEqual(["lower"]);
  expect(await save()).toMatchObject({ actions: { changes: { priority: "high" } } });
}, 120_000);
