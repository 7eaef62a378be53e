import { Node } from "@tiptap/core";
import { type EditorState, Plugin } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { matching } from "../lib/matching.ts";

/** Someone who can be mentioned. */
export interface Mentionable {
  id: string;
  name: string;
  hint: string;
}

const MAX_LISTED = 8;
// a name may have two words; the server notifies by the ID in the mention
const MENTION = /(?:^|[\s(\ufffc])@([\p{L}\p{M}\p{N}._-]*(?: [\p{L}\p{M}]+)?)$/u;

/** A name in the text whose owner is notified. It is deleted as a whole. */
export const Mention = Node.create({
  name: "mention",
  group: "inline",
  inline: true,
  atom: true,
  selectable: false,
  addAttributes: () => ({
    user: { default: "", rendered: false },
    label: { default: "", rendered: false },
  }),
  parseHTML: () => [
    {
      tag: "span[data-mention]",
      priority: 60,
      getAttrs: (element) => ({ user: element.getAttribute("data-mention"), label: element.textContent }),
    },
  ],
  renderHTML: ({ node }) => ["span", { "data-mention": node.attrs.user }, node.attrs.label],
  renderText: ({ node }) => node.attrs.label,
  addProseMirrorPlugins: () => [new Plugin({ props: { handleTextInput: closeUp } })],
});

const PUNCTUATION = /^[,.;:!?)…]$/;

/** Punctuation that is typed right after a chosen name takes the place of the space behind the name. */
function closeUp(view: EditorView, from: number, to: number, text: string): boolean {
  const { doc, tr } = view.state;
  const space = doc.resolve(from).nodeBefore;
  if (from !== to || !PUNCTUATION.test(text) || space?.text !== " ") return false;
  if (doc.resolve(from - 1).nodeBefore?.type.name !== "mention") return false;
  view.dispatch(tr.insertText(text, from - 1, to));
  return true;
}

/** What is typed after an @ before the caret, and where the @ stands; null if the caret is elsewhere. */
export function mentionAt(state: EditorState): { from: number; to: number; name: string } | null {
  const { empty, from, $from } = state.selection;
  if (!empty || $from.parent.type.spec.code) return null;
  const name = MENTION.exec($from.parent.textBetween(0, $from.parentOffset, undefined, "\ufffc"))?.[1];
  return name === undefined ? null : { from: from - name.length - 1, to: from, name };
}

/** The people whose names match, best first. */
export const peopleFor = (people: readonly Mentionable[], name: string): Mentionable[] =>
  matching(
    people.map((person) => ({ ...person, label: person.name })),
    name,
  ).slice(0, MAX_LISTED);
