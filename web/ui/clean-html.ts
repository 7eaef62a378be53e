import purify from "dompurify";

// What people wrote, reduced to text with simple shapes. Whatever is not named here goes: style, class, id, forms, svg, math.
const TAGS =
  "a abbr b blockquote br caption cite code col colgroup dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr u ul";
const ATTRIBUTES = ["href", "src", "alt", "colspan", "rowspan", "start"];
const SAFE_LINK = /^(?:https?:|mailto:|tel:)/i;
const SAFE_PICTURE = /^data:image\/(?:png|jpe?g|gif|webp);base64,[a-z\d+/=\s]*$/i;
/** A file of the ticket, by its id. */
const FILE = /^cid:([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;
const ROUNDS = 4;

// an instance of its own: its hooks are nobody else's
const cleaner = purify(window);
cleaner.addHook("afterSanitizeAttributes", (node) => {
  if (node.nodeName === "A") tameLink(node);
  if (node.nodeName === "IMG") tamePicture(node);
});

function tameLink(link: Element): void {
  const address = link.getAttribute("href")?.trim();
  const isSafe = address !== undefined && SAFE_LINK.test(address);
  if (!isSafe) link.removeAttribute("href");
  if (!isSafe) return;
  link.setAttribute("target", "_blank");
  link.setAttribute("rel", "noopener noreferrer nofollow");
}

/** A picture from elsewhere tells its sender who reads, where and when: its host is named in its place, nothing is fetched. */
function tamePicture(picture: Element): void {
  const source = picture.getAttribute("src");
  if (source === null || SAFE_PICTURE.test(source) || FILE.test(source)) return;
  picture.removeAttribute("src");
  picture.setAttribute("alt", [picture.getAttribute("alt")?.trim(), hostOf(source)].filter(Boolean).join(" · "));
}

function hostOf(address: string): string {
  try {
    return new URL(address, "https://elsewhere.invalid").host;
  } catch {
    return "";
  }
}

const CONFIG = {
  ALLOWED_TAGS: TAGS.split(" "),
  ALLOWED_ATTR: ATTRIBUTES,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  // numbers, no addresses
  ADD_URI_SAFE_ATTR: ["colspan", "rowspan", "start"],
  ALLOWED_NAMESPACES: ["http://www.w3.org/1999/xhtml"],
  // links and pictures are judged by the hooks, which know which is which
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|cid:|data:image\/|\/\/)/i,
};

/** The HTML of somebody else in a shape that can be shown; cleaning it again changes nothing. */
export function clean(html: string): string {
  let before = html;
  for (let round = 0; round < ROUNDS; round += 1) {
    const after = cleaner.sanitize(before, CONFIG);
    if (after === before) return after;
    before = after;
  }
  // markup that changes its meaning each time it is read: its words alone are shown
  return escaped(before);
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

// not "<tom@example.com>" and not "x <y"
const hasTags = (text: string): boolean => /<(?:\/?[a-z][a-z\d]*(?:\s[^<>]*)?\/?>|!--|!doctype)/i.test(text);
const ADDRESS = /\bhttps?:\/\/[^\s<>"“”]+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b/gi;

// "(see https://example.com/a_(b))." ends before the closing bracket and the full stop of the sentence
function trimmed(address: string): string {
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
    const parts = linked(text.data);
    if (parts.length > 1 || typeof parts[0] !== "string") text.replaceWith(...parts);
  }
}

function linked(text: string): (string | Node)[] {
  const parts: (string | Node)[] = [];
  let at = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = trimmed(found[0]);
    const link = document.createElement("a");
    link.textContent = address;
    link.setAttribute("href", address.includes("://") ? address : `mailto:${address}`);
    tameLink(link);
    parts.push(text.slice(at, found.index), link);
    at = found.index + address.length;
  }
  parts.push(text.slice(at));
  return parts.filter((part) => part !== "");
}

// how mail programs begin what they quote
const QUOTE_BEGINS =
  /^(?:-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht)\s*-{2,}|on\s.{5,200}\swrote:|am\s.{5,200}\sschrieb.{0,100}:|เมื่อ\s.{5,200}\sเขียนว่า:?)/i;

// the whole line, not "On Monday he wrote: it works again"
const announces = (line: string): boolean => QUOTE_BEGINS.test(line) && /[:-]$/.test(line);

interface Part {
  words: string;
  /** What stands in its first line. */
  begins: string;
  isQuote: boolean;
}

/**
 * Where the quoted history of a mail begins among lines or paragraphs: where a mail program announces it, or where nothing
 * but quotes follows. -1 where nothing is quoted, or nothing else is there.
 */
function quoteAt(parts: readonly Part[]): number {
  const told = parts.findIndex(({ begins }) => announces(begins));
  const last = parts.findLastIndex(({ words, isQuote }) => words !== "" && !isQuote);
  const quoted = parts.findIndex(({ isQuote }, at) => at > last && isQuote);
  const at = told >= 0 ? told : quoted;
  return parts.slice(0, Math.max(at, 0)).some(({ words }) => words !== "") ? at : -1;
}

const wordsIn = (node: ChildNode): string => node.textContent?.trim() ?? "";
const ENDS_LINE = /^(?:BR|P|DIV|BLOCKQUOTE|UL|OL|LI|TABLE|PRE|HR)$/;

function firstLine(node: ChildNode): string {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  let line = node.nodeName === "#text" ? node.textContent! : "";
  while (walker.nextNode()) {
    const at = walker.currentNode;
    if (at.nodeName === "#text") line += at.textContent;
    else if (ENDS_LINE.test(at.nodeName) && line.trim() !== "") break;
  }
  return line.trim();
}

const partOf = (node: ChildNode): Part => {
  const words = wordsIn(node);
  return { words, begins: firstLine(node), isQuote: node.nodeName === "BLOCKQUOTE" || words.startsWith(">") };
};

/** The parts of a text below whatever mail programs put around the whole of it. */
function partsOf(root: ParentNode, deepest = 8): ChildNode[] {
  const parts = [...root.childNodes];
  const [only, ...others] = parts.filter((node) => wordsIn(node) !== "" || node.nodeName === "IMG");
  const isAround = only?.nodeName === "DIV" && others.length === 0 && deepest > 0;
  return isAround ? partsOf(only as Element, deepest - 1) : parts;
}

function plainHtml(text: string): string {
  // an announcement that was broken over two lines is one
  const lines = text.replace(/^(On\s[^\n]{5,200})\r?\n(?!>)([^\n]{0,100}\swrote:)/m, "$1 $2").split(/\r\n?|\n/);
  const at = quoteAt(lines.map((line) => ({ words: line.trim(), begins: line.trim(), isQuote: line.startsWith(">") })));
  const quote = at < 0 ? lines.length : at;
  const html = (part: string[]) => part.map(escaped).join("<br>");
  const words = `<div>${html(lines.slice(0, quote))}</div>`;
  return quote < lines.length
    ? `${words}<blockquote>${html(lines.slice(quote).map((line) => line.replace(/^>+ ?/, "")))}</blockquote>`
    : words;
}

export interface Shown {
  html: string;
  /** What a mail program quoted below; null where it quoted nothing. */
  quoted: string | null;
}

const MOST_REMEMBERED = 300;
const remembered = new Map<string, Shown>();

function contentOf(text: string): HTMLTemplateElement {
  const template = document.createElement("template");
  template.innerHTML = clean(hasTags(text) ? text : plainHtml(text));
  linkAddresses(template.content);
  return template;
}

/** A text, plain or HTML, as it is edited. */
export const editableOf = (text: string): string => contentOf(text).innerHTML;

// where the file lies now is known to who shows it, not to the text
function nameFiles(content: DocumentFragment): void {
  for (const picture of content.querySelectorAll<HTMLImageElement>("img[src]")) {
    const id = FILE.exec(picture.getAttribute("src")!)?.[1];
    if (!id) continue;
    picture.dataset.file = id.toLowerCase();
    picture.removeAttribute("src");
  }
}

/**
 * What is shown of a text, plain or HTML: cleaned, its addresses linked, the history that it quotes apart. Pictures that are
 * files of the ticket have a `data-file` with the id and no address.
 */
export function shownOf(text: string): Shown {
  const known = remembered.get(text);
  if (known) return known;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  const template = contentOf(text);
  nameFiles(template.content);
  const nodes = partsOf(template.content);
  const at = quoteAt(nodes.map(partOf));
  const htmlOf = (some: readonly ChildNode[]) => {
    const holder = document.createElement("div");
    holder.append(...some);
    return holder.innerHTML;
  };
  const shown =
    at < 0
      ? { html: template.innerHTML, quoted: null }
      : { html: htmlOf(nodes.slice(0, at)), quoted: htmlOf(nodes.slice(at)) };
  remembered.set(text, shown);
  return shown;
}
