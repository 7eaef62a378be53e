import { escapeHtml, TEXT_TAGS } from "../emails/html.ts";
import { cleanHtml } from "../platform/clean-html.ts";
import { HIDDEN_TAGS, TEXT_RULES } from "../platform/text-html.ts";

/** A longer text is cut here; all of it is in the email's source. */
export const MAX_EMAIL_TEXT = 500_000;
const CUT_NOTE = "[The rest of this message is in its source.]";

/**
 * The HTML of an email with only the allowed tags. The web app cleans it again when it shows it, and loads no picture
 * from other sites. `pictures` maps Content-IDs and names to the IDs of our files; `hasRest` says that more follows in the source.
 */
export function cleanEmailHtml(html: string, pictures: ReadonlyMap<string, string>, hasRest = false): string {
  const isCut = hasRest || html.length > MAX_EMAIL_TEXT;
  const safeHtml = cleanHtml(html.slice(0, MAX_EMAIL_TEXT), {
    allowedTags: TEXT_TAGS.split(" "),
    ...TEXT_RULES,
    allowedSchemesByTag: { img: ["http", "https", "cid", "data"] },
    nonTextTags: HIDDEN_TAGS,
    transformTags: {
      img: (tagName, attribs) => ({ tagName, attribs: { ...attribs, src: pictureOf(attribs.src ?? "", pictures) } }),
    },
  });
  return (isCut ? `${safeHtml}<p>${CUT_NOTE}</p>` : safeHtml).replaceAll("\0", "").trim();
}

function pictureOf(source: string, pictures: ReadonlyMap<string, string>): string {
  const name = decode(source.replace(/^cid:/i, "").trim());
  const id = pictures.get(name.toLowerCase());
  return id && !/^https?:/i.test(source) ? `cid:${id}` : source;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The names of the pictures in HTML, in lower case. */
export const pictureNames = (html: string): Set<string> =>
  new Set(
    [...html.matchAll(/\bsrc\s*=\s*["']?(?:cid:)?([^"'\s>]{1,500})/gi)].map(([, name]) => decode(name!).toLowerCase()),
  );

/** Plain text, escaped so that nothing takes it for HTML. */
export function cleanText(text: string, hasRest = false): string {
  const plain = text.replaceAll("\0", "").replaceAll("\r\n", "\n").toWellFormed().trim();
  const shortText =
    hasRest || plain.length > MAX_EMAIL_TEXT ? `${plain.slice(0, MAX_EMAIL_TEXT).toWellFormed()}\n${CUT_NOTE}` : plain;
  if (!/<[a-z/!]/i.test(shortText)) return shortText;
  return shortText
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll("\n", "<br>")}</p>`)
    .join("\n");
}
