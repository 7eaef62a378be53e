import {
  defaultTreeAdapter,
  html as htmlWords,
  parseFragment,
  serialize,
  type DefaultTreeAdapterTypes as Tree,
} from "parse5";

/**
 * A block of stored HTML: its own bytes, and the bytes between it and the next block (white space, comments, styles). Joined,
 * all parts of a text are the text again.
 */
export interface SourceBlock {
  html: string;
  /** The invisible text after it. */
  tail: string;
  /** Lines that are not in any block. */
  isBare: boolean;
  /** It leaves elements open: what comes after it would become part of it. */
  isOpen: boolean;
  /** The blocks inside, if it contains blocks; `html` is `open`, the content and `close`. */
  inside: (SourceText & { tag: "div" | "blockquote" | "aside"; open: string; close: string }) | null;
}

export interface SourceText {
  /** What comes before the first block. */
  lead: string;
  blocks: SourceBlock[];
}

const INVISIBLE = new Set("style script link meta title base head template noscript".split(" "));
const BLOCKS = new Set(
  "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section table ul xmp listing".split(
    " ",
  ),
);
const CONTAINERS = new Set("div blockquote section article main center header footer aside".split(" "));
const MAX_DEPTH = 24;

const context = defaultTreeAdapter.createElement("div", htmlWords.NS.HTML, []);
// parsed as by a browser that runs scripts; scripts are never part of the text
const parse = (html: string) => parseFragment(context, html, { sourceCodeLocationInfo: true });
const PROBE = "<p>x</p>";
const isOpen = (html: string): boolean =>
  htmlOfNodes(parse(html + PROBE).childNodes) !== htmlOfNodes(parse(html).childNodes) + PROBE;

/** The same text with every element closed. */
export const closeElements = (html: string): string => htmlOfNodes(parse(html).childNodes);

const htmlOfNodes = (nodes: readonly Tree.ChildNode[]): string => {
  const holder = defaultTreeAdapter.createDocumentFragment();
  holder.childNodes = [...nodes];
  return serialize(holder);
};

const isElement = (node: Tree.Node): node is Tree.Element => "tagName" in node;
const isGlue = (node: Tree.ChildNode): boolean =>
  isElement(node)
    ? INVISIBLE.has(node.tagName)
    : !("value" in node && node.nodeName === "#text") || !/\S/.test(node.value);

function isBlock(node: Tree.ChildNode, depth = 0): boolean {
  if (!isElement(node)) return false;
  return BLOCKS.has(node.tagName) || (depth < MAX_DEPTH && node.childNodes.some((child) => isBlock(child, depth + 1)));
}

interface Run {
  nodes: Tree.ChildNode[];
  isBare: boolean;
}

interface PlacedRun extends Run {
  start: number;
  /** More than one block that cannot be divided. */
  isWhole: boolean;
}

/** Groups nodes into blocks. Invisible nodes join the block before them, and adjacent lines form one block. */
function runsOf(nodes: readonly Tree.ChildNode[]): Run[] {
  const runs: Run[] = [];
  for (const node of nodes) {
    const last = runs.at(-1);
    if (isGlue(node)) last?.nodes.push(node);
    else if (isBlock(node)) runs.push({ nodes: [node], isBare: false });
    else if (last?.isBare) last.nodes.push(node);
    else runs.push({ nodes: [node], isBare: true });
  }
  return runs;
}

/** Runs in the order of the text. Content that the parser moved stays with its source. */
function inOrder(runs: readonly Run[]): PlacedRun[] {
  const placedRuns: PlacedRun[] = [];
  for (const { nodes, isBare } of runs) {
    const last = placedRuns.at(-1);
    // an element that the parser only implied has no position in the source
    const start = nodes[0]!.sourceCodeLocation?.startOffset ?? last?.start ?? 0;
    const behind = placedRuns.filter((each) => each.start >= start);
    placedRuns.length -= behind.length;
    const isWhole = behind.length > 0 || !nodes[0]!.sourceCodeLocation;
    placedRuns.push({
      nodes: [...behind.flatMap((each) => each.nodes), ...nodes],
      isBare: isBare && !isWhole,
      isWhole,
      start,
    });
  }
  return placedRuns;
}

/** Cuts a text into its blocks without changing a byte. Wrongly nested elements stay together with their neighbors. */
export function splitBlocks(html: string, depth = 0): SourceText {
  const runs = inOrder(runsOf(parse(html).childNodes));
  if (runs.length === 0) return { lead: html, blocks: [] };
  const blocks: SourceBlock[] = [];
  for (let from = 0; from < runs.length; ) {
    const to = endOfWhole(html, runs, from);
    const run = runs[from]!;
    const slice = html.slice(run.start, runs[to]?.start ?? html.length);
    blocks.push(to === from + 1 && !run.isWhole ? blockOf(run, slice, depth) : wholeOf(slice));
    from = to;
  }
  return { lead: html.slice(0, runs[0]!.start), blocks };
}

const wholeOf = (html: string): SourceBlock => ({ html, tail: "", isBare: false, isOpen: isOpen(html), inside: null });

/** The number of the run after those that mean the same alone as within the whole. */
function endOfWhole(html: string, runs: readonly PlacedRun[], from: number): number {
  const { start } = runs[from]!;
  for (const to of [from + 1, from + 2, from + 3]) {
    if (to >= runs.length) break;
    const nodes = runs.slice(from, to).flatMap((run) => run.nodes);
    const slice = html.slice(start, runs[to]!.start);
    if (htmlOfNodes(parse(slice).childNodes) === htmlOfNodes(nodes) && !isOpen(slice)) return to;
  }
  return runs.length;
}

/** Where a node ends in the text: its end tag may come before the end of its content, as with forms in forms. */
const endOf = (node: Tree.ChildNode): number =>
  Math.max(node.sourceCodeLocation?.endOffset ?? 0, ...(isElement(node) ? node.childNodes.map(endOf) : []));

function blockOf({ nodes, isBare }: Run, slice: string, depth: number): SourceBlock {
  const offset = nodes[0]!.sourceCodeLocation!.startOffset;
  const lastShown = nodes.findLastIndex((node) => !isGlue(node));
  const end = (endOf(nodes[lastShown]!) || offset + slice.length) - offset;
  const html = slice.slice(0, end);
  const tail = slice.slice(end);
  const [first] = nodes;
  const inside = isElement(first!) && !isBare && depth < MAX_DEPTH ? insideOf(first, html, offset, depth) : null;
  return { html, tail, isBare, isOpen: isOpen(html), inside };
}

function insideOf(element: Tree.Element, html: string, offset: number, depth: number): SourceBlock["inside"] {
  const isCallout = element.tagName === "aside" && element.attrs.some(({ name }) => name === "data-callout");
  if (!CONTAINERS.has(element.tagName)) return null;
  if (!isCallout && !element.childNodes.some((child) => isBlock(child))) return null;
  const { startTag, endTag } = element.sourceCodeLocation ?? {};
  if (!startTag) return null;
  const open = html.slice(0, startTag.endOffset - offset);
  const close = endTag ? html.slice(endTag.startOffset - offset) : "";
  const text = html.slice(open.length, html.length - close.length);
  if (htmlOfNodes(parse(text).childNodes) !== htmlOfNodes(element.childNodes)) return null;
  const tag = element.tagName === "blockquote" ? "blockquote" : isCallout ? "aside" : "div";
  return { ...splitBlocks(text, depth + 1), tag, open, close };
}
