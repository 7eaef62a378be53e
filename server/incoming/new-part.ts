import { CUT_ATTRIBUTE } from "../emails/layout.ts";

/** A text in two parts: what its author wrote now, and what it quotes. */
export interface ReplyAndQuote {
  text: string;
  quote: string;
}

const ATTRIBUTE = new RegExp(`<[a-z]+\\b[^<>]*\\b${CUT_ATTRIBUTE}\\b`, "i");
// elements that email programs wrap around the quoted message
const WRAPPERS = [
  ATTRIBUTE,
  /<div\b[^<>]*\bclass="?[^"<>]*\bgmail_quote\b/i,
  /<div\b[^<>]*\bid="?(?:x_)?(?:divRplyFwdMsg|appendonsend|mail-editor-reference-message-container)\b/i,
  /<div\b[^<>]*\bclass="?[^"<>]*\b(?:yahoo_quoted|protonmail_quote|moz-cite-prefix|zmail_extra|tutanota_quote)\b/i,
  /<blockquote\b[^<>]*\btype="?cite\b/i,
];
const ORIGINAL =
  /^[\s>*]*-{3,}\s*(?:Original Message|Ursprüngliche Nachricht|Message d'origine|Mensaje original|Messaggio originale|Oorspronkelijk bericht|Mensagem original|ข้อความต้นฉบับ|元のメッセージ|原始邮件)\s*-{3,}\s*$/iu;
// "On 3 May, Ann wrote:" in the languages that the desk's customers write
const WROTE =
  /(?:wrote|schrieb(?:en)?|a écrit|escribió|ha scritto|schreef|escreveu|skrev|napisał(?:a)?|napsal(?:a)?|írta|a scris|yazdı|написал(?:а)?|пише|έγραψε|เขียน(?:ว่า)?|đã viết|menulis|kirjoitti|wrotes?|书き込み|寫道|写道|のメール|書きました|작성)\s*[:：]\s*$/iu;
const MAX_INTRO_LINES = 4;

/** Splits plain text where the earlier message begins. If replies are between its lines, it is not split. */
export function cutText(whole: string): ReplyAndQuote {
  const lines = whole.split("\n");
  const at = lines.findIndex((line, n) => ORIGINAL.test(line) || isIntro(lines, n) || isOwnCut(line));
  const begin = at >= 0 ? at : firstOfQuotedEnd(lines);
  if (begin < 0) return { text: whole, quote: "" };
  const [text, quote] = [lines.slice(0, begin).join("\n").trimEnd(), lines.slice(begin).join("\n")];
  return text.trim() === "" || hasAnswersWithin(lines.slice(begin)) ? { text: whole, quote: "" } : { text, quote };
}

// the mark at the top of our own emails
const isOwnCut = (line: string) => /^[>\s]*\u2014 .{5,80} \u2014\s*$/u.test(line);

// programs break this line, and quoted lines or the end must follow it
function isIntro(lines: readonly string[], n: number): boolean {
  if (!/^[\s>]*\S/.test(lines[n]!)) return false;
  for (let end = n; end < Math.min(n + MAX_INTRO_LINES, lines.length); end += 1) {
    if (lines[end]!.trim() === "") return false;
    if (!WROTE.test(lines[end]!)) continue;
    let next = end + 1;
    while (lines[next]?.trim() === "") next += 1;
    return lines[next]?.startsWith(">") === true && /\d/.test(lines.slice(n, end + 1).join(" "));
  }
  return false;
}

// quoted lines without an introduction, up to the end
function firstOfQuotedEnd(lines: readonly string[]): number {
  let begin = -1;
  for (let n = lines.length - 1; n >= 0; n -= 1) {
    if (lines[n]!.startsWith(">")) begin = n;
    else if (lines[n]!.trim() !== "") break;
  }
  return begin;
}

function hasAnswersWithin(lines: readonly string[]): boolean {
  const first = lines.findIndex((line) => line.startsWith(">"));
  if (first < 0) return false;
  const rest = lines.slice(first).filter((line) => line.trim() !== "" && !/^--? ?$/.test(line));
  return rest.some((line) => !line.startsWith(">"));
}

/**
 * Splits HTML where a mail program marked the earlier message. If nothing would be left, or text follows the mark, it is not
 * split.
 */
export function cutHtml(whole: string): ReplyAndQuote {
  const starts = WRAPPERS.map((each) => each.exec(whole)?.index ?? -1).filter((at) => at >= 0);
  if (starts.length === 0) return { text: whole, quote: "" };
  const at = Math.min(...starts);
  const [text, quote] = [whole.slice(0, at), whole.slice(at)];
  return hasWords(text) && !hasAnswersBelow(quote) ? { text, quote } : { text: whole, quote: "" };
}

export const hasWords = (html: string): boolean =>
  /<img\b/i.test(html) || /[\p{L}\p{N}\p{S}]/u.test(withoutHidden(html).replaceAll(/<[^<>]*>|&nbsp;|&#160;/gi, ""));

const HIDDEN_TAG = /<(\/?)(style|script|title|head)\b[^<>]*>?/gi;

/** HTML without the elements that show nothing. One pattern for a whole element takes hours for an email of "<style <style …". */
function withoutHidden(html: string): string {
  const tags = [...html.matchAll(HIDDEN_TAG)].map(([{ length }, slash, name], n, all) => ({
    name: name!.toLowerCase(),
    isEnd: slash === "/",
    at: all[n]!.index,
    end: all[n]!.index + length,
  }));
  const lastEnds = new Map(tags.filter(({ isEnd }) => isEnd).map(({ name, at }) => [name, at]));
  const visibleParts: string[] = [];
  let from = 0;
  let hiddenTag: string | null = null;
  for (const { name, isEnd, at, end } of tags) {
    if (hiddenTag === null && !isEnd && (lastEnds.get(name) ?? -1) > at) {
      visibleParts.push(html.slice(from, at));
      hiddenTag = name;
    } else if (isEnd && name === hiddenTag) {
      from = end;
      hiddenTag = null;
    }
  }
  return visibleParts.join("") + html.slice(from);
}

// after the last closing tag of the quote, the page should end
function hasAnswersBelow(quote: string): boolean {
  const end = quote.toLowerCase().lastIndexOf("</blockquote>");
  return end >= 0 && hasWords(quote.slice(end)) && !/gmail_quote|divRplyFwdMsg/i.test(quote.slice(0, 300));
}
