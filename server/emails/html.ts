import { convert } from "html-to-text";
import { cleanHtml } from "../platform/clean-html.ts";
import { FILE_SOURCE, TEXT_RULES } from "../platform/text-html.ts";

// The same tags as in the web app, which allows some styles beside them; see web/ui/clean-html.ts.
export const TEXT_TAGS =
  "a abbr b blockquote br caption cite code col colgroup dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr u ul";
const DATA_PICTURE = /^data:image\/(?:png|jpe?g|gif|webp);base64,[a-z\d+/=\s]*$/i;

export const escapeHtml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");

export const looksLikeHtml = (text: string): boolean =>
  /<(?:\/?[a-z][a-z\d]*(?:\s[^<>]*)?\/?>|!--|!doctype)/i.test(text);

/** Pictures in a text by the ids of the ticket's files, in their order. */
export const inlineFileIds = (html: string): string[] => [
  ...new Set([...html.matchAll(/cid:([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})/gi)].map(([, id]) => id!.toLowerCase())),
];

/** A comment's text as HTML that is safe to send: other people's text keeps only simple markup. */
export function messageHtml(text: string): string {
  if (!looksLikeHtml(text))
    return text
      .trim()
      .split(/\n{2,}/)
      .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll("\n", "<br>")}</p>`)
      .join("\n");
  return cleanHtml(text, {
    allowedTags: TEXT_TAGS.split(" "),
    ...TEXT_RULES,
    allowedSchemesByTag: { img: ["cid", "data"] },
    exclusiveFilter: ({ tag, attribs }) =>
      tag === "img" && !(FILE_SOURCE.test(attribs.src ?? "") || DATA_PICTURE.test(attribs.src ?? "")),
  }).trim();
}

/** The plain text of HTML, for email programs that show no HTML; with the names of pictures if they are wanted. */
export const plainText = (html: string, { hasPictures = false } = {}): string =>
  convert(html, {
    wordwrap: 78,
    formatters: {
      // a logo has no name
      picture: ({ attribs }, _walk, builder) => attribs?.alt && builder.addInline(`[image: ${attribs.alt}]`),
    },
    limits: { maxInputLength: 2_000_000 },
    selectors: [
      // RFC 3986, appendix C: programs that make links of addresses take a bracket for a part of one
      { selector: "a", options: { hideLinkHrefIfSameAsText: true, linkBrackets: ["<", ">"] } },
      { selector: "img", format: hasPictures ? "picture" : "skip" },
      // columns stay below each other; the tables that emails are laid out with are no tables to their readers
      { selector: "table", format: "dataTable", options: { uppercaseHeaderCells: false } },
      { selector: "table[role=presentation]", format: "block" },
      // the figures of a report; text that people wrote has no classes
      { selector: "table.figures", format: "dataTable", options: { uppercaseHeaderCells: false } },
      { selector: "td.bar", format: "skip" },
      ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  }).trim();
