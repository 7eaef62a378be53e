import sanitize from "sanitize-html";

// browsers nest at most 512 elements, and converting to plain text takes stack for each level
const MAX_DEPTH = 400;
// The parser takes quadratic time for elements that stay open: 160,000 of them in 500 kB kept the server busy for 22 s.
const MAX_OPEN = 5_000;
// a second each
const MAX_TAGS = 100_000;
const MAX_LENGTH = 4_000_000;
const PICTURES = /data:image\/[^"'\s>]*/gi;

class TooComplexError extends Error {}

/**
 * HTML reduced to the tags and attributes in the options. Tags that are nested too deeply are removed. HTML that would take too
 * long to clean is reduced to its words.
 */
export function cleanHtml(html: string, options: sanitize.IOptions): string {
  if (html.length > MAX_LENGTH && html.replaceAll(PICTURES, "").length > MAX_LENGTH) return plainWords(html);
  let open = 0;
  let tags = 0;
  const onOpenTag = () => {
    open += 1;
    tags += 1;
    if (open > MAX_OPEN || tags > MAX_TAGS) throw new TooComplexError();
  };
  const onCloseTag = () => {
    open -= 1;
  };
  try {
    return sanitize(html, { ...options, nestingLimit: MAX_DEPTH, onOpenTag, onCloseTag });
  } catch (error) {
    if (!(error instanceof TooComplexError)) throw error;
    return plainWords(html);
  }
}

// the remaining "<" and ">" are not part of a tag
const plainWords = (html: string): string =>
  html
    .replaceAll(/<[^<>]*>/g, " ")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[^\S\n]{2,}/g, " ")
    .trim();
