import "../lib/later-texts.ts";
import { FileButton, Menu } from "@mantine/core";
import { RichTextEditor, useRichTextEditorContext } from "@mantine/tiptap";
import { IconBulb, IconPhotoPlus, IconTablePlus } from "@tabler/icons-react";
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable } from "@tiptap/pm/tables";
import { type Editor, useEditorState } from "@tiptap/react";
import type { ReactNode } from "react";
import { holdPlace, type PicturePlaceholder } from "../editor/inline-pictures.ts";
import { useTexts } from "../lib/texts.ts";
import { fromFirst } from "../ui/from-first.ts";

const CALLOUTS = ["info", "tip", "warning"] as const;
const TABLE_CHANGES = { addRow: addRowAfter, addColumn: addColumnAfter, deleteRow, deleteColumn, deleteTable };
const ROWS = 3;

interface Props {
  onFiles(files: File[], placeholder?: PicturePlaceholder): void;
}

/** The part of the toolbar that only articles have: headings, code, callouts, tables and pictures. */
export function ArticleTools({ onFiles }: Props) {
  const t = useTexts();
  const { editor } = useRichTextEditorContext();
  const addPicture = (file: File | null) => {
    if (!file || !editor) return;
    onFiles([file], holdPlace(editor.view, editor.state.selection.to, file));
    editor.commands.focus();
  };
  return (
    <RichTextEditor.ControlsGroup>
      <RichTextEditor.H2 aria-label={t("knowledge.heading")} />
      <RichTextEditor.H3 aria-label={t("knowledge.subheading")} />
      <RichTextEditor.CodeBlock aria-label={t("knowledge.tools.code")} title={t("knowledge.tools.code")} />
      {editor && <CalloutMenu editor={editor} />}
      {editor && <TableMenu editor={editor} />}
      <FileButton accept="image/png,image/jpeg,image/gif,image/webp" onChange={addPicture}>
        {(props) => (
          <RichTextEditor.Control {...props} {...labels(t("knowledge.tools.picture"))}>
            <IconPhotoPlus size={16} />
          </RichTextEditor.Control>
        )}
      </FileButton>
    </RichTextEditor.ControlsGroup>
  );
}

const labels = (name: string) => ({ "aria-label": name, title: name });

function CalloutMenu({ editor }: { editor: Editor }) {
  const t = useTexts();
  const isInside = useEditorState({ editor, selector: () => editor.isActive("callout") });
  const choose = (kind: (typeof CALLOUTS)[number]) =>
    isInside
      ? editor.chain().focus().updateAttributes("callout", { kind }).run()
      : editor.chain().focus().wrapIn("callout", { kind }).run();
  return (
    <ToolMenu name={t("knowledge.tools.callout")} icon={<IconBulb size={16} />} isActive={isInside}>
      {CALLOUTS.map((kind) => (
        <Menu.Item key={kind} onClick={() => choose(kind)}>
          {t(`knowledge.tools.callouts.${kind}`)}
        </Menu.Item>
      ))}
      {isInside && (
        <Menu.Item onClick={() => editor.chain().focus().lift("callout").run()}>
          {t("knowledge.tools.noCallout")}
        </Menu.Item>
      )}
    </ToolMenu>
  );
}

function TableMenu({ editor }: { editor: Editor }) {
  const t = useTexts();
  const isInside = useEditorState({ editor, selector: () => editor.isActive("table") });
  return (
    <ToolMenu name={t("knowledge.tools.table")} icon={<IconTablePlus size={16} />} isActive={isInside}>
      {isInside ? (
        Object.entries(TABLE_CHANGES).map(([name, change]) => (
          <Menu.Item
            key={name}
            onClick={() => {
              change(editor.state, editor.view.dispatch);
              editor.commands.focus();
            }}
          >
            {t(`knowledge.tools.tables.${name as keyof typeof TABLE_CHANGES}`)}
          </Menu.Item>
        ))
      ) : (
        <Menu.Item onClick={() => insertTable(editor)}>{t("knowledge.tools.tables.insert")}</Menu.Item>
      )}
    </ToolMenu>
  );
}

/** Inserts a table, with the caret in its first cell. */
function insertTable(editor: Editor): void {
  const { from } = editor.state.selection;
  editor.chain().focus().insertContent(newTable()).run();
  const { doc } = editor.state;
  let cell: number | null = null;
  doc.nodesBetween(Math.max(0, from - 1), doc.content.size, (node, at) => {
    if (cell === null && node.type.name === "tableHeader" && at >= from - 1) cell = at;
  });
  if (cell !== null) editor.commands.setTextSelection(cell + 2);
}

/** Empty cells, the first row of headings. */
const newTable = () => ({
  type: "table",
  content: Array.from({ length: ROWS }, (_, row) => ({
    type: "tableRow",
    content: Array.from({ length: ROWS }, () => ({
      type: row === 0 ? "tableHeader" : "tableCell",
      content: [{ type: "paragraph" }],
    })),
  })),
});

interface ToolMenuProps {
  name: string;
  icon: ReactNode;
  isActive: boolean;
  children: ReactNode;
}

// the menu returns the focus to the text, not to its button
function ToolMenu({ name, icon, isActive, children }: ToolMenuProps) {
  return (
    <Menu {...fromFirst} position="top-start" returnFocus={false} withinPortal>
      <Menu.Target>
        <RichTextEditor.Control active={isActive} {...labels(name)}>
          {icon}
        </RichTextEditor.Control>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
