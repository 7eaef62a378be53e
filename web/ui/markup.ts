// Decides whether a text is HTML or plain, before anything parses it as HTML.

export const escapeText = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const ELEMENTS = new Set(
  `a abbr b blockquote br caption cite code col colgroup dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr u ul article aside base basefont big body button center dialog dir fieldset figcaption figure font footer form frame head header html iframe input label legend link main map marquee math meta nav nobr noscript object option param picture script section select source style summary svg details template textarea time title tt var video audio wbr area bdi bdo data embed canvas address`.split(
    " ",
  ),
);
// attributes without a value; any other word makes "a<b and c>d" a comparison
const FLAGS =
  /^(?:nowrap|noshade|compact|hidden|checked|disabled|selected|readonly|reversed|controls|open|required|async|defer|ismap|\/)$/i;
const TAG = /<(\/?)([a-z][^\s<>/]*)((?:\s[^<>]*)?)\/?>/gi;
const ATTRIBUTE = /[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"']*)/g;

function isTag(text: string, name: string, attributes: string): boolean {
  const lower = name.toLowerCase();
  // elements of Word have a prefix; unknown ones need a closing tag
  const isElement = ELEMENTS.has(lower) || /^[a-z][a-z\d]*[:-][a-z]/.test(lower) || text.includes(`</${name}>`);
  const bare = attributes.replaceAll(ATTRIBUTE, " ").trim();
  return (
    isElement &&
    !/[@]|:\/\//.test(name) &&
    (bare === "" || bare.split(/\s+/).every((word) => FLAGS.test(word) || word.includes('"')))
  );
}

/** Whether a text is HTML. "<tom@example.com>", "x <y" and "a<b and c>d" are not. */
export const hasTags = (text: string): boolean =>
  /<(?:!--|!doctype)/i.test(text) ||
  text
    .matchAll(TAG)
    .some(([, , name, attributes]) => ELEMENTS.has(name!.toLowerCase()) && isTag(text, name!, attributes!));

/** The same HTML with everything escaped that looks like a tag but is not one. */
export const escapeStrayTags = (html: string): string =>
  html.replaceAll(TAG, (tag, slash: string, name: string, attributes: string) =>
    isTag(html, name, attributes) || (slash && html.includes(`<${name}`)) ? tag : `&lt;${tag.slice(1, -1)}&gt;`,
  );

// tabs, columns and empty lines are shown as they are
export const plainHtml = (text: string): string =>
  `<div style="white-space: pre-wrap">${text
    .split(/\r\n?|\n/)
    .map(escapeText)
    .join("<br>")}</div>`;
