import type { PublishedText } from "./article-queries.ts";

export type InsertMode = "link" | "text";

const escapeText = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

interface Where {
  isNote: boolean;
  /** The address of this desk. */
  origin: string;
}

/** Whether a link to the article may be inserted: a customer must be able to open it, unless only the team reads the text. */
export const mayLink = ({ url }: Pick<PublishedText, "url">, isNote: boolean): boolean => url !== null || isNote;

/** A link to an article as HTML; null if it would lead the customer to a page that they do not see. */
export function linkTo(
  { id, title, url }: Pick<PublishedText, "id" | "title" | "url">,
  { isNote, origin }: Where,
): string | null {
  if (!mayLink({ url }, isNote)) return null;
  return `<p><a href="${escapeText(url ?? `${origin}/knowledge/${id}`)}">${escapeText(title)}</a></p>`;
}

/**
 * The text of an article as a reply can hold it, and the number of pictures that were left out. The server has cleaned the
 * HTML.
 */
export function textFor({ html }: Pick<PublishedText, "html">, { origin }: Where): { html: string; pictures: number } {
  const pictures = html.match(/<img\b/g)?.length ?? 0;
  const text = html
    .replaceAll(/<img\b[^>]*>/g, "")
    .replaceAll(/<aside\b[^>]*>/g, "<blockquote>")
    .replaceAll("</aside>", "</blockquote>")
    .replaceAll(/(<a\b[^>]*\bhref=")\/(?!\/)/g, `$1${origin}/`)
    .replaceAll(/<p>\s*<\/p>/g, "");
  return { html: text, pictures };
}
