import { cleanKeepingSources, FILE, namePicture, tameLink } from "./clean-html.ts";
import { escapeStrayTags, hasTags, plainHtml } from "./markup.ts";
import { type QuotePart, quoteIn } from "./quotes.ts";

export { showPictures } from "./show-pictures.ts";

const ADDRESS = /\bhttps?:\/\/[^\s<>"“”]+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b/gi;

// "(see https://example.com/a_(b))." ends before the closing bracket and the full stop of the sentence
function trimAddress(address: string): string {
  let end = address.replace(/[.,;:!?'…]+$/, "");
  while (end.endsWith(")") && !(end.split("(").length >= end.split(")").length))
    end = end.slice(0, -1).replace(/[.,;:!?'…]+$/, "");
  return end;
}

function linkAddresses(root: DocumentFragment): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    if (text.parentElement?.closest("a, code, pre")) continue;
    const parts = withLinks(text.data);
    if (parts.length > 1 || typeof parts[0] !== "string") text.replaceWith(...parts);
  }
}

function withLinks(text: string): (string | Node)[] {
  const parts: (string | Node)[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimAddress(match[0]);
    const link = document.createElement("a");
    link.textContent = address;
    link.setAttribute("href", address.includes("://") ? address : `mailto:${address}`);
    tameLink(link);
    parts.push(text.slice(at, match.index), link);
    at = match.index + address.length;
  }
  parts.push(text.slice(at));
  return parts.filter((part) => part !== "");
}

const LINE_ELEMENTS = /^(?:P|DIV|BLOCKQUOTE|UL|OL|LI|TABLE|TR|PRE|HR|H[1-6]|DL|DT|DD|BR)$/;

interface Piece extends QuotePart {
  nodes: ChildNode[];
}

const isPreformatted = (text: Text): boolean => text.parentElement?.closest('pre, [style*="pre-wrap"]') != null;

/** The text of some nodes as people see it, line by line, without empty lines. */
function linesOf(nodes: readonly ChildNode[]): string[] {
  const lines = [""];
  const read = (node: ChildNode): void => {
    if (node.nodeName === "#text") {
      const { data } = node as Text;
      const [first, ...rest] = isPreformatted(node as Text) ? data.split("\n") : [data];
      lines[lines.length - 1] += first!;
      lines.push(...rest);
    }
    const isLine = LINE_ELEMENTS.test(node.nodeName);
    if (isLine) lines.push("");
    for (const child of node.childNodes) read(child);
    if (isLine) lines.push("");
  };
  for (const node of nodes) read(node);
  return lines.map((line) => line.replaceAll(/\s+/g, " ").trim()).filter((line) => line !== "");
}

const MAX_DEPTH = 24;

/** The lines and blocks of a text, without the elements that programs wrap around them. */
function piecesOf(root: ParentNode, depth = 0): Piece[] {
  const pieces: Piece[] = [];
  let run: ChildNode[] = [];
  const add = (nodes: ChildNode[], isQuote = false) => {
    if (nodes.length === 0) return;
    const lines = linesOf(nodes);
    const isShown = nodes.some((node) => node.nodeName === "IMG" || (node as Element).querySelector?.("img"));
    pieces.push({ nodes, lines, isShown, isQuote: isQuote || (lines[0]?.startsWith(">") ?? false) });
  };
  const endRun = () => {
    add(run);
    run = [];
  };
  for (const node of root.childNodes) {
    if (node.nodeName === "BR") {
      run.push(node);
      endRun();
    } else if (!LINE_ELEMENTS.test(node.nodeName)) run.push(node);
    else {
      endRun();
      // lines of a paragraph count, too, because one of them may announce a quote
      const isAround = /^(?:DIV|P)$/.test(node.nodeName) && depth < MAX_DEPTH;
      if (isAround) pieces.push(...piecesOf(node as Element, depth + 1));
      else add([node], node.nodeName === "BLOCKQUOTE");
    }
  }
  endRun();
  return pieces;
}

function takeFrom(content: DocumentFragment, start: ChildNode): DocumentFragment {
  const range = document.createRange();
  range.setStartBefore(start);
  range.setEndAfter(content.lastChild!);
  return range.extractContents();
}

/** Cuts the quoted part out of a text, and everything below it. */
function takeQuote(content: DocumentFragment): { quoted: DocumentFragment; after: DocumentFragment | null } | null {
  const pieces = piecesOf(content);
  const quote = quoteIn(pieces);
  if (!quote) return null;
  const below = pieces[quote.to]?.nodes[0];
  const after = below ? takeFrom(content, below) : null;
  return { quoted: takeFrom(content, pieces[quote.from]!.nodes[0]!), after };
}

/** Removes the marks of quoted lines in plain text, which are redundant in a quote. */
function unmark(quote: DocumentFragment): void {
  const walker = document.createTreeWalker(quote, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    const isLineStart = text.previousSibling === null || text.previousSibling.nodeName === "BR";
    if (isLineStart) text.data = text.data.replace(/^(?:> ?)+/, "");
  }
}

export interface ShownText {
  html: string;
  /** The part that a mail program quoted; null if there is none. */
  quoted: string | null;
  /** The part below the quote. */
  after: string | null;
  /** The addresses of the pictures of other sites, each once. */
  remote: readonly string[];
}

const MAX_CACHED = 300;
const cache = new Map<string, ShownText>();

function contentOf(text: string): HTMLTemplateElement {
  const template = document.createElement("template");
  template.innerHTML = cleanKeepingSources(hasTags(text) ? escapeStrayTags(text) : plainHtml(text));
  linkAddresses(template.content);
  return template;
}

/** Names the pictures of other sites; their distinct addresses, which nothing loads by itself. */
function nameRemote(content: DocumentFragment): string[] {
  const addresses = new Set<string>();
  for (const picture of content.querySelectorAll<HTMLImageElement>("img[data-source]")) {
    const source = picture.dataset.source!.trim();
    const isRemote = !picture.hasAttribute("src") && /^https?:/i.test(source);
    if (!picture.hasAttribute("src")) namePicture(picture, source);
    if (isRemote) addresses.add(source);
    if (isRemote) picture.dataset.source = source;
    else picture.removeAttribute("data-source");
  }
  return [...addresses];
}

// the caller knows the file's current address; the text does not
function nameFiles(content: DocumentFragment): void {
  for (const picture of content.querySelectorAll<HTMLImageElement>("img[src]")) {
    const id = FILE.exec(picture.getAttribute("src")!)?.[1];
    if (!id) continue;
    picture.dataset.file = id.toLowerCase();
    picture.removeAttribute("src");
  }
}

function htmlOf(fragment: DocumentFragment): string {
  const holder = document.createElement("div");
  holder.append(fragment);
  return holder.innerHTML;
}

/**
 * A text, plain or HTML, ready to show: sanitized, with links, and with the quoted history apart. Pictures that are files of
 * the ticket have a `data-file` with the ID and no address; those of other sites have it in `data-source`.
 */
export function shownOf(text: string): ShownText {
  const cachedText = cache.get(text);
  if (cachedText) return cachedText;
  if (cache.size >= MAX_CACHED) cache.clear();
  const template = contentOf(text);
  const remote = nameRemote(template.content);
  nameFiles(template.content);
  const quote = takeQuote(template.content);
  if (quote && !hasTags(text)) unmark(quote.quoted);
  const result = {
    html: template.innerHTML,
    quoted: quote && htmlOf(quote.quoted),
    after: quote?.after ? htmlOf(quote.after) : null,
    remote,
  };
  cache.set(text, result);
  return result;
}
