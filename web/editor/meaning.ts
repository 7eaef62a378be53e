// What people see in a piece of HTML, independent of its elements: words with their marks, lines, lists, tables. Two
// pieces with the same meaning are equal.

type Marks = ReadonlyMap<string, string>;

interface State {
  out: string[];
  marks: Marks;
  isPre: boolean;
}

const MARKS: Record<string, string> = {
  b: "strong",
  strong: "strong",
  i: "em",
  em: "em",
  u: "u",
  s: "s",
  strike: "s",
  del: "s",
  code: "code",
};
const PHRASES = new Set("sub sup mark small kbd samp cite q abbr dfn ins".split(" "));
const LINES = new Set(["P", "DIV"]);
// elements that show nothing by themselves
const UNSEEN = new Set(["SPAN", "TBODY", "THEAD", "COLGROUP", "COL"]);
const STRUCTURE_ATTRIBUTES = ["colspan", "rowspan", "start"];
const LINE = "\n";

function marksOf(element: HTMLElement, before: Marks): Marks {
  const marks = new Map(before);
  const name = element.nodeName.toLowerCase();
  if (MARKS[name]) marks.set(MARKS[name], "");
  if (PHRASES.has(name)) marks.set(name, "");
  if (name === "a" && element.hasAttribute("href")) marks.set("a", element.getAttribute("href")!);
  const { color, backgroundColor, fontWeight, fontStyle, textDecorationLine, textDecoration } = element.style;
  if (color) marks.set("color", color);
  if (backgroundColor) marks.set("background", backgroundColor);
  if (/^(?:bold|[5-9]00)/.test(fontWeight)) marks.set("strong", "");
  if (/^(?:normal|[1-4]00)$/.test(fontWeight)) marks.delete("strong");
  if (fontStyle === "italic") marks.set("em", "");
  if (fontStyle === "normal") marks.delete("em");
  const decoration = textDecorationLine || textDecoration;
  if (decoration?.includes("underline")) marks.set("u", "");
  if (decoration?.includes("line-through")) marks.set("s", "");
  return marks;
}

const markText = (marks: Marks): string =>
  [...marks]
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(" ");

function read(node: Node, state: State): void {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = state.isPre ? (node as Text).data : (node as Text).data.replaceAll(/[ \t\r\n\f]+/g, " ");
    const words = state.isPre ? text.split(/(\n)/) : [text];
    for (const part of words)
      if (part === "\n") state.out.push("break");
      else if (part !== "") state.out.push(`t${JSON.stringify([markText(state.marks), part])}`);
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  const element = node as HTMLElement;
  const name = element.nodeName;
  if (name === "BR") state.out.push("break");
  else if (name === "IMG")
    state.out.push(
      `img ${markText(marksOf(element, state.marks))} ${element.getAttribute("data-source") ?? element.getAttribute("src")} ${element.getAttribute("alt") ?? ""}`,
    );
  else if (LINES.has(name)) around(LINE, LINE, element, state);
  else if (UNSEEN.has(name) || MARKS[name.toLowerCase()] || PHRASES.has(name.toLowerCase()) || name === "A")
    children(element, state);
  else {
    const attributes = STRUCTURE_ATTRIBUTES.map((each) => [each, element.getAttribute(each)]).filter(
      ([, value]) => value !== null && value !== "1",
    );
    around(`<${name} ${attributes.join(" ")} ${element.style.textAlign}>`, `</${name}>`, element, state);
  }
}

function around(open: string, close: string, element: HTMLElement, state: State): void {
  const { textAlign } = element.style;
  state.out.push(open, ...(open === LINE && textAlign ? [`align ${textAlign}`] : []));
  children(element, state);
  state.out.push(close);
}

function children(element: HTMLElement, { out, marks, isPre }: State): void {
  const isCode = isPre || element.nodeName === "PRE" || /^pre/.test(element.style.whiteSpace);
  // the element inside a code block adds nothing
  const inner = element.nodeName === "CODE" && isPre ? marks : marksOf(element, marks);
  for (const child of element.childNodes) read(child, { out, marks: inner, isPre: isCode });
}

const isEdge = (token: string | undefined): boolean =>
  token === undefined || token === LINE || token.startsWith("<") || token.startsWith("align");

/** The meaning of a piece of clean HTML, to compare it with another one. */
export function meaningOf(root: ParentNode): string {
  const state: State = { out: [], marks: new Map(), isPre: false };
  for (const child of root.childNodes) read(child, state);
  return withoutInvisible(join(state.out)).join("\u0001");
}

/** Adjacent words with the same marks are one. */
function join(tokens: readonly string[]): string[] {
  const out: string[] = [];
  for (const token of tokens) {
    const last = out.at(-1);
    if (!token.startsWith("t[") || !last?.startsWith("t[")) {
      out.push(token);
      continue;
    }
    const [marks, text] = JSON.parse(token.slice(1)) as [string, string];
    const [before, words] = JSON.parse(last.slice(1)) as [string, string];
    if (marks === before) out[out.length - 1] = `t${JSON.stringify([marks, words + text])}`;
    else out.push(token);
  }
  return out;
}

/** Without the invisible parts: empty lines, white space at the ends of lines, a break at the end of a line. */
function withoutInvisible(tokens: readonly string[]): string[] {
  const trimmedTokens = tokens.flatMap((token, at) => {
    if (!token.startsWith("t[")) return [token];
    let [marks, text] = JSON.parse(token.slice(1)) as [string, string];
    if (isEdge(tokens[at - 1]) || tokens[at - 1] === "break") text = text.replace(/^[ \t]+/, "");
    if (isEdge(tokens[at + 1]) || tokens[at + 1] === "break") text = text.replace(/[ \t]+$/, "");
    // at a space where marks change, it is not visible which side the space belongs to
    text = text.replaceAll(/[ \t]+/g, " ");
    return text === "" ? [] : [`t${JSON.stringify([marks, text])}`];
  });
  const out: string[] = [];
  for (const [at, token] of trimmedTokens.entries()) {
    if (token === "break" && isEdge(trimmedTokens[at + 1])) continue;
    if (token === LINE && isEdge(out.at(-1)) && !out.at(-1)?.startsWith("align")) continue;
    if ((token.startsWith("<") || token === LINE) && out.at(-1)?.startsWith("align")) out.pop();
    if (token.startsWith("<") && out.at(-1) === LINE) out.pop();
    out.push(token);
  }
  while (out.at(-1) === LINE) out.pop();
  return out;
}
