// @vitest-environment jsdom
import { Editor } from "@tiptap/core";
import { afterEach, describe, expect, test } from "vitest";
import { Caret } from "./caret.ts";
import { inlinePictures } from "./inline-pictures.ts";
import { richText } from "./schema.ts";

const editors: Editor[] = [];
afterEach(() => {
  for (const editor of editors.splice(0)) editor.destroy();
  document.body.replaceChildren();
});

/** An editor with the focus and its caret at the beginning, and a button beside it. */
function open(content: string) {
  const box = document.body.appendChild(document.createElement("div"));
  const button = document.body.appendChild(document.createElement("button"));
  const editor = new Editor({
    element: box,
    extensions: [...richText(inlinePictures(() => undefined)), Caret],
    content,
    // jsdom has no layout
    editorProps: { handleScrollToSelection: () => true },
  });
  editors.push(editor);
  editor.view.focus();
  return { editor, button };
}

/** Moves the caret as a key does, before the browser has fired `selectionchange`. */
function moveCaret({ view }: Editor, words: string): void {
  const walker = document.createTreeWalker(view.dom, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode() as Text | null; text; text = walker.nextNode() as Text | null) {
    const at = text.data.indexOf(words);
    if (at >= 0) document.getSelection()!.collapse(text, at + words.length);
  }
}

const press = ({ view }: Editor, key: string, more: KeyboardEventInit = {}) =>
  view.dom.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));

describe("the caret of the editor", () => {
  test("is where a key has put it although a tool takes the focus at once", () => {
    const { editor, button } = open("<p>Check the amplifier first.</p>");
    moveCaret(editor, "first.");
    button.focus();
    editor.chain().focus().insertContent("!").run();
    expect(editor.getHTML()).toBe("<p>Check the amplifier first.!</p>");
  });
  test("is where a key has put it when the next key comes at once", () => {
    const { editor } = open("<p>One two</p>");
    moveCaret(editor, "One");
    press(editor, "Enter", { keyCode: 13 });
    expect(editor.getHTML()).toBe("<p>One</p><p> two</p>");
  });
  test("is where a key has put it for a tool that does not take the focus", () => {
    const { editor } = open("<p>One</p><p>Two</p>");
    moveCaret(editor, "Two");
    editor.chain().focus().insertContent("!").run();
    expect(editor.getHTML()).toBe("<p>One</p><p>Two!</p>");
  });
  test("stays with an input method that is in the middle of a word", () => {
    const { editor } = open("<p>One two</p>");
    moveCaret(editor, "One");
    press(editor, "Process", { isComposing: true, keyCode: 229 });
    expect(editor.state.selection.from).toBe(1);
  });
  test("has the focus again at once after a tool", () => {
    const { editor, button } = open("<p>One</p>");
    button.focus();
    editor.chain().focus().toggleBold().run();
    expect(document.activeElement).toBe(editor.view.dom);
  });
});
