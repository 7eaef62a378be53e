import { getSchema } from "@tiptap/core";
import { Placeholder } from "@tiptap/extensions";
import { Selection } from "@tiptap/pm/state";
import { type Editor as TiptapEditor, type UseEditorOptions, useEditor } from "@tiptap/react";
import { use, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from "react";
import { t } from "../lib/texts.ts";
import { Pictures } from "../ui/CleanHtml.tsx";
import { blanks, rewriteBlank, selectBlank, selectedBlank } from "./blanks.ts";
import { Caret, focusNow } from "./caret.ts";
import css from "./Editor.module.css";
import type { EditorEvents, EditorProps } from "./Editor.tsx";
import { handleKey, takeFiles, takeSlash } from "./editor-input.ts";
import { inlinePictures, removePicture } from "./inline-pictures.ts";
import { htmlOfPaste, pastedText } from "./pasted.ts";
import { chipWords } from "./placeholder-words.ts";
import { richText } from "./schema.ts";
import { WrittenText } from "./written-text.ts";

const SCHEMA = getSchema(richText(inlinePictures(() => undefined)));

/** Puts the caret after the last text. If a whole block were selected, the first letter would replace it. */
function focusEnd({ view }: TiptapEditor): void {
  const { doc, tr } = view.state;
  const end = doc.resolve(doc.content.size);
  // in one step, because a key in between would be typed elsewhere, or before the text
  view.dispatch(tr.setSelection(Selection.findFrom(end, -1, true) ?? Selection.atEnd(doc)));
  view.focus();
}

type Latest<T> = { readonly current: T };

function useLatest<T>(value: T): Latest<T> {
  const latest = useRef(value);
  latest.current = value;
  return latest;
}

/**
 * The editor of a text. Everything that the user does not edit keeps its bytes (`WrittenText`). Its options are fixed when it
 * opens, so they read the placeholder, the addresses and the callbacks from the latest props.
 */
export function useWrittenEditor({ label, placeholder, text, revision = 0, autoFocus, handle, ...on }: EditorProps) {
  const latest = useLatest(on);
  const root = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  const [writtenText] = useState(() => new WrittenText(SCHEMA));
  const [content] = useState(() => writtenText.open(text));
  const htmlOf = (editor: TiptapEditor): string => writtenText.html(editor.state.doc);
  const editor = useEditor({
    extensions: useExtensions(placeholder),
    content,
    onUpdate: ({ editor }) => latest.current.onChange?.(htmlOf(editor)),
    onTransaction: ({ editor }) => latest.current.onBlank?.(selectedBlank(editor.view)),
    onCreate: ({ editor }) => (autoFocus || wantsFocus.current) && !editor.view.hasFocus() && focusEnd(editor),
    onBlur: () => latest.current.onBlur?.(),
    editorProps: { attributes: attributesOf(label), ...inputHandlers(latest) },
  });
  useImperativeHandle(handle, () => ({
    focus() {
      wantsFocus.current = true;
      if (root.current?.querySelector('[contenteditable="true"]')) focusEnd(editor);
    },
    html: () => htmlOf(editor),
    removePicture: (id) => removePicture(editor.view, id),
    insert: (html) => insertHtml(editor, html),
    startMention: () => startMention(editor),
    write: (text) => void editor.chain().focus().insertContent({ type: "text", text }).run(),
    focusBlank() {
      editor.view.focus();
      return selectBlank(editor.view);
    },
    rewriteBlank: (text) => rewriteBlank(editor.view, text),
  }));
  usePictureAddresses(root);
  useOutsideChange(editor, writtenText, { text, revision });
  useEffect(() => {
    editor.setOptions({ editorProps: { ...editor.options.editorProps, attributes: attributesOf(label) } });
  }, [editor, label]);
  return { root, editor };
}

const attributesOf = (label: string) => ({
  "aria-label": label,
  role: "textbox",
  "aria-multiline": "true",
  dir: "auto",
});

function insertHtml(editor: TiptapEditor, html: string): void {
  focusNow(editor.view);
  const { from } = editor.state.selection;
  // Tiptap refuses cells without a paragraph
  const withParagraphs = html.replaceAll(/<(t[dh])\b([^>]*)>\s*<\/\1>/g, "<$1$2><p></p></$1>");
  editor.chain().insertContent(withParagraphs).scrollIntoView().run();
  selectBlank(editor.view, Math.max(0, from - 1));
}

function startMention(editor: TiptapEditor): void {
  focusNow(editor.view);
  const { $from } = editor.state.selection;
  const before = $from.parent.textBetween(0, $from.parentOffset, undefined, "\ufffc");
  editor
    .chain()
    .insertContent(before === "" || /\s$/.test(before) ? "@" : " @")
    .scrollIntoView()
    .run();
}

function useExtensions(placeholder: string) {
  const shownPlaceholder = useLatest(placeholder);
  const addresses = useLatest(use(Pictures));
  return useMemo(
    () => [
      ...richText(inlinePictures((id) => addresses.current.get(id))),
      blanks(css.blank!, (name, whole) => chipWords(t, name, whole)),
      Caret,
      Placeholder.configure({ placeholder: () => shownPlaceholder.current }),
    ],
    [addresses, shownPlaceholder],
  );
}

const inputHandlers = (on: Latest<EditorEvents>): NonNullable<UseEditorOptions["editorProps"]> => ({
  transformPastedHTML: htmlOfPaste,
  clipboardTextParser: (text, context, _plain, view) => pastedText(view.state.schema, text, context),
  handlePaste: (view, event) =>
    takeFiles(view, view.state.selection.to, event, event.clipboardData, on.current.onFiles),
  handleDrop: (view, event) => {
    const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? view.state.selection.to;
    return takeFiles(view, at, event, event.dataTransfer, on.current.onFiles);
  },
  handleTextInput: (view, from, to, letters) => takeSlash(view, { from, to, typed: letters }, on.current.onSlash),
  handleKeyDown: (_view, event) => (on.current.onKey?.(event) ?? false) || handleKey(event, on.current),
});

/** Gives pictures their addresses: a picture can be in the text before its file is loaded, and addresses are signed again. */
function usePictureAddresses(root: Latest<HTMLElement | null>): void {
  const addresses = use(Pictures);
  useEffect(() => {
    for (const picture of root.current?.querySelectorAll<HTMLImageElement>("img[data-file]") ?? []) {
      const address = addresses.get(picture.dataset.file!);
      if (address && picture.getAttribute("src") !== address) picture.src = address;
    }
  }, [addresses, root]);
}

/** Takes over a change that did not come from typing. */
function useOutsideChange(
  editor: TiptapEditor,
  source: WrittenText,
  { text, revision }: { text: string; revision: number },
): void {
  const lastRevision = useRef(revision);
  // before the next key, which would otherwise be typed into the old text and restore it
  useLayoutEffect(() => {
    if (lastRevision.current === revision) return;
    lastRevision.current = revision;
    editor.commands.setContent(source.open(text), { emitUpdate: false });
  }, [editor, revision, text, source]);
}
