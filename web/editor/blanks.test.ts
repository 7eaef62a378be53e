// @vitest-environment jsdom
import { Editor } from "@tiptap/core";
import { expect, test } from "vitest";
import { blanks } from "./blanks.ts";
import { inlinePictures } from "./inline-pictures.ts";
import { richText } from "./schema.ts";

test("placeholders without a value are marked with their names, other words in braces are not", () => {
  const element = document.body.appendChild(document.createElement("div"));
  const marked = blanks("blank", (name) => `[${name}]`);
  const content = "<p>Hello {{ contact.first_name }}, {{ 7 * 7 }}</p><p>In {{ zone.name }}.</p>";
  const editor = new Editor({ element, extensions: [...richText(inlinePictures(() => undefined)), marked], content });
  const chips = () => [...element.querySelectorAll<HTMLElement>(".blank")].map((each) => each.dataset.label);
  expect(chips()).toEqual(["[contact.first_name]", "[zone.name]"]);
  editor.commands.setContent("<p>Hello Ploy, in {{ zone.name }}.</p>");
  expect(chips()).toEqual(["[zone.name]"]);
  editor.destroy();
  element.remove();
});
