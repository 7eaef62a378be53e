import "../lib/later-texts.ts";
import "@mantine/tiptap/styles.layer.css";
import { RichTextEditor } from "@mantine/tiptap";
import { getSchema } from "@tiptap/core";
import { Placeholder } from "@tiptap/extensions";
import { Selection } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { type Editor as TiptapEditor, useEditor } from "@tiptap/react";
import { type ReactNode, type Ref, use, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import { t, useTexts } from "../lib/texts.ts";
import { Pictures } from "../ui/CleanHtml.tsx";
import { filesOfFolders } from "../ui/dropped-files.ts";
import { showError } from "../ui/notices.ts";
import { blanks, selectBlank } from "./blanks.ts";
import css from "./Editor.module.css";
import { holdPlace, inlinePictures, type PicturePlaceholder, removePicture } from "./inline-pictures.ts";
import { pasted, pastedText } from "./pasted.ts";
import { richText } from "./schema.ts";
import { WrittenText } from "./written-text.ts";

export interface EditorHandle {
  focus(): void;
  /** The content as clean HTML; empty if there is none. */
  html(): string;
  /** Takes the picture of a file out of the text. */
  removePicture(id: string): void;
  /** Inserts clean HTML at the caret, and selects the first blank of it. */
  insert(html: string): void;
  /** Selects the first blank; false if there is none. */
  focusBlank(): boolean;
}

interface Props {
  label: string;
  placeholder: string;
  text: string;
  /** Another number: the text was changed from outside and is taken over. */
  revision?: number;
  autoFocus?: boolean;
  onChange?(html: string): void;
  onFiles?(files: File[], placeholder?: PicturePlaceholder): void;
  onSend?(): void;
  onSendAndResolve?(): void;
  onEscape?(): void;
  onBlur?(): void;
  /** A slash where a word would begin, in place of the slash itself. */
  onSlash?(): void;
  /** Behind the tools. */
  tools?: ReactNode;
  handle?: Ref<EditorHandle>;
}

const SCHEMA = getSchema(richText(inlinePictures(() => undefined)));

/** Puts the caret behind the last text. A block that is selected as a whole would be replaced by the first letter. */
function focusEnd({ view }: TiptapEditor): void {
  const { doc, tr } = view.state;
  const end = doc.resolve(doc.content.size);
  // both at once: a key in between would be typed elsewhere, or before the text
  view.dispatch(tr.setSelection(Selection.findFrom(end, -1, true) ?? Selection.atEnd(doc)));
  view.focus();
}

/** The rich text editor. What others wrote stays unchanged, except for the parts that are edited. */
export function Editor({ label, placeholder, text, revision = 0, autoFocus, tools, handle, ...on }: Props) {
  const t = useTexts();
  const latest = useRef(on);
  latest.current = on;
  const words = useRef({ placeholder });
  words.current = { placeholder };
  const addresses = use(Pictures);
  const knownAddresses = useRef(addresses);
  knownAddresses.current = addresses;
  const extensions = useMemo(
    () => [
      ...richText(inlinePictures((id) => knownAddresses.current.get(id))),
      blanks(css.blank!),
      Placeholder.configure({ placeholder: () => words.current.placeholder }),
    ],
    [],
  );
  const [written] = useState(() => new WrittenText(SCHEMA));
  const [content] = useState(() => written.open(text));
  const htmlOf = (editor: TiptapEditor): string => written.html(editor.state.doc);
  const root = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  const editor = useEditor({
    extensions,
    content,
    shouldRerenderOnTransaction: true,
    onUpdate: ({ editor }) => latest.current.onChange?.(htmlOf(editor)),
    onCreate: ({ editor }) => (autoFocus || wantsFocus.current) && !editor.view.hasFocus() && focusEnd(editor),
    onBlur: () => latest.current.onBlur?.(),
    editorProps: {
      attributes: { "aria-label": label, role: "textbox", "aria-multiline": "true", dir: "auto" },
      transformPastedHTML: pasted,
      clipboardTextParser: (text, context, _plain, view) => pastedText(view.state.schema, text, context),
      handlePaste: (view, event) =>
        takeFiles(view, view.state.selection.to, event, event.clipboardData, latest.current.onFiles),
      handleDrop: (view, event) => {
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? view.state.selection.to;
        return takeFiles(view, at, event, event.dataTransfer, latest.current.onFiles);
      },
      handleTextInput: (view, from, to, typed) => takeSlash(view, { from, to, typed }, latest.current.onSlash),
      handleKeyDown: (_view, event) => handleKey(event, latest.current),
    },
  });
  useImperativeHandle(handle, () => ({
    focus() {
      wantsFocus.current = true;
      if (!root.current?.querySelector('[contenteditable="true"]')) return;
      focusEnd(editor);
    },
    html: () => htmlOf(editor),
    removePicture: (id) => removePicture(editor.view, id),
    insert(html) {
      const { from } = editor.state.selection;
      editor.chain().focus().insertContent(html).run();
      selectBlank(editor.view, Math.max(0, from - 1));
    },
    focusBlank() {
      editor.view.focus();
      return selectBlank(editor.view);
    },
  }));
  // a picture is in the text before its file is known here, and addresses are signed again
  useEffect(() => {
    for (const picture of root.current?.querySelectorAll<HTMLImageElement>("img[data-file]") ?? []) {
      const address = addresses.get(picture.dataset.file!);
      if (address && picture.getAttribute("src") !== address) picture.src = address;
    }
  }, [addresses]);
  const shown = useRef(revision);
  useEffect(() => {
    if (shown.current === revision) return;
    shown.current = revision;
    editor.commands.setContent(written.open(text), { emitUpdate: false });
  }, [editor, revision, text, written]);
  useEffect(() => {
    editor.setOptions({
      editorProps: {
        ...editor.options.editorProps,
        attributes: { "aria-label": label, role: "textbox", "aria-multiline": "true", dir: "auto" },
      },
    });
  }, [editor, label]);
  return (
    <RichTextEditor
      ref={root}
      editor={editor}
      variant="subtle"
      className={css.editor}
      classNames={{ toolbar: css.toolbar, content: css.content, controlsGroup: css.group, control: css.control }}
      labels={{
        boldControlLabel: t("editor.bold"),
        italicControlLabel: t("editor.italic"),
        bulletListControlLabel: t("editor.bullets"),
        orderedListControlLabel: t("editor.numbers"),
        linkControlLabel: t("editor.link"),
        linkEditorInputLabel: t("editor.address"),
        linkEditorInputPlaceholder: "https://",
        linkEditorExternalLink: t("editor.newTab"),
        linkEditorInternalLink: t("editor.sameTab"),
        linkEditorSave: t("common.save"),
        codeControlLabel: t("editor.code"),
        blockquoteControlLabel: t("editor.quote"),
      }}
    >
      <RichTextEditor.Content />
      <RichTextEditor.Toolbar>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Bold />
          <RichTextEditor.Italic />
          <RichTextEditor.BulletList />
          <RichTextEditor.OrderedList />
          <RichTextEditor.Link popoverProps={{ position: "top-start", withinPortal: true }} />
          <RichTextEditor.Code />
          <RichTextEditor.Blockquote />
        </RichTextEditor.ControlsGroup>
        {tools}
      </RichTextEditor.Toolbar>
    </RichTextEditor>
  );
}

const hasWords = (html: string): boolean => html.replaceAll(/<[^>]*>|&nbsp;/g, "").trim() !== "";

const isPicture = ({ type }: File): boolean => /^image\/(?:png|jpeg|gif|webp)$/.test(type);

/**
 * Pasted or dropped files become attachments, and pictures appear in the text as well. A paste of text with a picture
 * of it (Word, Excel) counts as text.
 */
function takeFiles(
  view: EditorView,
  at: number,
  event: Event,
  data: DataTransfer | null,
  onFiles: Props["onFiles"],
): boolean {
  const files = [...(data?.files ?? [])];
  if (files.length === 0 || !onFiles || hasWords(data?.getData("text/html") ?? "")) return false;
  event.preventDefault();
  // a folder looks like an unreadable file; its content is not part of the text
  const inFolders = filesOfFolders(data);
  if (inFolders)
    void inFolders.then(
      (all) => onFiles(all),
      (error) => showError(error, t("problems.folder")),
    );
  else for (const file of files) onFiles([file], isPicture(file) ? holdPlace(view, at, file) : undefined);
  return true;
}

function takeSlash(
  view: EditorView,
  { from, to, typed }: { from: number; to: number; typed: string },
  onSlash: Props["onSlash"],
): boolean {
  if (typed !== "/" || !onSlash || from !== to) return false;
  const { parent, parentOffset } = view.state.doc.resolve(from);
  const before = parent.textBetween(0, parentOffset, undefined, "\ufffc");
  if (parent.type.spec.code || (before !== "" && !/\s$/.test(before))) return false;
  onSlash();
  return true;
}

type OnKeys = Pick<Props, "onSend" | "onSendAndResolve" | "onEscape">;

function handleKey(event: KeyboardEvent, { onSend, onSendAndResolve, onEscape }: OnKeys): boolean {
  const send = event.shiftKey ? onSendAndResolve : onSend;
  const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  const run = isSend ? send : event.key === "Escape" ? onEscape : undefined;
  if (!run) return false;
  event.preventDefault();
  run();
  return true;
}
