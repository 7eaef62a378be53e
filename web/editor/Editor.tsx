import "../lib/later-texts.ts";
import "@mantine/tiptap/styles.layer.css";
import { RichTextEditor } from "@mantine/tiptap";
import { type KeyboardEvent as ReactKeyboardEvent, type ReactNode, type Ref, useRef } from "react";
import { useTexts } from "../lib/texts.ts";
import css from "./Editor.module.css";
import type { PicturePlaceholder } from "./inline-pictures.ts";
import { type ListKeys, MentionList } from "./MentionList.tsx";
import type { Mentionable } from "./mentions.ts";
import { useWrittenEditor } from "./use-written-editor.ts";

export interface EditorHandle {
  focus(): void;
  /** The content as clean HTML; empty if there is none. */
  html(): string;
  /** Takes the picture of a file out of the text. */
  removePicture(id: string): void;
  /** Inserts clean HTML at the caret, and selects the first blank of it. */
  insert(html: string): void;
  /** Inserts plain text at the caret, which is behind it then. */
  write(text: string): void;
  /** Selects the first blank; false if there is none. */
  focusBlank(): boolean;
  /** Writes another text in place of the selected blank. */
  rewriteBlank(text: string): void;
  /** Types an @ at the caret, so that the list of people opens. */
  startMention(): void;
}

/** What the editor reports. */
export interface EditorEvents {
  onChange?(html: string): void;
  onFiles?(files: File[], placeholder?: PicturePlaceholder): void;
  onSend?(): void;
  onSendAndResolve?(): void;
  onEscape?(): void;
  onBlur?(): void;
  /** A slash was typed where a word would begin; the slash itself is not inserted. */
  onSlash?(): void;
  /** A blank was selected, or null: none is any more. */
  onBlank?(whole: string | null): void;
  /** A key was pressed; true if it has been handled. */
  onKey?(event: KeyboardEvent): boolean;
}

export interface EditorProps extends EditorEvents {
  label: string;
  placeholder: string;
  text: string;
  /** Another number: the text was changed from outside, and the editor shows it. */
  revision?: number;
  autoFocus?: boolean;
  handle?: Ref<EditorHandle>;
  /** Who is offered after an @; nobody if left out. */
  people?: readonly Mentionable[];
}

/** The rich text editor. `tools` follow its own in the toolbar. */
export function Editor({ tools, ...props }: EditorProps & { tools?: ReactNode }) {
  const t = useTexts();
  const listKeys = useRef<ListKeys>(null);
  const onKey = (event: KeyboardEvent) => listKeys.current?.(event) || props.onKey?.(event) || false;
  const { root, editor } = useWrittenEditor({ ...props, onKey });
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
      {props.people && <MentionList editor={editor} people={props.people} keys={listKeys} />}
      <RichTextEditor.Toolbar>
        <RichTextEditor.ControlsGroup role="toolbar" aria-label={t("editor.format")} onKeyDown={moveAlong}>
          <RichTextEditor.Bold />
          <RichTextEditor.Italic tabIndex={-1} />
          <RichTextEditor.BulletList tabIndex={-1} />
          <RichTextEditor.OrderedList tabIndex={-1} />
          <RichTextEditor.Link tabIndex={-1} popoverProps={{ position: "top-start", withinPortal: true }} />
          <RichTextEditor.Code tabIndex={-1} />
          <RichTextEditor.Blockquote tabIndex={-1} />
        </RichTextEditor.ControlsGroup>
        {tools}
      </RichTextEditor.Toolbar>
    </RichTextEditor>
  );
}

/** The buttons are one stop for Tab, so that Send is near the text; the arrow keys move along them. */
function moveAlong(event: ReactKeyboardEvent<HTMLElement>): void {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(event.target as HTMLButtonElement);
  if (!step || at < 0) return;
  event.preventDefault();
  buttons.at((at + step) % buttons.length)?.focus();
}
