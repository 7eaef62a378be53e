import { convert } from "html-to-text";
import { cleanHtml } from "../platform/clean-html.ts";
import { FILE_SOURCE, HIDDEN_TAGS, TEXT_RULES } from "../platform/text-html.ts";

const TAGS =
  "a abbr aside b blockquote br caption code dd del div dl dt em h2 h3 h4 hr i img ins kbd li mark ol p pre s small strong sub sup table tbody td tfoot th thead tr u ul";
export const CALLOUTS = ["info", "tip", "warning"] as const;

/**
 * The HTML of an article reduced to the tags that articles may have. Pictures are the article's own files: a page loads
 * nothing from elsewhere. A heading that gets another level may close a paragraph, so the result is cleaned once more; after that it
 * stays the same whenever it is saved.
 */
export const cleanArticle = (html: string): string => cleanOnce(cleanOnce(html));

function cleanOnce(html: string): string {
  const clean = cleanHtml(html, {
    allowedTags: TAGS.split(" "),
    ...TEXT_RULES,
    allowedAttributes: { ...TEXT_RULES.allowedAttributes, aside: ["data-callout"] },
    allowedSchemesByTag: { img: ["cid"] },
    nonTextTags: HIDDEN_TAGS,
    transformTags: {
      h1: "h2",
      h5: "h4",
      h6: "h4",
      strike: "s",
      aside: (tagName, { "data-callout": kind }) => ({
        tagName,
        attribs: { "data-callout": CALLOUTS.some((each) => each === kind) ? kind! : "info" },
      }),
    },
    exclusiveFilter: ({ tag, attribs }) => tag === "img" && !FILE_SOURCE.test(attribs.src ?? ""),
  });
  return clean.replaceAll("\0", "").trim();
}

/** The HTML with the addresses of its pictures. */
export const withPictures = (html: string, addressOf: (id: string) => string): string =>
  html.replaceAll(/src="cid:([\da-f-]{36})"/gi, (_, id: string) => `src="${addressOf(id.toLowerCase())}"`);

const MAX_SUMMARY = 180;

/** The first sentences of an article as plain text. */
export function summaryOf(html: string): string {
  const text = convert(html.slice(0, 5000), {
    wordwrap: false,
    selectors: [
      { selector: "a", options: { ignoreHref: true } },
      { selector: "img", format: "skip" },
      { selector: "ul", options: { itemPrefix: " " } },
      { selector: "table", format: "skip" },
      ...["h2", "h3", "h4"].map((selector) => ({ selector, format: "skip" })),
    ],
  })
    .replaceAll(/\s+/g, " ")
    .trim();
  const characters = [...text];
  return characters.length <= MAX_SUMMARY
    ? text
    : `${characters
        .slice(0, MAX_SUMMARY - 1)
        .join("")
        .replace(/\s+\S*$/, "")}…`;
}
