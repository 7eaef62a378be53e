import purify from "dompurify";
import { escapeText } from "./markup.ts";
import { reduceStyle } from "./safe-style.ts";

// Reduces what people wrote to text with simple formatting. Everything that is not listed here is removed: class, id,
// forms, svg, math.
const TAGS =
  "a abbr b blockquote br caption cite code col colgroup dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr u ul";
const ATTRIBUTES = ["href", "src", "alt", "colspan", "rowspan", "start", "style", "data-mention"];
const SAFE_LINK = /^(?:https?:|mailto:|tel:)/i;
const SAFE_PICTURE = /^data:image\/(?:png|jpe?g|gif|webp);base64,[a-z\d+/=\s]*$/i;
/** A file of the ticket, by its id. */
export const FILE = /^cid:([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;
const ROUNDS = 4;

// its own instance, because its hooks must not affect others
const cleaner = purify(window);
cleaner.addHook("afterSanitizeAttributes", (node) => {
  if (node.nodeName === "A") tameLink(node);
  if (node.nodeName === "IMG") tamePicture(node);
  reduceStyle(node as HTMLElement);
});
// attributes express these, and they are removed
cleaner.addHook("beforeSanitizeAttributes", (node) => {
  const element = node as HTMLElement;
  const align = element.getAttribute?.("align")?.toLowerCase();
  if (align && !element.style?.textAlign && /^(?:left|center|right|justify)$/.test(align) && element.style)
    element.style.textAlign = align;
});
cleaner.addHook("uponSanitizeElement", (node) => {
  if (node.nodeName !== "FONT" && node.nodeName !== "CENTER") return;
  // the element is removed, but its text is kept
  const element = node as HTMLElement;
  const container = element.ownerDocument.createElement(node.nodeName === "FONT" ? "span" : "div");
  const color = element.getAttribute("color");
  if (color && node.nodeName === "FONT") container.style.color = color;
  if (node.nodeName === "CENTER") container.style.textAlign = "center";
  else if (element.getAttribute("style")) container.style.cssText += `;${element.getAttribute("style")}`;
  container.append(...element.childNodes);
  element.append(container);
});

export function tameLink(link: Element): void {
  const address = link.getAttribute("href")?.trim();
  const isSafe = address !== undefined && SAFE_LINK.test(address);
  if (!isSafe) link.removeAttribute("href");
  if (!isSafe) return;
  link.setAttribute("target", "_blank");
  link.setAttribute("rel", "noopener noreferrer nofollow");
}

let keepsSources = false;

/**
 * Removes the address of a remote picture, which would tell its sender who reads the text, where and when. The name of its host
 * is shown instead.
 */
function tamePicture(picture: Element): void {
  const source = picture.getAttribute("src");
  if (source === null || SAFE_PICTURE.test(source) || FILE.test(source)) return;
  picture.removeAttribute("src");
  if (keepsSources) picture.setAttribute("data-source", source);
  else namePicture(picture, source);
}

/** Names a picture that is not shown. */
export function namePicture(picture: Element, source: string): void {
  picture.setAttribute("alt", [picture.getAttribute("alt")?.trim(), nameOf(source)].filter(Boolean).join(" · "));
}

/** The name of a picture that is not shown: its host, or the file name if it should have come with the email. */
function nameOf(address: string): string {
  const file = /^cid:([^@]*)/i.exec(address.trim())?.[1];
  if (file !== undefined) return file;
  try {
    return new URL(address, "https://elsewhere.invalid").host;
  } catch {
    return "";
  }
}

const CONFIG = {
  ALLOWED_TAGS: TAGS.split(" "),
  ALLOWED_ATTR: ATTRIBUTES,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  // numbers and IDs, not addresses
  ADD_URI_SAFE_ATTR: ["colspan", "rowspan", "start", "data-mention"],
  ALLOWED_NAMESPACES: ["http://www.w3.org/1999/xhtml"],
  // the hooks decide about links and pictures
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|cid:|data:image\/|\/\/)/i,
};

const KEEPING = { ...CONFIG, ALLOWED_ATTR: [...ATTRIBUTES, "data-source"] };

/** The same, but remote pictures keep their addresses in `data-source`, for who saves the text again or asks for them. */
export function cleanKeepingSources(html: string): string {
  keepsSources = true;
  try {
    return clean(html);
  } finally {
    keepsSources = false;
  }
}

/** Cleans HTML that someone else wrote, so that it can be shown. Cleaning it again changes nothing. */
export function clean(html: string): string {
  let before = html;
  for (let round = 0; round < ROUNDS; round += 1) {
    const after = cleaner.sanitize(before, keepsSources ? KEEPING : CONFIG);
    if (after === before) return after;
    before = after;
  }
  // markup that changes its meaning each time it is parsed, so only its words are shown
  return escapeText(before);
}
