import "../lib/later-texts.ts";
import "@mantine/tiptap/styles.layer.css";
import { RichTextEditor } from "@mantine/tiptap";
import type { ReactNode, Ref } from "react";
import { useTexts } from "../lib/texts.ts";
import css from "./Editor.module.css";
import type { PicturePlaceholder } from "./inline-pictures.ts";
import { useWrittenEditor } from "./use-written-editor.ts";

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
}

export interface EditorProps extends EditorEvents {
  label: string;
  placeholder: string;
  text: string;
  /** Another number: the text was changed from outside, and the editor shows it. */
  revision?: number;
  autoFocus?: boolean;
  handle?: Ref<EditorHandle>;
}

/** The rich text editor. `tools` follow its own in the toolbar. */
export function Editor({ tools, ...props }: EditorProps & { tools?: ReactNode }) {
  const t = useTexts();
  const { root, editor } = useWrittenEditor(props);
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
