import { Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { Plugin, PluginKey, TextSelection } from "@tiptap/pm/state";
import { Decoration, DecorationSet, type EditorView } from "@tiptap/pm/view";
import { BLANK } from "../../wire/macro-words.ts";

const key = new PluginKey<DecorationSet>("blanks");

/** What a placeholder is called. */
type LabelOf = (name: string, whole: string) => string;

function findBlanks(doc: Node, className: string, labelOf: LabelOf): DecorationSet {
  const decorations: Decoration[] = [];
  doc.descendants((node, at) => {
    if (!node.isTextblock) return;
    if (!node.textContent.includes("{{")) return false;
    // a node that is not text counts as one letter, as it does in positions
    const text = node.textBetween(0, node.content.size, undefined, "\ufffc").replaceAll("\u00a0", " ");
    for (const match of text.matchAll(BLANK)) {
      const from = at + 1 + match.index;
      const [whole, name] = match;
      const { node: part, offset } = node.childAfter(match.index);
      // a label for each part would repeat it
      const isOne = part !== null && match.index + whole.length <= offset + part.nodeSize;
      const label = isOne ? { "data-label": labelOf(name!, whole) } : {};
      decorations.push(Decoration.inline(from, from + whole.length, { class: className, ...label }));
    }
    return false;
  });
  return DecorationSet.create(doc, decorations);
}

function select(view: EditorView, { from, to }: { from: number; to: number }): true {
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, from, to)).scrollIntoView());
  return true;
}

/** Selects the first blank from a position on; false if there is none. */
export function selectBlank(view: EditorView, after = 0): boolean {
  const blank = key
    .getState(view.state)
    ?.find()
    .filter(({ from }) => from >= after)
    .sort((one, other) => one.from - other.from)[0];
  return blank !== undefined && select(view, blank);
}

/** The text of the placeholder that is selected as a whole; null if none is. */
export function selectedBlank({ state }: EditorView): string | null {
  const { from, to } = state.selection;
  const blank = key
    .getState(state)
    ?.find(from, to)
    .find((each) => each.from === from && each.to === to);
  return blank ? state.doc.textBetween(from, to, undefined, "\ufffc").replaceAll("\u00a0", " ") : null;
}

/** Writes another text in place of the selected placeholder, which stays selected. */
export function rewriteBlank({ state, dispatch }: EditorView, text: string): void {
  const { from, to } = state.selection;
  const tr = state.tr.insertText(text, from, to);
  dispatch(tr.setSelection(TextSelection.create(tr.doc, from, from + text.length)));
}

/** Placeholders that have to be filled before sending: marked, selected by a click or Tab, and deleted as a whole. */
export const blanks = (className: string, labelOf: LabelOf) =>
  Extension.create({
    name: "blanks",
    addProseMirrorPlugins: () => [
      new Plugin<DecorationSet>({
        key,
        state: {
          init: (_, { doc }) => findBlanks(doc, className, labelOf),
          apply: (tr, before) => (tr.docChanged ? findBlanks(tr.doc, className, labelOf) : before),
        },
        props: {
          decorations: (state) => key.getState(state),
          handleClick(view, at) {
            const blank = key.getState(view.state)?.find(at, at)[0];
            return blank !== undefined && select(view, blank);
          },
          handleKeyDown(view, event) {
            const { empty, from, to } = view.state.selection;
            if (event.key === "Tab" && !event.shiftKey) return selectBlank(view, to);
            if (event.key !== "Backspace" || !empty) return false;
            const blank = key
              .getState(view.state)
              ?.find(from, from)
              .find((each) => each.to === from);
            if (!blank) return false;
            view.dispatch(view.state.tr.delete(blank.from, blank.to));
            return true;
          },
        },
      }),
    ],
  });
