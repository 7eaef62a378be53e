import type { ResolvedPos, Schema } from "@tiptap/pm/model";
import { Fragment, Slice } from "@tiptap/pm/model";
import { clean } from "../ui/clean-html.ts";
import { wordLists } from "./word-lists.ts";

// otherwise a copy would have the colors of its page, which nobody chose
const HAS_CHOSEN_COLORS = /docs-internal-guid|urn:schemas-microsoft-com|\bmso-|content="?(?:Microsoft|LibreOffice)/i;
const BLOCKS = "p, div, h1, h2, h3, h4, h5, h6, ul, ol, dl, table, pre, blockquote, hr";

/** What another program put on the clipboard, in a form that the editor reads. */
export function htmlOfPaste(html: string): string {
  const page = document.implementation.createHTMLDocument("");
  page.body.innerHTML = html;
  const { body } = page;
  for (const picture of body.querySelectorAll("img[data-file]"))
    picture.setAttribute("src", `cid:${picture.getAttribute("data-file")}`);
  // Google Docs puts everything into a bold element whose style says that it is not bold
  for (const around of body.querySelectorAll('b[id^="docs-internal-guid"]')) {
    for (const empty of around.querySelectorAll(":scope > br")) empty.remove();
    around.replaceWith(...around.childNodes);
  }
  wordLists(body);
  codeBlocks(body);
  if (!HAS_CHOSEN_COLORS.test(html)) dropColors(body);
  // elements that other programs wrap around blocks mean nothing here
  for (const around of [...body.querySelectorAll("div")].reverse())
    if (around.querySelector(BLOCKS)) around.replaceWith(...around.childNodes);
  return clean(body.innerHTML);
}

function dropColors(body: HTMLElement): void {
  for (const element of body.querySelectorAll<HTMLElement>("[style]")) {
    element.style.removeProperty("color");
    element.style.removeProperty("background-color");
    element.style.removeProperty("background");
  }
}

/** Editors of code write lines that keep their white space in a font of equal widths. */
function codeBlocks(body: HTMLElement): void {
  for (const around of body.querySelectorAll<HTMLElement>("div, pre")) {
    const { whiteSpace, fontFamily } = around.style;
    const isCode =
      around.nodeName === "PRE" || (/^pre/.test(whiteSpace) && /mono|consol|courier|menlo|code/i.test(fontFamily));
    if (!isCode || around.parentElement?.closest("pre")) continue;
    const code = around.ownerDocument.createElement("code");
    code.textContent = codeLines(around).join("\n").replace(/\n$/, "");
    const block = around.ownerDocument.createElement("pre");
    block.append(code);
    around.replaceWith(block);
  }
}

function codeLines(around: HTMLElement): string[] {
  const lines = [""];
  const read = (node: ChildNode, isLine: boolean): void => {
    if (node.nodeName === "BR") lines.push("");
    else if (node.nodeName === "#text") {
      const [first, ...rest] = (node as Text).data.split("\n");
      lines[lines.length - 1] += first!.replaceAll("\u00a0", " ");
      lines.push(...rest);
    } else {
      const isOwnLine = isLine && node.nodeName === "DIV";
      if (isOwnLine && lines.at(-1) !== "") lines.push("");
      for (const child of node.childNodes) read(child, true);
      if (isOwnLine) lines.push("");
    }
  };
  for (const child of around.childNodes) read(child, true);
  return lines;
}

/** Plain text from the clipboard: its lines stay lines, and an empty one begins a paragraph. */
export function pastedText(schema: Schema, text: string, context: ResolvedPos): Slice {
  const { paragraph, hardBreak } = schema.nodes;
  const marks = context.marks();
  const paragraphs = text
    .replaceAll(/\r\n?/g, "\n")
    .replace(/\n+$/, "")
    .split(/\n{2,}/)
    .map((part) => {
      const lines = part.split("\n");
      const nodes = lines.flatMap((line, at) => [
        ...(at > 0 ? [hardBreak!.create()] : []),
        ...(line === "" ? [] : [schema.text(line, marks)]),
      ]);
      return paragraph!.create(null, nodes);
    });
  return new Slice(Fragment.from(paragraphs), 1, 1);
}
