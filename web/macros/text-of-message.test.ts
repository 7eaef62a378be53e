import { expect, test } from "vitest";
import { textOfMessage } from "./text-of-message.ts";

const names = { contact: "Ploy Srisai", company: "Harbour & Sons", agent: "Tom Tech" };

test.each([
  [
    "<p>Hello Ploy,</p><p>see you at Harbour &amp; Sons.</p><p>Tom</p>",
    '<p>Hello {{ contact.first_name | default: "there" }},</p><p>see you at {{ company.name }}.</p><p>{{ agent.first_name }}</p>',
  ],
  ["<p>Dear Ploy Srisai, Tom Tech here</p>", "<p>Dear {{ contact.name }}, {{ agent.name }} here</p>"],
  // a name within a word, in a tag or in a placeholder is none
  ['<p>Tomorrow <a href="https://x.test/Ploy">here</a></p>', '<p>Tomorrow <a href="https://x.test/Ploy">here</a></p>'],
  ['<p>Look:<img src="cid:1" alt="Ploy"></p>', "<p>Look:</p>"],
])("the text of a macro made of %s has placeholders", (message, text) => {
  expect(textOfMessage(message, names)).toBe(text);
});

test("a message to nobody in particular stays as it is", () => {
  const text = "<p>Restart it {{ zone.name }}.</p>";
  expect(textOfMessage(text, { contact: null, company: null, agent: null })).toBe(text);
});
