import { commands, Extension } from "@tiptap/core";
import { Plugin, type Selection, TextSelection, type Transaction } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";

/** What ProseMirror remembers of the browser's selection since it last read or set it. Not in its types. */
interface WithDomObserver {
  domObserver: { currentSelection: { eq(selection: DOMSelection): boolean } };
}
type DOMSelection = NonNullable<ReturnType<Document["getSelection"]>>;

/**
 * The selection that ProseMirror has not read yet; null if there is none. It reads the selection at `selectionchange`.
 * On a busy computer, the next key or click comes first: it would act on the old caret, or take the focus and the new
 * caret would be lost.
 */
function unreadSelection(view: EditorView): Selection | null {
  const selection = view.dom.ownerDocument.getSelection();
  if (view.isDestroyed || view.composing || !selection?.anchorNode || !selection.focusNode) return null;
  if (!view.dom.contains(selection.anchorNode) || !view.dom.contains(selection.focusNode)) return null;
  if ((view as unknown as WithDomObserver).domObserver.currentSelection.eq(selection)) return null;
  const { doc } = view.state;
  const anchor = doc.resolve(view.posAtDOM(selection.anchorNode, selection.anchorOffset));
  const head = doc.resolve(view.posAtDOM(selection.focusNode, selection.focusOffset));
  const inCells = view.someProp("createSelectionBetween", (between) => between(view, anchor, head));
  const read = inCells ?? TextSelection.between(anchor, head);
  return read.eq(view.state.selection) ? null : read;
}

/** Brings the caret of the editor up to date with the browser's. */
export function readCaret(view: EditorView): void {
  const unread = unreadSelection(view);
  if (unread) view.dispatch(view.state.tr.setSelection(unread));
}

/** Focuses at once. Tiptap's own focus comes a frame later, and a key in between would be typed elsewhere. */
export function focusNow(view: EditorView): void {
  if (view.hasFocus()) readCaret(view);
  else view.focus();
}

function focusWithin(view: EditorView, tr: Transaction): void {
  const unread = view.hasFocus() ? unreadSelection(view) : null;
  if (unread && !tr.docChanged) tr.setSelection(unread);
  if (!view.hasFocus()) view.focus();
  tr.scrollIntoView();
}

/** Keys, tools and dialogs find the caret where the user has put it, and get the focus back at once. */
export const Caret = Extension.create({
  name: "caret",
  addCommands: () => ({
    focus:
      (position = null, options = {}) =>
      (props) => {
        if (position !== null) return commands.focus(position, options)(props);
        if (props.dispatch) focusWithin(props.view, props.tr);
        return true;
      },
  }),
  addProseMirrorPlugins() {
    const read = (view: EditorView, event: Event) => {
      // an input method handles its own keys
      if (!(event instanceof KeyboardEvent && (event.isComposing || event.keyCode === 229))) readCaret(view);
      return false;
    };
    return [new Plugin({ props: { handleDOMEvents: { keydown: read, blur: read } } })];
  },
});
