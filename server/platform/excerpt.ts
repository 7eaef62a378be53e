// a text may contain megabytes of pictures, and its first characters are enough
const START = 4000;
export const EXCERPT_LENGTH = 140;
const ENTITIES = { "&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "''", "&amp;": "&" };
const INLINE_TAGS = "a|b|code|em|i|mark|s|span|strong|sub|sup|u";

/** The beginning of a text, as plain text; an SQL expression. */
export function excerptOf(text: string): string {
  const start = `left(${text}, ${START})`;
  // several patterns, because one pattern that refers back to the tag's name takes a minute for a crafted comment
  const withoutStyles = ["style", "script"].reduce(
    (html, name) => `regexp_replace(${html}, '<${name}[^>]*?>.*?</${name}\\s*?>', ' ', 'gi')`,
    start,
  );
  // a word that is bold, a link or a mention may stand right before a comma
  const withoutInline = `regexp_replace(${withoutStyles}, '</?(${INLINE_TAGS})\\y[^>]*>', '', 'gi')`;
  const withoutTags = `regexp_replace(${withoutInline}, '</?[a-z!][^>]*(>|$)', ' ', 'gi')`;
  const decodedText = Object.entries(ENTITIES).reduce(
    (html, [from, to]) => `replace(${html}, '${from}', '${to}')`,
    withoutTags,
  );
  // most texts have no markup
  const plain = `case when ${start} ~ '[<&]' then ${decodedText} else left(${text}, ${2 * EXCERPT_LENGTH}) end`;
  return `left(btrim(regexp_replace(${plain}, '\\s+', ' ', 'g')), ${EXCERPT_LENGTH})`;
}
