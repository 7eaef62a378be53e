// @vitest-environment jsdom
import { createElement } from "react";
import { afterAll, describe, expect, test } from "vitest";
import { fieldEntries } from "../../wire/ticket-fields.ts";
import { useChoicesOf } from "../automations/TriggerPart.tsx";
import { useFilterWord } from "../inbox/FilterWords.tsx";
import { FILTER_WORDS } from "../inbox/filter-fields.ts";
import { LANGUAGES, speak, t } from "../lib/texts.ts";
import { jsonResponse, renderPart, setUpApp } from "../test-app.ts";
import { changeLines, changeWord, conditionWords } from "./rule-words.ts";

setUpApp(async () => jsonResponse({ results: [], next: null }));
afterAll(() => speak("en"));

/** The values of each field with a list of values. An empty one has several spellings. */
const VALUES = fieldEntries().flatMap(([name, { choices, isOptional }]) =>
  choices || name === "assigned_to"
    ? [...(choices ?? []), ...(isOptional || !choices ? [null, "", "none"] : [])].map((value) => ({ name, value }))
    : [],
);
const FILTER_VALUES = Object.entries(FILTER_WORDS).flatMap(([filter, values]) =>
  values.map((value) => ({ filter, value })),
);

let pickerLabels: string[] = [];

/** Notes the labels of all values as the pickers of automations and filters show them. */
function Pickers() {
  const choicesOf = useChoicesOf();
  const word = useFilterWord();
  pickerLabels = [
    ...fieldEntries().flatMap(([field]) => choicesOf(field).map(({ label }) => label)),
    ...FILTER_VALUES.map(({ filter, value }) => word(filter, value)),
  ];
  return null;
}

const person = (id: string) => (id === "none" ? t("inbox.nobody") : `Agent ${id}`);

describe.each(Object.keys(LANGUAGES))("the label of a value in %s", (language) => {
  // a key of the catalogue, or a word of the API
  const isRaw = (label: string) =>
    /\w\.\w|_|^$|\b(none|nobody|null|undefined)\b/.test(label.replace(/None|Nobody/, ""));

  test("is never a raw key, in pickers, conditions, actions and runs", async () => {
    await speak(language);
    const { leave } = await renderPart(createElement(Pickers));
    await leave();
    const names = { company: [], contact: [], zone: [] };
    const labels = [
      ...pickerLabels,
      ...VALUES.flatMap(({ name, value }) => [
        changeWord(t, person, name, value),
        ...changeLines(t, person, { [name]: [value, value] }),
      ]),
      ...FILTER_VALUES.flatMap(({ filter, value }) => conditionWords(t, person, { [filter]: value }, names)),
    ];
    expect(labels.length).toBeGreaterThan(VALUES.length * 3 + FILTER_VALUES.length);
    expect(labels.filter(isRaw)).toEqual([]);
  });
});
