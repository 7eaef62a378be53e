import { Link } from "@mantine/tiptap";
import { Extension, type Extensions, Mark, Node } from "@tiptap/core";
import Paragraph from "@tiptap/extension-paragraph";
import TextAlign from "@tiptap/extension-text-align";
import StarterKit from "@tiptap/starter-kit";
import { clean } from "../ui/clean-html.ts";
import { Mention } from "./mentions.ts";

import { tables } from "./tables.ts";

const BLOCKS = "p,div,h1,h2,h3,h4,h5,h6,ul,ol,dl,table,pre,blockquote,hr";
const hasBlocks = (element: HTMLElement): boolean => element.querySelector(BLOCKS) !== null;

/** A line of text: a paragraph, or a division with only text, as most mail programs write it. */
const Line = Paragraph.extend({
  addAttributes: () => ({ tag: { default: "p", rendered: false } }),
  parseHTML: () => [
    { tag: "p", attrs: { tag: "p" } },
    { tag: "div", getAttrs: (element) => !hasBlocks(element) && { tag: "div" } },
  ],
  renderHTML: ({ node, HTMLAttributes }) => [node.attrs.tag === "p" ? "p" : "div", HTMLAttributes, 0],
});

const Division = Node.create({
  name: "division",
  group: "block",
  content: "block+",
  parseHTML: () => [{ tag: "div", getAttrs: (element) => hasBlocks(element) && {} }],
  renderHTML: ({ HTMLAttributes }) => ["div", HTMLAttributes, 0],
});

/** A box of an article that stands out: a note, a tip or a warning. */
const Callout = Node.create({
  name: "callout",
  group: "block",
  content: "block+",
  defining: true,
  addAttributes: () => ({ kind: { default: "info", rendered: false } }),
  parseHTML: () => [{ tag: "aside[data-callout]", getAttrs: ({ dataset }) => ({ kind: dataset.callout }) }],
  renderHTML: ({ node, HTMLAttributes }) => ["aside", { ...HTMLAttributes, "data-callout": node.attrs.kind }, 0],
});

/** A part of a stored text that the editor cannot change: it shows, and keeps its HTML. */
const FixedNode = Node.create({
  name: "fixed",
  group: "block",
  atom: true,
  selectable: true,
  addAttributes: () => ({ html: { default: "", rendered: false } }),
  renderHTML({ node }) {
    const dom = document.createElement("div");
    dom.innerHTML = clean(node.attrs.html);
    return { dom };
  },
  addNodeView:
    () =>
    ({ node }) => {
      const dom = document.createElement("div");
      dom.dataset.fixed = "";
      dom.contentEditable = "false";
      dom.innerHTML = clean(node.attrs.html);
      // following a link would leave the unsaved text
      dom.addEventListener("click", (event) => event.preventDefault());
      return { dom, ignoreMutation: () => true };
    },
});

const PHRASES = "sub sup mark small kbd samp cite q abbr dfn ins".split(" ");

/** Subscript, superscript, highlights and other words with one meaningful element. */
const Phrase = Mark.create({
  name: "phrase",
  excludes: "",
  addAttributes: () => ({ tag: { default: "mark", rendered: false } }),
  parseHTML: () => PHRASES.map((tag) => ({ tag, attrs: { tag } })),
  renderHTML: ({ mark, HTMLAttributes }) => [mark.attrs.tag, HTMLAttributes, 0],
});

const colorMark = (name: string, property: "color" | "background-color") =>
  Mark.create({
    name,
    addAttributes: () => ({
      value: { default: "", rendered: false },
    }),
    parseHTML: () => [{ style: property, consuming: false, getAttrs: (value) => ({ value }) }],
    renderHTML: ({ mark }) => ["span", { style: `${property}: ${mark.attrs.value}` }, 0],
  });

/** The stored block that a node comes from; a split or copied node is new. */
const SourceOf = Extension.create({
  name: "sourceOf",
  addGlobalAttributes: () => [
    {
      types: SOURCE_TYPES,
      attributes: { source: { default: null, rendered: false, keepOnSplit: false, parseHTML: () => null } },
    },
  ],
});

const SOURCE_TYPES = [
  "paragraph",
  "heading",
  "bulletList",
  "orderedList",
  "blockquote",
  "codeBlock",
  "horizontalRule",
  "table",
  "division",
  "callout",
  "fixed",
];

/** Everything that a text may contain: whatever email brings, so that changing one word changes nothing else. */
export const richText = (pictures: Extensions[number]): Extensions => [
  StarterKit.configure({ link: false, paragraph: false, heading: { levels: [1, 2, 3, 4, 5, 6] } }),
  Line,
  Division,
  Callout,
  FixedNode,
  Phrase,
  colorMark("color", "color"),
  colorMark("background", "background-color"),
  // its shortcut is the one that reloads a page
  TextAlign.extend({ addKeyboardShortcuts: () => ({}) }).configure({
    types: ["paragraph", "heading", "division", "tableCell", "tableHeader"],
  }),
  // text that is typed behind a link is not part of it
  Link.extend({ inclusive: false }).configure({ HTMLAttributes: { target: null, rel: null, class: null } }),
  ...tables,
  pictures,
  Mention,
  SourceOf,
];
