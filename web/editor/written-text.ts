import type { JSONContent } from "@tiptap/core";
import { DOMParser, DOMSerializer, type Node as PmNode, type Schema } from "@tiptap/pm/model";
import { cleanKeepingSources } from "../ui/clean-html.ts";
import { escapeStrayTags, hasTags } from "../ui/markup.ts";
import { meaningOf } from "./meaning.ts";
import { closeElements, type SourceBlock, type SourceText, splitBlocks } from "./source-blocks.ts";

/** A block as it was read. */
interface Origin {
  /** The editor's node for it. */
  json: string;
  html: string;
  tail: string;
  /** The same with every element closed; null if it was closed already. */
  closed: string | null;
  around: { open: string; close: string } | null;
}

let count = 0;

/**
 * A stored text while it is edited. The editor works on nodes; each remembers the block that it comes from, and while
 * nobody changes it, the block's own bytes are written again. A block that the editor could not write without changing
 * its look is kept as `fixed`. Plain text stays plain unless something in it needs more.
 */
export class WrittenText {
  readonly #schema: Schema;
  readonly #origins = new Map<string, Origin>();
  readonly #sources = new WeakMap<PmNode, string>();
  readonly #jsons = new WeakMap<PmNode, string>();
  readonly #inert = document.implementation.createHTMLDocument("");
  // the text that was opened last, the source before its first block, and its document
  #text = "";
  #lead = "";
  #isPlain = false;
  #initial: readonly string[] = [];

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  /** The document that the editor shows for a text. */
  open(text: string): JSONContent {
    this.#text = text;
    this.#isPlain = text !== "" && !hasTags(text);
    const nodes = this.#isPlain ? this.#lines(text) : this.#allBlocks(text);
    const doc = this.#schema.topNodeType.createAndFill(null, nodes) ?? this.#schema.topNodeType.createAndFill()!;
    this.#initial = withoutEnd(doc).map(this.#json);
    return doc.toJSON();
  }

  /** The text as it is now; empty if nothing is left. Without a change, it is exactly the text that was opened. */
  html(doc: PmNode): string {
    const nodes = withoutEnd(doc);
    const isSame =
      nodes.length === this.#initial.length && nodes.every((node, at) => this.#json(node) === this.#initial[at]);
    if (isSame) return this.#text;
    if (nodes.every((node) => node.isTextblock && node.childCount === 0)) return "";
    const plain = this.#isPlain ? this.#plain(nodes) : null;
    if (plain !== null) return plain;
    return this.#lead + this.#html(nodes);
  }

  #json = (node: PmNode): string => {
    const json = this.#jsons.get(node) ?? JSON.stringify(node.toJSON());
    this.#jsons.set(node, json);
    return json;
  };

  #allBlocks(text: string): PmNode[] {
    const { lead, nodes } = this.#blocks(splitBlocks(escapeStrayTags(text)));
    this.#lead = lead;
    return nodes;
  }

  /** The nodes of blocks; invisible parts stay with their neighbor. */
  #blocks(source: SourceText): { lead: string; nodes: PmNode[] } {
    const nodes: PmNode[] = [];
    let { lead } = source;
    let before: Origin | undefined;
    for (const block of source.blocks) {
      const node = this.#blockNode(block);
      if (node) {
        nodes.push(node);
        before = this.#origins.get(node.attrs.source);
      } else if (before) before.tail += block.html + block.tail;
      else lead += block.html + block.tail;
    }
    return { lead, nodes };
  }

  #blockNode(block: SourceBlock): PmNode | null {
    const { inside } = block;
    if (inside) {
      const { lead, nodes } = this.#blocks(inside);
      if (nodes.length === 0) return null;
      const type = this.#schema.nodes[CONTAINERS[inside.tag]]!;
      const { open, close } = inside;
      return this.#remember(type.create(attributesOf(type.name, open), nodes), block, { open: open + lead, close });
    }
    const fragment = this.#fragment(cleanKeepingSources(block.html));
    if (
      !/\S/.test(fragment.textContent!) &&
      !fragment.querySelector("img, hr, p, div, li, td, th, h1, h2, h3, h4, h5, h6")
    )
      return null;
    const nodes = DOMParser.fromSchema(this.#schema).parse(fragment).content.content;
    const [only] = nodes;
    const isFaithful = nodes.length === 1 && meaningOf(this.#fragment(this.#render(only!))) === meaningOf(fragment);
    if (!isFaithful) return this.#remember(this.#schema.nodes.fixed!.create({ html: block.html }), block, null);
    const isLine = block.isBare && only!.type.name === "paragraph";
    return this.#remember(isLine ? withAttributes(only!, { tag: "bare" }) : only!, block, null);
  }

  #remember(node: PmNode, { html, tail, isOpen }: SourceBlock, around: Origin["around"]): PmNode {
    count += 1;
    const copy = withAttributes(node, { source: String(count) });
    this.#origins.set(String(count), {
      json: this.#json(copy),
      html,
      tail,
      closed: isOpen ? closeElements(html) : null,
      around,
    });
    return copy;
  }

  #html(nodes: readonly PmNode[]): string {
    return nodes.map((node, at) => this.#blockHtml(node, at === nodes.length - 1)).join("");
  }

  #blockHtml(node: PmNode, isLast: boolean): string {
    const origin = this.#origins.get(node.attrs.source);
    if (origin && this.#json(node) === origin.json) return ((!isLast && origin.closed) || origin.html) + origin.tail;
    const source = this.#sources.get(node);
    if (source !== undefined) return source;
    const html = this.#changedHtml(node, origin) + (origin?.tail ?? "");
    this.#sources.set(node, html);
    return html;
  }

  #changedHtml(node: PmNode, origin: Origin | undefined): string {
    if (node.type.name === "fixed") return node.attrs.html;
    const tag = tagOf(node);
    if (!tag) return this.#render(node);
    const kind = tag === "aside" ? ` data-callout="${node.attrs.kind}"` : "";
    const isOwn = !kind || origin?.around?.open.includes(kind);
    const { open, close } = (isOwn && origin?.around) || { open: `<${tag}${kind}>`, close: `</${tag}>` };
    return open + this.#html(node.content.content) + (close || `</${tag}>`);
  }

  /** A node in the editor's own HTML. */
  #render(node: PmNode): string {
    const holder = this.#inert.createElement("div");
    holder.append(DOMSerializer.fromSchema(this.#schema).serializeNode(node, { document: this.#inert }));
    for (const picture of holder.querySelectorAll("img[data-file]")) {
      picture.setAttribute("src", `cid:${picture.getAttribute("data-file")}`);
      picture.removeAttribute("data-file");
    }
    restoreSources(holder);
    tidy(holder);
    const fragment = this.#fragment(cleanKeepingSources(holder.innerHTML));
    restoreSources(fragment);
    const out = this.#inert.createElement("div");
    out.append(fragment);
    return out.innerHTML;
  }

  #fragment(html: string): DocumentFragment {
    const template = this.#inert.createElement("template");
    template.innerHTML = html;
    return template.content;
  }

  #lines(text: string): PmNode[] {
    const { paragraph } = this.#schema.nodes;
    return text
      .split(/\r\n?|\n/)
      .map((line) => paragraph!.create({ tag: "line" }, line === "" ? [] : [this.#schema.text(line)]));
  }

  /** The lines as plain text; null if something in them needs HTML. */
  #plain(nodes: readonly PmNode[]): string | null {
    const lines: string[] = [];
    for (const node of nodes) {
      if (node.type.name !== "paragraph" || node.attrs.tag !== "line" || node.attrs.textAlign) return null;
      let line = "";
      for (const child of node.content.content) {
        const isPlain = child.marks.every(
          ({ type, attrs }) => type.name === "link" && isAddressOf(attrs.href, child.text),
        );
        if (!isPlain || (!child.isText && child.type.name !== "hardBreak")) return null;
        line += child.isText ? child.text : "\n";
      }
      lines.push(line);
    }
    const text = lines.join(this.#text.includes("\r\n") ? "\r\n" : "\n");
    return hasTags(text) ? null : text;
  }
}

// an address that became a link while it was typed becomes one again when it is shown
const isAddressOf = (href: string, text = ""): boolean =>
  [text, `mailto:${text}`, `http://${text}`, `https://${text}`].includes(href);

const withAttributes = (node: PmNode, more: Record<string, unknown>): PmNode =>
  node.type.create({ ...node.attrs, ...more }, node.content, node.marks);

/** The nodes of a document, without the empty line that the editor keeps at its end. */
function withoutEnd(doc: PmNode): PmNode[] {
  const nodes = [...doc.content.content];
  const isEmptyLine = (node: PmNode | undefined) =>
    node?.type.name === "paragraph" && node.childCount === 0 && node.attrs.source === null;
  while (nodes.length > 0 && isEmptyLine(nodes.at(-1))) nodes.pop();
  return nodes;
}

/** The nodes for elements that contain blocks. */
const CONTAINERS = { div: "division", blockquote: "blockquote", aside: "callout" } as const;

const tagOf = ({ type }: PmNode): string | undefined =>
  Object.entries(CONTAINERS).find(([, name]) => name === type.name)?.[0];

function attributesOf(type: string, open: string): { textAlign?: string; kind?: string } {
  const kind = /\bdata-callout\s*=\s*["']?(info|tip|warning)/i.exec(open)?.[1];
  if (type === "callout") return { kind: kind?.toLowerCase() ?? "info" };
  const alignment = /(?:text-align\s*:\s*|\balign\s*=\s*["']?)(left|center|right|justify)/i.exec(open)?.[1];
  return type === "division" && alignment ? { textAlign: alignment.toLowerCase() } : {};
}

/** Restores the addresses of remote pictures, in a document that loads nothing. */
function restoreSources(root: ParentNode): void {
  for (const picture of root.querySelectorAll("img[data-source]")) {
    picture.setAttribute("src", picture.getAttribute("data-source")!);
    picture.removeAttribute("data-source");
  }
}

/** Shortens the HTML to what people would write. Visible white space stays. */
function tidy(root: HTMLElement): void {
  for (const item of root.querySelectorAll("li, td, th")) {
    const [first, ...rest] = item.children;
    const isAlone = rest.every((each) => /^(?:UL|OL)$/.test(each.nodeName));
    if (first?.nodeName === "P" && isAlone && !first.hasAttribute("style")) first.replaceWith(...first.childNodes);
  }
  for (const line of root.querySelectorAll<HTMLElement>("p, div, li, td, th, h1, h2, h3, h4, h5, h6")) {
    const texts = [...line.querySelectorAll("*"), line].flatMap((each) => [...each.childNodes]);
    const isLine = !line.querySelector("p, div, li, table, pre");
    if (isLine && texts.some((each) => each.nodeName === "#text" && /\t| {2}/.test((each as Text).data)))
      line.style.whiteSpace = "pre-wrap";
    // an empty line is as high as a line of text
    if (line.nodeName === "DIV" && line.childNodes.length === 0) line.append(root.ownerDocument.createElement("br"));
  }
}
