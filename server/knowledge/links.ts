import { posix } from "node:path";

const LINK = /(<a\b[^>]*?\bhref=")([^"]*)"/gi;
const ELSEWHERE = /^(?:[a-z][\w+.-]*:|\/\/|#|$)/i;
const DOCUMENT = /\.(?:md|markdown|html?)$/i;
// "guide" stands for guide.md, and a folder for the document that opens it
const WRITTEN_AS = ["", ".md", ".html", "/index.md", "/index.html", "/README.md"];

/** The path of a file that a document links to. */
export function pathFrom(document: string, reference: string): string {
  const at = posix.normalize(posix.join(posix.dirname(document), decode(reference)));
  return at.replace(/^\//, "").replace(/\/$/, "");
}

function decode(url: string): string {
  try {
    return decodeURIComponent(url.replace(/[?#].*$/, ""));
  } catch {
    return url;
  }
}

/** Points links to other documents at their articles. Also returns the links to documents that do not exist. */
export function withArticleLinks(
  html: string,
  document: string,
  addressOf: (path: string) => string | undefined,
): { html: string; missing: string[] } {
  const missing: string[] = [];
  const newHtml = html.replaceAll(LINK, (whole, before: string, escapedHref: string) => {
    const href = escapedHref.replaceAll("&amp;", "&");
    if (ELSEWHERE.test(href)) return whole;
    const path = pathFrom(document, href);
    const address = WRITTEN_AS.map((ending) => addressOf(path + ending)).find(Boolean);
    if (address) return `${before}${address}"`;
    if (DOCUMENT.test(path)) missing.push(href);
    return whole;
  });
  return { html: newHtml, missing };
}
