import { Extension, Node, type NodeConfig } from "@tiptap/core";
import { goToNextCell, tableEditing } from "@tiptap/pm/tables";

// the official extension needs another version of the core; the library below it is the same
const ROLES: Record<string, string> = {
  table: "table",
  tableRow: "row",
  tableCell: "cell",
  tableHeader: "header_cell",
};

const span = (name: "colspan" | "rowspan") => ({
  default: 1,
  parseHTML: (element: HTMLElement) => Math.min(Math.max(Number(element.getAttribute(name)) || 1, 1), 1000),
  renderHTML: (attributes: Record<string, unknown>) => (attributes[name] === 1 ? {} : { [name]: attributes[name] }),
});

const cell = (tag: "td" | "th"): Partial<NodeConfig> => ({
  content: "block+",
  isolating: true,
  addAttributes: () => ({
    colspan: span("colspan"),
    rowspan: span("rowspan"),
    // prosemirror-tables reads this attribute; columns cannot be dragged here
    colwidth: { default: null, rendered: false },
  }),
  parseHTML: () => [{ tag }],
  renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
});

/** Tables as email and spreadsheets bring them. Tab moves from cell to cell. */
export const tables = [
  Node.create({
    name: "table",
    content: "tableRow+",
    group: "block",
    isolating: true,
    parseHTML: () => [{ tag: "table" }],
    renderHTML: ({ HTMLAttributes }) => ["table", HTMLAttributes, ["tbody", 0]],
    addKeyboardShortcuts() {
      return {
        Tab: ({ editor }) => goToNextCell(1)(editor.state, editor.view.dispatch),
        "Shift-Tab": ({ editor }) => goToNextCell(-1)(editor.state, editor.view.dispatch),
      };
    },
    addProseMirrorPlugins: () => [tableEditing()],
  }),
  Node.create({
    name: "tableRow",
    content: "(tableCell | tableHeader)*",
    parseHTML: () => [{ tag: "tr" }],
    renderHTML: ({ HTMLAttributes }) => ["tr", HTMLAttributes, 0],
  }),
  Node.create({ name: "tableCell", ...cell("td") }),
  Node.create({ name: "tableHeader", ...cell("th") }),
  Extension.create({
    name: "tableRoles",
    extendNodeSchema: ({ name }) => (ROLES[name] ? { tableRole: ROLES[name] } : {}),
  }),
];
