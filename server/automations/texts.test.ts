import { describe, expect, test } from "vitest";
import { tryRender } from "../emails/render.ts";
import { textProblem } from "../macros/render.ts";
import { renderRuleText } from "./texts.ts";

/** Values that count how often a template reads them. */
function countedValues(): { values: { contact: { name: string } }; reads: () => number } {
  let reads = 0;
  const contact = {
    get name() {
      reads += 1;
      return "Ann";
    },
  };
  return { values: { contact }, reads: () => reads };
}

const MAX_LENGTH = 20_000;
const NAME = "{{contact.name}}";

describe("a template of users", () => {
  test.each([
    ["a loop", "{% for i in (1..1000000) %}{{ contact.name }}{% endfor %}", 'tag "for" not found'],
    ["a loop of table rows", "{% tablerow i in (1..1000000) %}{{ contact.name }}{% endtablerow %}", "not found"],
    ["a range", "{{ (1..1000000) }}{{ contact.name }}", "memory alloc limit exceeded"],
    ["a range in a condition", "{% if (1..1000000) contains 5 %}{{ contact.name }}{% endif %}", "memory alloc limit"],
    ["another file", "{% include 'a' %}{{ contact.name }}", 'tag "include" not found'],
    ["a filter that repeats", '{{ contact.name | replace: "n", "nn" }}', "undefined filter: replace"],
    ["outputs that do not end", `${NAME}${"{{".repeat(MAX_LENGTH / 4)}`, 'output "{{{{'],
    ["tags that do not end", `${NAME}${"{% '".repeat(MAX_LENGTH / 4)}`, `tag "{% '{% '`],
  ])("with %s is refused at its first step, in the words that were written", async (name, text, error) => {
    const { values, reads } = countedValues();
    await expect(renderRuleText(text, values)).rejects.toThrow(error);
    await expect(tryRender("body", text, values)).rejects.toThrow(error);
    expect(await textProblem(text, [])).toContain(error);
    expect(reads()).toBeLessThanOrEqual(name === "a filter that repeats" ? 2 : 0);
  });

  test("reads each value as often as its text says, and no more", async () => {
    const { values, reads } = countedValues();
    await renderRuleText(NAME.repeat(MAX_LENGTH / NAME.length), values);
    expect(reads()).toBe(MAX_LENGTH / NAME.length);
  });
});
