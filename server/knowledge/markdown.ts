// Markdown as people write articles in it (CommonMark without its rarest corners, tables, callouts). The result is cleaned as
// every article is, so that HTML within it needs no care here.

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const RULE = /^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])(?:\s+(.*)|)$/;
const QUOTE = /^ {0,3}> ?(.*)$/;
const TABLE_LINE = /^ {0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
const HTML_BLOCK = /^ {0,3}<(?:\/?[a-z][\w-]*(?:[\s/>]|$)|!--)/i;
const CALLOUT = /^\[!(\w+)\]\s*$/;
const CALLOUTS: Record<string, string> = { tip: "tip", warning: "warning", caution: "warning", important: "warning" };
const MAX_DEPTH = 20;

export const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The HTML of a Markdown text. */
export function htmlOfMarkdown(text: string): string {
  return blocks(text.replaceAll(/\r\n?/g, "\n").replaceAll("\t", "    ").split("\n"), 0);
}

type Taken = { html: string; next: number } | null;

function blocks(lines: readonly string[], depth: number): string {
  const out: string[] = [];
  let at = 0;
  while (at < lines.length) {
    if (lines[at]!.trim() === "") {
      at += 1;
      continue;
    }
    const taken = blockAt(lines, at, depth) ?? paragraph(lines, at);
    out.push(taken.html);
    at = taken.next;
  }
  return out.join("\n");
}

function blockAt(lines: readonly string[], at: number, depth: number): Taken {
  const line = lines[at]!;
  const heading = HEADING.exec(line);
  if (heading) {
    const level = heading[1]!.length;
    return { html: `<h${level}>${inline(heading[2]!)}</h${level}>`, next: at + 1 };
  }
  if (RULE.test(line)) return { html: "<hr>", next: at + 1 };
  return (
    fence(lines, at) ??
    (depth < MAX_DEPTH ? (quote(lines, at, depth) ?? list(lines, at, depth)) : null) ??
    table(lines, at) ??
    html(lines, at)
  );
}

function fence(lines: readonly string[], at: number): Taken {
  const open = FENCE.exec(lines[at]!);
  if (!open) return null;
  let next = at + 1;
  const isEnd = (line: string) => line.trim().startsWith(open[1]!) && /^(`+|~+)$/.test(line.trim());
  while (next < lines.length && !isEnd(lines[next]!)) next += 1;
  return { html: `<pre><code>${escapeHtml(lines.slice(at + 1, next).join("\n"))}</code></pre>`, next: next + 1 };
}

function quote(lines: readonly string[], at: number, depth: number): Taken {
  if (!QUOTE.test(lines[at]!)) return null;
  let next = at;
  while (next < lines.length && QUOTE.test(lines[next]!)) next += 1;
  const inner = lines.slice(at, next).map((line) => QUOTE.exec(line)![1]!);
  const kind = CALLOUT.exec(inner[0]!)?.[1]?.toLowerCase();
  if (kind)
    return {
      html: `<aside data-callout="${CALLOUTS[kind] ?? "info"}">${blocks(inner.slice(1), depth + 1)}</aside>`,
      next,
    };
  return { html: `<blockquote>${blocks(inner, depth + 1)}</blockquote>`, next };
}

function list(lines: readonly string[], at: number, depth: number): Taken {
  const first = ITEM.exec(lines[at]!);
  if (!first) return null;
  const isOrdered = /\d/.test(first[2]!);
  const items: string[][] = [];
  let indent = 0;
  let next = at;
  for (; next < lines.length; next += 1) {
    const line = lines[next]!;
    const item = RULE.test(line) ? null : ITEM.exec(line);
    const isInside = items.length > 0 && (line.trim() === "" || line.search(/\S/) >= indent);
    if (isInside) items.at(-1)!.push(line.slice(Math.min(indent, Math.max(0, line.search(/\S/)))));
    else if (item && /\d/.test(item[2]!) === isOrdered) {
      indent = item[1]!.length + item[2]!.length + 1;
      items.push([item[3] ?? ""]);
    } else if (items.length > 0 && !item && lines[next - 1]!.trim() !== "" && !blockAt(lines, next, MAX_DEPTH)) {
      // a line that goes on without being indented
      items.at(-1)!.push(line);
    } else break;
  }
  const isLoose = items.some((item, n) =>
    item.slice(0, n === items.length - 1 ? item.findLastIndex(Boolean) : undefined).includes(""),
  );
  const html = items.map((item) => {
    const inner = blocks(item, depth + 1);
    return `<li>${isLoose ? inner : inner.replaceAll(/^<p>|<\/p>$/gm, "")}</li>`;
  });
  const start = isOrdered && !/^1[.)]/.test(first[2]!) ? ` start="${Number.parseInt(first[2]!, 10)}"` : "";
  const tag = isOrdered ? "ol" : "ul";
  return { html: `<${tag}${start}>${html.join("")}</${tag}>`, next };
}

const cellsOf = (line: string): string[] =>
  line
    .trim()
    .replaceAll(/^\||(?<!\\)\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));

function table(lines: readonly string[], at: number): Taken {
  if (!lines[at]!.includes("|") || !TABLE_LINE.test(lines[at + 1] ?? "")) return null;
  const head = cellsOf(lines[at]!);
  let next = at + 2;
  const rows: string[] = [];
  for (; next < lines.length && lines[next]!.includes("|"); next += 1) {
    const cells = cellsOf(lines[next]!);
    rows.push(`<tr>${head.map((_, n) => `<td>${inline(cells[n] ?? "")}</td>`).join("")}</tr>`);
  }
  const header = `<tr>${head.map((cell) => `<th>${inline(cell)}</th>`).join("")}</tr>`;
  return { html: `<table><tbody>${header}${rows.join("")}</tbody></table>`, next };
}

function html(lines: readonly string[], at: number): Taken {
  if (!HTML_BLOCK.test(lines[at]!)) return null;
  let next = at;
  while (next < lines.length && lines[next]!.trim() !== "") next += 1;
  return { html: lines.slice(at, next).join("\n"), next };
}

function paragraph(lines: readonly string[], at: number): { html: string; next: number } {
  let next = at + 1;
  for (; next < lines.length && lines[next]!.trim() !== ""; next += 1) {
    const line = lines[next]!;
    if (/^ {0,3}(?:=+|-+)\s*$/.test(line)) {
      const level = line.trim().startsWith("=") ? 1 : 2;
      return { html: `<h${level}>${inline(lines.slice(at, next).join(" ").trim())}</h${level}>`, next: next + 1 };
    }
    if (blockAt(lines, next, MAX_DEPTH) || QUOTE.test(line) || ITEM.test(line)) break;
  }
  const text = lines
    .slice(at, next)
    .map((line) => line.trimStart().replace(/(?: {2,}|\\)$/, "<br>"))
    .join("\n");
  return { html: `<p>${inline(text.trim())}</p>`, next };
}

const LINK =
  /(!?)\[((?:[^[\]\\]|\\.|\[[^[\]]*\])*)\]\(\s*<?([^\s<>)]*(?:\([^\s()]*\)[^\s<>)]*)*)>?(?:\s+["'(][^"')]*["')])?\s*\)/g;

/** The HTML of text within a line. What is done already is set aside. Spans have a longest length, or a row of opening marks would take minutes. */
function inline(text: string): string {
  const done: string[] = [];
  const keep = (html: string) => `\uE000${done.push(html) - 1}\uE001`;
  const marked = text
    .replaceAll(/[\uE000\uE001]/g, "")
    .replaceAll(/(`+)([\s\S]{0,5000}?[^`])\1(?!`)/g, (_, __, code: string) =>
      keep(`<code>${escapeHtml(code.trim().replaceAll("\n", " "))}</code>`),
    )
    .replaceAll(/\\([!-/:-@[-`{-~])/g, (_, sign: string) => keep(escapeHtml(sign)))
    .replaceAll(/<((?:https?|mailto):[^\s<>]+)>/g, (_, url: string) =>
      keep(`<a href="${escapeHtml(url)}">${escapeHtml(url)}</a>`),
    )
    .replaceAll(/<\/?[a-z][^<>]*>|<!--[\s\S]{0,5000}?-->/gi, keep)
    .replaceAll(LINK, (_, isPicture: string, label: string, url: string) => {
      if (isPicture) return keep(`<img src="${escapeHtml(url)}" alt="${escapeHtml(label)}">`);
      return `${keep(`<a href="${escapeHtml(url)}">`)}${label}${keep("</a>")}`;
    });
  const html = escapeHtml(marked)
    .replaceAll("&amp;#", "&#")
    .replaceAll(/&amp;(\w+;)/g, "&$1")
    .replaceAll(/\*\*(?=\S)([\s\S]{0,2000}?\S)\*\*/g, "<strong>$1</strong>")
    .replaceAll(/(?<![\p{L}\p{N}_])__(?=\S)([\s\S]{0,2000}?\S)__(?![\p{L}\p{N}_])/gu, "<strong>$1</strong>")
    .replaceAll(/\*(?=[^\s*])([^*]*[^\s*])\*/g, "<em>$1</em>")
    .replaceAll(/(?<![\p{L}\p{N}_])_(?=[^\s_])([^_]*[^\s_])_(?![\p{L}\p{N}_])/gu, "<em>$1</em>")
    .replaceAll(/~~(?=\S)([\s\S]{0,2000}?\S)~~/g, "<s>$1</s>");
  let restored = html;
  // a link's label can hold a picture or code
  for (let n = 0; n < 3; n += 1)
    restored = restored.replaceAll(/\uE000(\d+)\uE001/g, (_, index: string) => done[Number(index)]!);
  return restored;
}
