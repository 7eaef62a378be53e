/** One text after the other. */
export const joinTexts = (first: string, second: string): string =>
  first === second ? first : [first, second].filter(Boolean).join("\n");

/** Paragraphs of plain text. */
export const paragraphs = (text: string): string =>
  text === ""
    ? ""
    : text
        .split("\n")
        .map((line) => `<p>${line.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</p>`)
        .join("");

const CLOSINGS = "(?:</[^>]+>)+";
const hasContent = (html: string): boolean => /<img\b/.test(html) || html.replaceAll(/<[^>]*>|&nbsp;|\s/g, "") !== "";

/** The text that was added since it was sent; all of it if it was also changed elsewhere. */
export function restOf(before: string, now: string): string {
  if (now === before || !hasContent(now)) return "";
  const start = before.replace(new RegExp(`${CLOSINGS}$`), "");
  if (!now.startsWith(start)) return now;
  const rest = now.slice(start.length).replace(new RegExp(`^${CLOSINGS}`), "");
  if (!hasContent(rest)) return "";
  return /^<(?:p|h\d|ul|ol|pre|blockquote)\b/.test(rest) ? rest : `<p>${rest}`;
}
