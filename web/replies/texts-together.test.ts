import { expect, test } from "vitest";
import { paragraphs, restOf } from "./texts-together.ts";

test.each([
  ["nothing was typed", "<p>Hello</p>", "<p>Hello</p>", ""],
  ["typed on", "<p>Hello</p>", "<p>Hello you</p>", "<p> you</p>"],
  ["a new paragraph", "<p>Hello</p>", "<p>Hello</p><p>And</p>", "<p>And</p>"],
  ["a new empty line", "<p>Hello</p>", "<p>Hello</p><p></p>", ""],
  ["in a list", "<ul><li><p>a</p></li></ul>", "<ul><li><p>a</p></li></ul><p>b</p>", "<p>b</p>"],
  ["a picture", "<p>Hello</p>", '<p>Hello</p><p><img src="cid:x"></p>', '<p><img src="cid:x"></p>'],
  ["changed in its middle", "<p>Hello</p>", "<p>Hallo</p>", "<p>Hallo</p>"],
  ["deleted", "<p>Hello</p>", "", ""],
])("what remains of a text after sending: %s", (_, sent, now, left) => {
  expect(restOf(sent, now)).toBe(left);
});

test("typed text is not HTML", () => {
  expect(paragraphs("a < b\n&c")).toBe("<p>a &lt; b</p><p>&amp;c</p>");
  expect(paragraphs("")).toBe("");
});
